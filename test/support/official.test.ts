import { describe, expect, it } from 'vitest';
import { FEDERATION_DETAILS } from '../../rest-compat/ewbi/ewbi.examples.js';
import { SESSION, SESSION_ID } from '../../rest-compat/network.examples.js';
import { officialDefinitions, type Exchange } from './official.js';
import { TMF_JSON } from './official.tmf.js';

const official = officialDefinitions();

const answered = (more: Partial<Exchange> & { readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }): Exchange => {
  const headers: Readonly<Record<string, string>> = { 'content-type': 'application/json', 'x-correlator': 'corr-1', ...more.headers };
  return {
    method: 'GET', path: `/quality-on-demand/v1/sessions/${SESSION_ID}`, correlator: 'corr-1', status: 200,
    header: (name) => headers[name], text: more.body === undefined ? '' : JSON.stringify(more.body), ...more,
  };
};

const refused = (status: number, code: string) => ({ status, body: { status, code, message: 'No.' } });
const tmfRefused = (status: number, more: object = {}) => ({ status, headers: { 'content-type': TMF_JSON }, body: { code: String(status), reason: 'Not Found', message: 'No.', status: String(status), '@type': 'Error', ...more } });
const tmf = { path: '/tmf-api/party/v4/organization/1', headers: { 'content-type': TMF_JSON } };
const alarms = { path: '/tmf-api/alarm/v4/alarm', headers: { 'content-type': TMF_JSON } };
const ewbi = (path: string) => ({ path: `/operatorplatform/federation/v1${path}` });
const problem = (status: number, more: object = {}) => ({ status, headers: { 'content-type': 'application/problem+json' }, body: { title: 'No', detail: 'No.', status, cause: 'NO', ...more } });
const list = { method: 'POST', path: '/quality-on-demand/v1/retrieve-sessions' };

