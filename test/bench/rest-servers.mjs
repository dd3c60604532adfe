/**
 * What stands around the gateway in the REST bench: `node rest-servers.mjs stub`, an SRM (generation B) that answers at
 * once, and `node rest-servers.mjs proxy <origin>`, `node:http` and an undici pool that pass everything on to it.
 */
import { createServer } from 'node:http';
import { Pool } from 'undici';

const [role, origin] = process.argv.slice(2);

const ZONES = JSON.stringify(
  Array.from({ length: 5 }, (_, index) => ({
    edgeCloudZoneId: `00000000-0000-4000-8000-00000000000${index}`,
    edgeCloudZoneName: `zone-${index}`,
    edgeCloudZoneStatus: 'active',
    edgeCloudProvider: 'ExampleOperator',
    edgeCloudRegion: 'eu-west',
  })),
);

function answerJson(response, status, text) {
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text);
}

function stub(request, response) {
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => {
    if (request.method === 'POST') answerJson(response, 201, JSON.stringify({ appId: JSON.parse(Buffer.concat(parts).toString()).appId ?? 'none' }));
    else if (request.url.endsWith('/node')) answerJson(response, 200, ZONES);
    else answerJson(response, 200, '{"appInstances":[]}');
  });
}

function passThrough(pool) {
  return (request, response) => {
    const { method, url: path, headers } = request;
    const body = method === 'GET' ? null : request;
    const factory = ({ statusCode, headers: answered }) => response.writeHead(statusCode, answered);
    pool.stream({ method, path, headers, body }, factory).catch((error) => response.destroy(error));
  };
}

const handler = role === 'stub' ? stub : passThrough(new Pool(origin, { connections: 128 }));
const server = createServer(handler);
server.listen(0, '127.0.0.1', () => process.send({ url: `http://127.0.0.1:${server.address().port}` }));
process.on('disconnect', () => process.exit());
