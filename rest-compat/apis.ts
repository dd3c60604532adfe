import { edgeApplicationManagement } from './camara/edge-application-management.routes.js';
import { openExposureGateway } from './oeg/oeg.routes.js';
import type { Api } from './route.js';

/** Every REST API that the gateway keeps. */
export const APIS: readonly Api[] = [edgeApplicationManagement, openExposureGateway];
