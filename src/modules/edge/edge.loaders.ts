import DataLoader from 'dataloader';
import type { RequestContext } from '../../kernel/context.js';
import type { Page } from '../../kernel/page.js';
import { perRequest } from '../../kernel/per-request.js';
import type { AppDeploymentService } from './app-deployment.service.js';
import type { AppDeployment } from './app-deployment.types.js';
import type { AppInstanceService } from './app-instance.service.js';
import type { AppInstance } from './app-instance.types.js';
import type { AppService } from './app.service.js';
import type { App } from './app.types.js';
import type { EdgeCloudZoneService } from './edge-cloud-zone.service.js';
import type { EdgeCloudZone } from './edge-cloud-zone.types.js';

export interface EdgeServices {
  readonly zones: EdgeCloudZoneService;
  readonly apps: AppService;
  readonly instances: AppInstanceService;
  readonly deployments: AppDeploymentService;
}

/** The neighbours of a resource, asked for once per request and all at a time. Null: not there, or not the caller's. */
export interface EdgeLoaders {
  readonly zone: DataLoader<string, EdgeCloudZone | null>;
  readonly app: DataLoader<string, App | null>;
  readonly instance: DataLoader<string, AppInstance | null>;
  readonly deployment: DataLoader<string, AppDeployment | null>;
  readonly instancesOfDeployment: DataLoader<string, AppInstance[]>;
  readonly instancesOf: (by: 'appId' | 'edgeCloudZoneId', first: number) => DataLoader<string, Page<AppInstance>>;
}

export const edgeLoaders = ({ zones, apps, instances, deployments }: EdgeServices): ((ctx: RequestContext) => EdgeLoaders) =>
  perRequest((ctx) => {
    const pages = new Map<string, DataLoader<string, Page<AppInstance>>>();
    return {
      zone: new DataLoader(async (ids) => (await zones.find(ids)).map((zone) => zone ?? null)),
      app: new DataLoader((ids) => apps.find(ctx, ids)),
      instance: new DataLoader((ids) => instances.find(ctx, ids)),
      deployment: new DataLoader((ids) => deployments.find(ctx, ids)),
      instancesOfDeployment: new DataLoader((ids) => instances.ofDeployments(ids)),
      instancesOf(by, first) {
        const key = `${by}:${first}`;
        let loader = pages.get(key);
        if (!loader) pages.set(key, (loader = new DataLoader((ids) => instances.pagesOf(ctx, by, ids, first))));
        return loader;
      },
    };
  });
