import type { RequestContext } from '../../../kernel/context.js';

/** What a call to the network needs of the request or job it belongs to. */
export type NetworkCall = Pick<RequestContext, 'signal' | 'correlator'>;

export interface UpstreamDevice {
  readonly phoneNumber?: string;
  readonly ipv4Address?: { readonly publicAddress: string; readonly privateAddress?: string; readonly publicPort?: number };
  readonly ipv6Address?: string;
}

export interface PortsWanted {
  readonly ranges?: readonly { readonly from: number; readonly to: number }[];
  readonly ports?: readonly number[];
}

/** A quality for the packets between a device and a server. */
export interface SessionRequest {
  readonly kind: 'session';
  readonly device: UpstreamDevice;
  readonly applicationServer: { readonly ipv4Address?: string; readonly ipv6Address?: string };
  readonly devicePorts?: PortsWanted;
  readonly applicationServerPorts?: PortsWanted;
  /** The network's name of the profile, e.g. `qos-e`. */
  readonly qosProfile: string;
  /** Seconds. */
  readonly duration: number;
}

/** Packets to an app are led to the instance of it at an edge. */
export interface InfluenceRequest {
  readonly kind: 'influence';
  readonly appId: string;
  /** IPv4 address of the instance: what generation B takes `appInstanceId` for. */
  readonly server?: string;
  readonly device?: UpstreamDevice;
  /** The SRM's own id of the zone. */
  readonly zone?: string;
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  readonly destinationProtocol?: string;
  /** For ourselves; the network is not told. */
  readonly ours?: {
    readonly appInstanceId: string;
    /** Counts from 1: each change of the influence asks for its flows anew. */
    readonly round: number;
    /** So many flows belong to the round. */
    readonly of: number;
  };
}

export type FlowRequest = SessionRequest | InfluenceRequest;

/** `absent`: the network does not have it (any more). */
export type UpstreamFlowStatus = 'REQUESTED' | 'AVAILABLE' | 'UNAVAILABLE' | 'absent';

export interface UpstreamFlow {
  /** Absent where the list tells all but the id, as generation B's of influences: then the address alone tells whose it is. */
  readonly upstreamId?: string | undefined;
  /** The address for notices that it was created with, where the network tells it. */
  readonly notify?: string | undefined;
}

/**
 * The network behind the SRM, both generations alike.
 *
 * Every method throws Refusal: UNAVAILABLE, TIMEOUT, BAD_GATEWAY as the SRM source does, and NOT_IMPLEMENTED where the SRM
 * or its core has no such function (generation A says 204 to a creation and does nothing; a core without traffic influence).
 * `isDefinite` tells whether a failed write surely did not happen.
 */
export interface NetworkSource {
  /** @param notify where the network is to tell what becomes of it. @throws Refusal also INVALID_ARGUMENT, CONFLICT */
  create(request: FlowRequest, notify: string, call: NetworkCall): Promise<{ readonly upstreamId: string; readonly status: 'REQUESTED' | 'AVAILABLE' | 'UNAVAILABLE' }>;
  status(kind: FlowRequest['kind'], upstreamId: string, call: NetworkCall): Promise<UpstreamFlowStatus>;
  /** `removed` also when it is not there (any more); `unsure`: a 404 that may be of something before the SRM, or of its paths. */
  remove(kind: FlowRequest['kind'], upstreamId: string, call: NetworkCall): Promise<'removed' | 'unsure'>;
  /** All that the network has, also what is not ours; undefined where it does not tell (no SRM lists sessions today). */
  list(kind: FlowRequest['kind'], call: NetworkCall): Promise<readonly UpstreamFlow[] | undefined>;
}
