import { createHash, randomBytes } from 'node:crypto';
import type { FmFederation } from './fm.state.js';
import { faultsOf } from './fm.shapes.js';
import type { FmPlace, FmReply } from './fm.voice.js';
import type { FmHandlers, FmRequest, FmWorld } from './fm.world.js';
import { offered, resourcesOf } from './fm.zones.js';

/** Who the simulated partner is. */
export const SANDBOX_FM_OPERATOR = { id: 'op-betica', countryCode: 'ES', mobile: { mcc: '214', mncs: ['09'] }, fixed: ['34'] } as const;

/** The federation of the path, if it is the caller's. */
export function federationOf(world: FmWorld, { params, key }: FmRequest, place: FmPlace = 'other'): { readonly federation: FmFederation } | { readonly reply: FmReply } {
  const federation = world.state.federations.get(params.contextId);
  const isBound = world.dialect === '1.3.0' || world.behaviour().tokenBound;
  return federation && (!isBound || federation.key === key) ? { federation } : { reply: world.voice.unknownContext(place) };
}

type Operations = 'createFederation' | 'federationDetails' | 'updateFederation' | 'deleteFederation' | 'contextId';

export function federationHandlers(world: FmWorld): FmHandlers<Operations> {
  const { dialect, state, voice, shapes } = world;
  const zonesOffered = () => state.zones.list().map(offered);
  // 1.2.0's code knows no endpoints, and sends them all the same.
  const endpoint = (): object => (dialect === '1.2.0' ? {} : { port: Number(new URL(world.url()).port), ipv4Addresses: ['127.0.0.1'] });
  const endpoints = () => ({ edgeDiscoveryServiceEndPoint: endpoint(), lcmServiceEndPoint: endpoint() });
  const zonesMember = () => (dialect === '1.3.0' && state.zones.all.size === 0 ? {} : { offeredAvailabilityZones: zonesOffered() });

  function details({ mobile, fixed }: FmFederation): FmReply {
    const codes = { ...(mobile && { allowedMobileNetworkIds: mobile }), ...((dialect === '1.2.0' || fixed.length > 0) && { allowedFixedNetworkIds: fixed }) };
    return { status: 200, json: { ...endpoints(), ...codes, ...zonesMember() } };
  }

  function createFederation({ body, key }: FmRequest): FmReply {
    const read = shapes.federation.safeParse(body);
    if (!read.success) return voice.reject(faultsOf(read.error));
    const { origOPFederationId: operator, origOPCountryCode, origOPMobileNetworkCodes, origOPFixedNetworkCodes, partnerStatusLink, partnerCallbackCredentials } = read.data;
    // Members that the document of 1.2.0 calls optional, and its code does not.
    if (dialect === '1.2.0' && (!origOPMobileNetworkCodes || !partnerCallbackCredentials)) return brokenCode();
    if (state.federations.list((one) => one.key === key).length > 0) return voice.refuse(409, 'Federation already exists');
    const contextId = dialect === '1.2.0' ? randomBytes(12).toString('hex') : steadyId(`${key} ${operator}`);
    const { mcc = '', mncs = [] } = origOPMobileNetworkCodes ?? {};
    state.federations.put({
      contextId, key, operator, countryCode: origOPCountryCode ?? null, mobile: origOPMobileNetworkCodes ? { mcc, mncs } : null, fixed: origOPFixedNetworkCodes ?? [],
      statusLink: partnerStatusLink, zones: [], zoneLink: null,
    });
    if (partnerCallbackCredentials) world.credentials.set(contextId, partnerCallbackCredentials);
    return {
      status: 200,
      json: {
        federationContextId: contextId, partnerOPFederationId: SANDBOX_FM_OPERATOR.id, partnerOPCountryCode: SANDBOX_FM_OPERATOR.countryCode,
        partnerOPMobileNetworkCodes: SANDBOX_FM_OPERATOR.mobile, partnerOPFixedNetworkCodes: SANDBOX_FM_OPERATOR.fixed, platformCaps: dialect === '1.2.0' ? [] : ['homeRouting'],
        ...endpoints(), ...zonesMember(),
      },
      ...(dialect === '1.3.0' && { headers: { location: `${world.url()}/partner/${contextId}` } }),
    };
  }

  function updateFederation(request: FmRequest): FmReply {
    const found = federationOf(world, request, 'federation');
    if ('reply' in found) return found.reply;
    const read = shapes.change.safeParse(request.body);
    if (!read.success) return voice.reject(faultsOf(read.error));
    const { objectType, operationType, addMobileNetworkIds: add, removeMobileNetworkIds: remove, addFixedNetworkIds: addFixed, removeFixedNetworkIds: removeFixed } = read.data;
    // 1.2.0's code reads both before it looks what the change is of.
    if (dialect === '1.2.0' && (!add || !remove)) return brokenCode();
    const { federation } = found;
    if (objectType === 'FIXED_NETWORK_CODES') {
      const fixed = changed(operationType, federation.fixed, addFixed ?? [], removeFixed ?? []);
      return details(state.federations.put({ ...federation, fixed }));
    }
    const { mcc, mncs } = federation.mobile ?? { mcc: '', mncs: [] };
    const named = operationType === 'REMOVE_CODES' ? remove : add;
    if (operationType !== 'UPDATE_CODES' && named?.mcc !== mcc) return voice.refuse(409, 'MCC does not match with the one registered');
    const next = changed(operationType, mncs, add?.mncs ?? [], operationType === 'UPDATE_CODES' && remove?.mcc !== add?.mcc ? [] : (remove?.mncs ?? []));
    return details(state.federations.put({ ...federation, mobile: { mcc: operationType === 'UPDATE_CODES' ? (add?.mcc ?? mcc) : mcc, mncs: next } }));
  }

  function deleteFederation(request: FmRequest): FmReply {
    const found = federationOf(world, request, 'federation');
    if ('reply' in found) return found.reply;
    const { federation } = found;
    const artefacts = state.artefacts.list(({ contextId }) => contextId === federation.contextId);
    if (federation.zones.length > 0 || artefacts.length > 0) return voice.refuse(409, 'Unable to remove Federation. There are availability zones dependent. Remove it and try again ');
    state.forget(federation);
    return voice.done('Federation removed successfully');
  }

  return {
    createFederation,
    federationDetails: (request) => {
      const found = federationOf(world, request, 'federation');
      return 'reply' in found ? found.reply : details(found.federation);
    },
    updateFederation,
    deleteFederation,
    contextId({ key }) {
      const [federation] = state.federations.list((one) => one.key === key);
      // A relay looks among the federations of partners with it, where it has none; 1.3.0 has no such path.
      const isKnown = federation && dialect === '1.2.0' && world.role === 'partner';
      if (isKnown) return { status: 200, json: { federationContextId: federation.contextId } };
      return dialect === '1.2.0' ? { status: 404, type: 'application/problem+json', json: { type: 'about:blank', title: 'Not Found', detail: 'Federation not found', status: 404 } } : voice.refuse(404, 'There is no such path.');
    },
  };
}

