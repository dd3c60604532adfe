import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Handler } from './post.js';

/** The operations that a newcomer is shown; they must be valid on the public schema. */
export const TABS: readonly { readonly query: string; readonly variables?: object }[] = [
  {
    query: `# Welcome to Northbound. Where can an application run, and what runs there now?
query Zones {
  edgeCloudZones(first: 5) {
    totalCount
    nodes {
      id
      name
      provider
      region
      status
      appInstances(first: 5) {
        nodes {
          id
          name
          status
        }
      }
    }
  }
}
`,
  },
  {
    query: `# Registers an application. Its credentials, if it has any, are never shown again.
mutation SubmitApp($input: SubmitAppInput!) {
  submitApp(input: $input) {
    app {
      id
      name
      version
      createdAt
    }
  }
}
`,
    variables: {
      input: {
        name: 'hello-edge',
        appProvider: 'my_company',
        version: '1.0.0',
        packageType: 'CONTAINER',
        appRepo: { type: 'PUBLICREPO', imagePath: 'https://registry.example.com/hello-edge:1.0.0' },
        requiredResources: { container: { numCPU: '500m', memory: 512 } },
        componentSpec: [
          {
            componentName: 'web',
            networkInterfaces: [{ interfaceId: 'http', protocol: 'TCP', port: 8080, visibilityType: 'VISIBILITY_EXTERNAL' }],
          },
        ],
      },
    },
  },
  {
    query: `# Starts an instance: put in the ids that the first two tabs gave you, and open the last tab before.
mutation CreateAppInstance($input: CreateAppInstanceInput!) {
  createAppInstance(input: $input) {
    appInstance {
      id
      name
      status
    }
  }
}
`,
    variables: { input: { name: 'hello-1', appId: '', edgeCloudZoneId: '' } },
  },
  {
    query: `# Keeps running and shows each change of status as it comes.
# With \`after: "<cursor>"\` it goes on where an earlier stream stopped.
subscription Watch {
  appInstanceStatusChanged {
    cursor
    at
    appInstanceId
    previousStatus
    status
    reason
    removed
  }
}
`,
  },
  {
    query: `# Asks the network for a quality between a device and a server. \`subscription { qodSessionStatusChanged { … } }\` follows it.
mutation CreateQodSession($input: CreateQodSessionInput!) {
  createQodSession(input: $input) {
    session {
      id
      qosStatus
      statusInfo
      statusReason
      expiresAt
    }
  }
}
`,
    variables: { input: { device: { phoneNumber: '+351910000001' }, applicationServer: { ipv4Address: '198.51.100.0/24' }, qosProfile: 'QOS_E', duration: 600 } },
  },
  {
    query: `# The OSSs that we are peered with, how their hearts beat, and what of theirs the catalog offers.
# discoverPeering, planPeering and addPeering make one; \`subscription { peeringHeartbeat { … } }\` follows it.
query Peerings {
  peerings {
    nodes {
      status
      organization {
        id
        name
      }
      heartbeat {
        lastSuccessAt
        nextCheckAt
        lastFailure {
          reason
        }
      }
      visibleSpecs {
        name
        version
      }
    }
  }
}
`,
  },
];

interface Page {
  readonly plain: Buffer;
  readonly zipped: Buffer;
  readonly etag: string;
  readonly policy: string;
}

/**
 * GraphiQL with all its parts inside the page, so that it works without the internet. The page is made on first use and
 * kept: its 9 MB are packed once, and browsers ask by `etag`. Its policy lets its own scripts run and no other, and
 * connects to this server alone.
 */
export function createGraphiqlPage(path: string): Handler {
  let page: Promise<Page> | undefined;

  return async function graphiql(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    page ??= render(path).catch((failure: unknown) => {
      page = undefined;
      throw failure;
    });
    const { plain, zipped, etag, policy } = await page;
    reply.headers({ etag, vary: 'accept, accept-encoding', 'cache-control': 'no-cache', 'content-security-policy': policy });
    if (request.headers['if-none-match'] === etag) return reply.code(304).send();
    reply.header('content-type', 'text/html; charset=utf-8');
    return /\bgzip\b/.test(request.headers['accept-encoding'] ?? '') ? reply.header('content-encoding', 'gzip').send(zipped) : reply.send(plain);
  };
}

/** The package is loaded on first use, as it is large and most starts never show the page. */
async function render(endpoint: string): Promise<Page> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const html = renderGraphiQL({
    endpoint,
    title: 'Northbound GraphiQL',
    subscriptionsProtocol: 'SSE',
    shouldPersistHeaders: false,
    inputValueDeprecation: true,
    schemaDescription: true,
    defaultTabs: TABS.map(({ query, variables }) => ({ query, variables: variables && JSON.stringify(variables, null, 2) })),
  });
  const plain = Buffer.from(html);
  const etag = `"${sha256(plain).slice(0, 32)}"`;
  return { plain, zipped: await promisify(gzip)(plain), etag, policy: policyFor(html) };
}

const sha256 = (content: string | Buffer): string => createHash('sha256').update(content).digest('base64');

/** Names each script of the page by its hash; styles are written by the editor as it runs. */
function policyFor(html: string): string {
  const hashes = scriptsOf(html).map((script) => `'sha256-${sha256(script)}'`);
  return [
    `default-src 'none'`,
    `script-src ${hashes.join(' ')}`,
    `style-src 'unsafe-inline'`,
    `worker-src blob:`,
    `connect-src 'self'`,
    `img-src 'self' data:`,
    `font-src data:`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `frame-ancestors 'none'`,
  ].join('; ');
}

function scriptsOf(html: string): readonly string[] {
  const scripts: string[] = [];
  const open = '<script>';
  const close = '</script>';
  for (let from = html.indexOf(open); from >= 0; from = html.indexOf(open, from)) {
    const start = from + open.length;
    const end = html.indexOf(close, start);
    scripts.push(html.slice(start, end));
    from = end;
  }
  return scripts;
}
