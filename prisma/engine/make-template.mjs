/** A step of `npm run build`: leaves an empty embedded database in dist, which first starts and tests unpack. */
import { makeTemplate } from '../../dist/src/outbound/storage/template.js';

await makeTemplate();