/** What an exception in 1.2.0's code looks like. */
const brokenCode = (): FmReply => ({
  status: 500,
  type: 'application/problem+json',
  json: { type: 'about:blank', title: 'Internal Server Error', detail: 'The server encountered an internal error and was unable to complete your request. Either the server is overloaded or there is an error in the application.', status: 500 },
});

function changed(operation: 'ADD_CODES' | 'REMOVE_CODES' | 'UPDATE_CODES', codes: readonly string[], add: readonly string[], remove: readonly string[]): string[] {
  if (operation === 'ADD_CODES') return [...codes, ...add];
  return (operation === 'REMOVE_CODES' ? codes : add).filter((code) => !remove.includes(code));
}

/** The same for the same client, whenever it comes: a UUID of version 5 by its form. */
function steadyId(name: string): string {
  const hex = createHash('sha1').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export function zoneHandlers(world: FmWorld): FmHandlers<'acceptZones' | 'zone' | 'releaseZone'> {
  const { dialect, state, voice, shapes } = world;

  function acceptZones(request: FmRequest): FmReply {
    const found = federationOf(world, request);
    if ('reply' in found) return found.reply;
    const read = shapes.zones.safeParse(request.body);
    if (!read.success) return voice.reject(faultsOf(read.error));
    const { acceptedAvailabilityZones: wanted, availZoneNotifLink: zoneLink } = read.data;
    const { federation } = found;
    if (!wanted.every((zoneId) => state.zones.get(zoneId))) {
      // Here, too, a 404 within a try block.
      return dialect === '1.2.0' ? voice.refuse(422, 'Unable to get zones list from i2edge. Error: 404 Not Found: Availability Zones do not exist at i2edge') : voice.refuse(404, 'There is no such zone.');
    }
    // 1.2.0's code keeps one list for a federation, made once: also other zones are refused then.
    const stand = dialect === '1.2.0' ? federation.zones.length > 0 : wanted.some((zoneId) => federation.zones.includes(zoneId));
    if (stand) return voice.refuse(409, 'Availability Zone already exists for this Federation Context');
    state.federations.put({ ...federation, zones: [...federation.zones, ...new Set(wanted)], zoneLink });
    return { status: 200, json: { acceptedZoneResourceInfo: [...new Set(wanted)].map((zoneId) => resourcesOf(zoneId, dialect)) } };
  }

  function accepted(request: FmRequest): { readonly federation: FmFederation } | { readonly reply: FmReply } {
    const found = federationOf(world, request);
    if ('reply' in found) return found;
    if (found.federation.zones.includes(request.params.zoneId)) return found;
    const none = dialect === '1.2.0' && found.federation.zones.length === 0;
    return { reply: voice.refuse(404, none ? 'Federation Context not found at Availability Zones' : 'Zone id not found for this Federation Context') };
  }

  function releaseZone(request: FmRequest): FmReply {
    const found = accepted(request);
    if ('reply' in found) return found.reply;
    const { federation } = found;
    const { zoneId } = request.params;
    const users = state.applications.list((one) => one.contextId === federation.contextId && one.zones.includes(zoneId));
    if (users.length > 0) return voice.refuse(409, 'Unable to remove Zone. There are onboardings dependent. Remove it and try again ');
    state.federations.put({ ...federation, zones: federation.zones.filter((one) => one !== zoneId) });
    return voice.done('Zone deregistered successfully');
  }

  return {
    acceptZones,
    zone(request) {
      // 1.2.0's code looks at a zone that its own platform does not have any more, first of all.
      const isGone = dialect === '1.2.0' && state.zones.get(request.params.zoneId) === undefined;
      const found = accepted(request);
      if (isGone && !('reply' in found)) return voice.refuse(422, "Unable to retrieve zone from i2edge. Error: 'NoneType' object has no attribute 'get'");
      return 'reply' in found ? found.reply : { status: 200, json: resourcesOf(request.params.zoneId, dialect) };
    },
    releaseZone,
  };
}
