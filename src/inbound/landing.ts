import type { FastifyInstance } from 'fastify';
import { asPage } from './secure-headers.js';

const DOORS: readonly { readonly path: string; readonly words: string }[] = [
  { path: '/graphql', words: 'GraphQL, with GraphiQL for browsers' },
  { path: '/docs', words: 'the REST interfaces, to read and to try' },
  { path: '/health/ready', words: 'whether the gateway and what it needs are well' },
  { path: '/metrics', words: 'figures for Prometheus' },
];

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>Northbound</title>
<style>
  :root { color-scheme: light dark; }
  body { font: 1rem/1.6 system-ui, sans-serif; max-width: 34rem; margin: 4rem auto; padding: 0 1rem; }
  h1 { font-size: 1.5rem; margin: 0; }
  li { margin: .4rem 0; }
  code { font-size: 1rem; }
</style>
</head>
<body>
<h1>Northbound</h1>
<p>One typed graph over the systems of an operator, and their own REST doors on top of it.</p>
<ul>
${DOORS.map(({ path, words }) => `<li><a href="${path}"><code>${path}</code></a> ${words}</li>`).join('\n')}
</ul>
</body>
</html>
`;

/** The page at `/`, for whoever opens the gateway in a browser. */
export function registerLanding(app: FastifyInstance): void {
  app.get('/', (_request, reply) => {
    asPage(reply);
    return reply.type('text/html; charset=utf-8').send(PAGE);
  });
}
