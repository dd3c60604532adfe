import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apis } from '../../rest-compat/apis.js';
import { APP_ID } from '../../rest-compat/edge.examples.js';
import { ewbiDialect } from '../../rest-compat/ewbi/ewbi.errors.js';
import type { Api, Route } from '../../rest-compat/route.js';
import { scopesOf } from '../../rest-compat/route.scopes.js';
import { tmfDialect } from '../../rest-compat/tmf/tmf.errors.js';
import { ANY_TOKEN } from '../../src/kernel/caller.js';
import { Refusal, type RefusalCode } from '../../src/kernel/refusal.js';
import { restDoor, type RestDoor } from './rest.door.js';
import { SCOPES } from './rest.graph.js';

/** What holds for every route there is. */

const ROUTES = apis().flatMap((api) => api.routes.map((route) => [`${route.method} ${api.basePath}${route.path}`, api, route] as const));

let door: RestDoor;
beforeAll(async () => {
  door = await restDoor({});
});
afterAll(() => door.app.close());

const urlOf = (basePath: string, path: string) => basePath + path.replaceAll(/\{name\}/g, 'QOS_E').replaceAll(/\{[^}]+\}/g, APP_ID);
/** The word or number for a refusal in the API's own error. */
const codeIn = ({ dialect }: Pick<Api, 'dialect'>, code: RefusalCode): unknown => (dialect.present(new Refusal(code, 'No.')).body as { readonly code?: unknown }).code;
/** How a path says no. */
const dialectOf = (api: Api, path: string) => ({ dialect: api.routes.find((route) => route.path === path)?.dialect ?? api.dialect });
const isForAll = (route: Route) => scopesOf(route, new Map(Object.entries(SCOPES))).every((scope) => scope === ANY_TOKEN);
/** TM Forum's resources can be extended, and so can GSMA's. */
const isStrict = ({ dialect }: Api) => dialect !== tmfDialect && dialect !== ewbiDialect;
const correlated = { 'x-correlator': 'corr-1' };

describe.each(ROUTES)('%s', (_, api, route) => {
  const url = urlOf(api.basePath, route.path);
  const payload = route.bodyExample === undefined ? {} : { payload: route.bodyExample as object };

  it('is refused without a token and without its scope, and says the correlator again', async () => {
    const refused = [[undefined, 401, 'UNAUTHENTICATED'], [['bad'], 401, 'UNAUTHENTICATED'], [['openid'], 403, 'PERMISSION_DENIED']] as const;
    for (const [scopes, status, code] of isForAll(route) ? refused.slice(0, 2) : refused) {
      const answer = await door.sendAs(scopes, { method: route.method, url, headers: correlated, ...payload });
      expect([answer.statusCode, answer.json().code, answer.headers['x-correlator']]).toEqual([status, codeIn(dialectOf(api, route.path), code), 'corr-1']);
    }
    expect(door.asked).toEqual([]);
  });

  it('is documented with an example that its own schemas take', () => {
    if (route.body) expect(route.body.safeParse(route.bodyExample)).toMatchObject({ success: true });
    for (const { schema, example } of Object.values(route.responses)) if (schema) expect(schema.safeParse(example)).toMatchObject({ success: true });
  });
});

describe.each(apis().map((api) => [api.name, api] as const))('%s', (_, api) => {
  const { basePath, routes } = api;

  it('refuses a path that is not there and a verb that a path has not, in its own body', async () => {
    const nowhere = await door.send({ url: `${basePath}/nothing/at/all`, headers: correlated });
    expect([nowhere.statusCode, nowhere.json().code, nowhere.headers['x-correlator']]).toEqual([404, codeIn(api, 'NOT_FOUND'), 'corr-1']);
    for (const { path } of routes) {
      const refused = await door.send({ method: 'PUT', url: urlOf(basePath, path), headers: correlated });
      expect([path, refused.statusCode, refused.json().code]).toEqual([path, 405, codeIn(dialectOf(api, path), 'METHOD_NOT_ALLOWED')]);
      const { headers: { allow } } = await door.send({ method: 'OPTIONS', url: urlOf(basePath, path) });
      expect(refused.headers['allow']).toBe(allow);
    }
  });
});

describe.each(ROUTES.filter(([, , route]) => route.body))('%s', (_, api, route) => {
  const url = urlOf(api.basePath, route.path);
  const none = route.optionalBody ? [] : [['none', {}] as const];
  const stranger = isStrict(api) ? [['a stranger', { payload: JSON.stringify({ ...(route.bodyExample as object), stranger: 1 }) }] as const] : [];

  it.each([...none, ['no object', { payload: '[]' }], ['JSON that is broken', { payload: '{' }], ...stranger] as const)('is refused with a body that is %s', async (_name, body) => {
    const answer = await door.send({ method: route.method, url, headers: { ...correlated, 'content-type': (route.mediaTypes ?? ['application/json'])[0] }, ...body });
    expect([answer.statusCode, answer.json().code]).toEqual([400, codeIn(dialectOf(api, route.path), 'INVALID_ARGUMENT')]);
  });
});
