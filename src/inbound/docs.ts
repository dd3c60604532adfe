import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { openApiOf } from '../../rest-compat/openapi.js';
import type { Api } from '../../rest-compat/route.js';

export interface DocsOptions {
  readonly apis: readonly Api[];
  /** Where clients reach the gateway. */
  readonly publicUrl: string;
  /** Scope by coordinate, to be told with each operation. */
  readonly scopes?: ReadonlyMap<string, string>;
}

const VIEWER = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
const ASSETS: ReadonlySet<string> = new Set(['swagger-ui-bundle.js', 'swagger-ui-standalone-preset.js', 'swagger-ui.css', 'favicon-32x32.png']);

/** Everything comes from here; the viewer sets styles from its script and draws with data images. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** `/docs`, a page to read and try every REST API with, and `/openapi/<api>.json`, the documents behind it. */
export async function registerDocs(app: FastifyInstance, { apis, publicUrl, scopes }: DocsOptions): Promise<void> {
  for (const api of apis) {
    const text = Buffer.from(JSON.stringify(openApiOf(api, { publicUrl, ...(scopes && { scopes }) })));
    app.get(`/openapi/${api.name}.json`, async (_request, reply) => reply.header('content-type', 'application/json').send(text));
  }
  const starter = starterOf(apis);
  app.get('/docs', async (_request, reply) => reply.header('content-security-policy', POLICY).type('text/html; charset=utf-8').send(PAGE));
  app.get('/docs/', async (_request, reply) => reply.redirect('../docs'));
  app.get('/docs/start.js', async (_request, reply) => reply.type('text/javascript; charset=utf-8').send(starter));
  await app.register(fastifyStatic, {
    root: VIEWER,
    prefix: '/docs/viewer/',
    decorateReply: false,
    index: false,
    maxAge: '1h',
    allowedPath: (path) => ASSETS.has(path.replace(/^\//, '')),
  });
}

/** Addresses are relative throughout, so that the page also works below a path of a proxy. */
const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Northbound: REST APIs</title>
<link rel="icon" type="image/png" href="docs/viewer/favicon-32x32.png">
<link rel="stylesheet" href="docs/viewer/swagger-ui.css">
</head>
<body style="margin: 0">
<div id="docs"></div>
<noscript>The documents are at /openapi/&lt;api&gt;.json.</noscript>
<script src="docs/viewer/swagger-ui-bundle.js"></script>
<script src="docs/viewer/swagger-ui-standalone-preset.js"></script>
<script src="docs/start.js"></script>
</body>
</html>
`;

function starterOf(apis: readonly Api[]): string {
  const urls = apis.map(({ name, title }) => ({ name: title, url: `openapi/${name}.json` }));
  return `SwaggerUIBundle(Object.assign(${JSON.stringify({ urls, dom_id: '#docs', layout: 'StandaloneLayout', deepLinking: true, validatorUrl: null })}, {
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
}));
`;
}
