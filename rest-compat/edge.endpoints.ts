import type { AccessPointData, InstanceData } from './edge.documents.js';

/** Where an instance can be reached; undefined while nothing is known, as the dialects want at least one entry. */
export function endpointsOf({ componentEndpointInfo }: InstanceData): readonly object[] | undefined {
  const known = componentEndpointInfo.flatMap(({ interfaceId, accessPoints }) => {
    const address = addressOf(accessPoints);
    return address === undefined ? [] : [{ interfaceId, accessPoints: { port: accessPoints.port, ...address } }];
  });
  return known.length === 0 ? undefined : known;
}

/** Both dialects want a name or an address beside the port. */
function addressOf({ fqdn, ipv4Addresses, ipv6Addresses }: AccessPointData): object | undefined {
  const address = {
    ...(fqdn === null ? {} : { fqdn }),
    ...(ipv4Addresses?.length ? { ipv4Addresses } : {}),
    ...(ipv6Addresses?.length ? { ipv6Addresses } : {}),
  };
  return Object.keys(address).length === 0 ? undefined : address;
}