describe.skipIf(official === undefined)(`the check against the official definitions${official === undefined ? ' (skipped: ../shared/specs is not there)' : ''}`, () => {
  it.each<[string, Parameters<typeof answered>[0]]>([
    ['a session', { body: SESSION }],
    ['a list of sessions', { ...list, body: [SESSION] }],
    ['an empty list', { ...list, body: [] }],
    ['a delete without content', { method: 'DELETE', status: 204, headers: { 'content-type': '' } }],
    ['a listed refusal', refused(404, 'NOT_FOUND')],
    ['a refusal that is common to all', refused(415, 'UNSUPPORTED_MEDIA_TYPE')],
    ["a refusal of the API's own", { method: 'POST', path: '/quality-on-demand/v1/sessions', ...refused(422, 'QUALITY_ON_DEMAND.QOS_PROFILE_NOT_APPLICABLE') }],
    ["the gateway's own refusal", { method: 'POST', path: '/quality-on-demand/v1/sessions', ...refused(422, 'QUALITY_ON_DEMAND.IDEMPOTENCY_KEY_REUSED') }],
    ['a path that is not there', { path: '/quality-on-demand/v1/nothing', ...refused(404, 'NOT_FOUND') }],
    ['a correlator of another form, which is replaced', { correlator: 'a b', ...refused(400, 'INVALID_ARGUMENT') }],
    ['a path that no definition speaks of', { path: '/graphql', body: 'anything', headers: { 'content-type': 'text/plain' } }],
    ['an organization of TMF632', { ...tmf, body: { id: '1', href: 'x', tradingName: 'y', unknown: [] } }],
    ['an organization by few of its members', { ...tmf, path: `${tmf.path}?fields=none`, body: { id: '1', href: 'x' } }],
    ['an alarm whose id is text', { ...alarms, body: [{ id: 'a', alarmedObject: {} }] }],
    ['a refusal of TMF632', { ...tmf, ...tmfRefused(404) }],
    ["a refusal of TMF632 by a word, under a status that is not listed", { ...tmf, ...tmfRefused(502, { code: 'PEER_UNREACHABLE' }) }],
    ['a federation that GSMA knows', { ...ewbi('/ctx/partner'), body: FEDERATION_DETAILS }],
    ['a name of an instance where the newer definition has none', { method: 'POST', ...ewbi('/ctx/application/lcm'), status: 202, body: { zoneId: 'zone-1', appInstIdentifier: 'i1' } }],
    ['a sentence where GSMA has nothing', { method: 'DELETE', ...ewbi('/ctx/partner'), body: 'The federation is removed.' }],
    ['a callback that is taken', { method: 'POST', ...ewbi('/callbacks/x/instance-status'), status: 204, headers: { 'content-type': '' } }],
    ["a refusal of GSMA's", { ...ewbi('/ctx/partner'), ...problem(422, { invalidParams: [{ param: 'x', reason: 'No.' }] }) }],
    ["a refusal of the Open Exposure Gateway's federations", { path: '/oeg/1.0.0/ctx/partner', ...problem(404, { type: 'about:blank' }) }],
    ['an empty endpoint, which clients know', { path: '/oeg/1.0.0/ctx/partner', body: { edgeDiscoveryServiceEndPoint: {}, lcmServiceEndPoint: {} } }],
    ['a status that is let pass, for a reason', { method: 'POST', path: '/oeg/1.0.0/sessions', status: 201, body: SESSION }],
  ])('passes %s', async (_, exchange) => {
    expect(await official!.faults(answered(exchange))).toEqual([]);
  });

  it.each<[string, Parameters<typeof answered>[0], string]>([
    ['a status that is not listed', { status: 201, body: SESSION }, '201 is not listed for the operation'],
    ['an operation that is not there', { method: 'PUT', body: SESSION }, 'the definition does not know PUT'],
    ['another media type', { body: SESSION, headers: { 'content-type': 'text/html' } }, 'its content is text/html'],
    ['a missing member', { body: { ...SESSION, qosStatus: undefined } }, "must have required property 'qosStatus'"],
    ['a member of another form', { body: { ...SESSION, startedAt: 'yesterday' } }, '/startedAt must match format "date-time"'],
    ['null', { body: { ...SESSION, statusInfo: null } }, '/statusInfo must be string'],
    ['a list where an object belongs', { body: [SESSION] }, 'must be object'],
    ['content where there is none', { method: 'DELETE', status: 204, body: SESSION }, 'it has content, and the definition has none'],
    ['no correlator', { body: SESSION, header: (name) => (name === 'content-type' ? 'application/json' : undefined) }, 'it has no x-correlator'],
    ['another correlator', { body: SESSION, correlator: 'corr-2' }, 'x-correlator is corr-1, not corr-2 as it was sent'],
    ['a refusal that another operation has', { ...refused(409, 'QUALITY_ON_DEMAND.SESSION_EXTENSION_NOT_ALLOWED') }, 'is neither listed for the operation nor common to all'],
    ['a code under another status', { ...refused(404, 'CONFLICT') }, '404 CONFLICT is neither listed'],
    ['a refusal that tells another status', { status: 404, body: { status: 400, code: 'NOT_FOUND', message: 'No.' } }, 'the status in its error is 400, not 404'],
    ['a refusal without words', { status: 404, body: { status: 404, code: 'NOT_FOUND', message: '' } }, 'its message is empty'],
    ['a refusal in another dialect', { ...refused(404, 'NOT_FOUND'), headers: { 'content-type': 'application/problem+json' } }, 'its error is application/problem+json'],
    ['an organization without id', { ...tmf, body: { tradingName: 'y' } }, "must have required property 'id'"],
    ['an organization with null', { ...tmf, body: { id: '1', name: null } }, '/name must be string'],
    ['an alarm whose severity is no text', { ...alarms, body: [{ id: 'a', perceivedSeverity: 1 }] }, '/0/perceivedSeverity must be string'],
    ['a resource under another media type', { ...tmf, headers: { 'content-type': 'application/json' }, body: { id: '1' } }, 'its content is application/json'],
    ['a refusal of TMF632 with numbers', { ...tmf, ...tmfRefused(404, { status: 404 }) }, 'its error has status, which is no text'],
    ['a refusal of TMF632 without a reason', { ...tmf, ...tmfRefused(404, { reason: undefined }) }, 'its error has no reason'],
    ['a refusal of TMF632 that tells another status', { ...tmf, ...tmfRefused(404, { status: '400' }) }, 'the status in its error is 400, not 404'],
    ["a refusal of TMF632 in another API's words", { ...tmf, ...refused(404, 'NOT_FOUND') }, 'its error has no reason'],
    ['a federation without what GSMA requires', { ...ewbi('/ctx/partner'), body: { ...FEDERATION_DETAILS, lcmServiceEndPoint: undefined } }, "1.3.0:  must have required property 'lcmServiceEndPoint'"],
    ['an empty endpoint in GSMA’s own', { ...ewbi('/ctx/partner'), body: { ...FEDERATION_DETAILS, lcmServiceEndPoint: {} } }, '1.2.0: /lcmServiceEndPoint must have required property'],
    ['another status than GSMA’s', { method: 'POST', ...ewbi('/ctx/zones'), status: 204, body: {} }, '1.2.0: it has no body'],
    ['an operation that GSMA has not', { ...ewbi('/ctx/zones'), body: {} }, 'there is no such operation'],
    ['another answer to a callback', { method: 'POST', ...ewbi('/callbacks/x/instance-status'), body: {} }, '200 is not what a callback is answered with'],
    ["GSMA's 422 without what is at fault", { ...ewbi('/ctx/partner'), ...problem(422) }, 'does not tell what is at fault'],
    ["GSMA's 404 with what is at fault", { ...ewbi('/ctx/partner'), ...problem(404, { invalidParams: [{ param: 'x' }] }) }, 'under another status'],
    ["a refusal in another dialect than GSMA's", { ...ewbi('/ctx/partner'), ...refused(404, 'NOT_FOUND') }, 'its error is application/json'],
    ['a common code in the name of the API', { ...refused(404, 'QUALITY_ON_DEMAND.NOT_FOUND') }, 'is neither listed'],
  ])('finds %s', async (_, exchange, fault) => {
    expect((await official!.faults(answered(exchange))).join('; ')).toContain(fault);
  });
});
