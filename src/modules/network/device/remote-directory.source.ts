import { z } from 'zod';
import type { Peer } from '../../../outbound/http.js';
import { isSuccess, peerAnswers } from '../../../outbound/peer-answers.js';
import { Ipv4AddressShape, Ipv6AddressShape, PhoneNumberShape, PortShape } from './device.manifest.js';
import { servicesOf } from './device.rules.js';
import type { DeviceDirectory, DeviceKey, KnownDevice } from './device.types.js';
import { canonicalIpv6 } from './ipv6.rules.js';

/** A member that is absent or null. */
const absent = <Shape extends z.ZodType>(shape: Shape) => shape.nullish().transform((value) => value ?? null);

const DeviceAnswer = z.object({
  id: z.string().regex(/^\P{C}{1,256}$/u),
  phoneNumber: absent(PhoneNumberShape),
  publicAddress: absent(Ipv4AddressShape),
  privateAddress: absent(Ipv4AddressShape),
  publicPort: absent(PortShape),
  ipv6Address: absent(Ipv6AddressShape.transform(canonicalIpv6)),
  country: absent(z.string().regex(/^[A-Z]{2}$/)),
  network: absent(z.string().regex(/^[0-9]{5,6}$/)),
  services: z.array(z.string()).transform(servicesOf),
  edgeCloudZones: z.array(z.string()).nullish().transform((zones) => zones ?? []),
});

const answers = peerAnswers('device directory');

/**
 * A directory elsewhere: `POST <base>/retrieve-device` with one of `phoneNumber`, `ipv4Address`, `ipv6Address` and
 * `subject` answers 200 with the members of KnownDevice, or 404. Names of devices are in bodies only, never in an address.
 */
export function remoteDirectory({ peer }: { readonly peer: Peer }): DeviceDirectory {
  return {
    async find(key, { signal, correlator }): Promise<KnownDevice | undefined> {
      const answer = await peer.request({ method: 'POST', path: '/retrieve-device', body: bodyOf(key), retry: true, signal, correlator });
      if (answer.status === 404) return undefined;
      // An answer may echo the name: nothing of it is kept.
      if (!isSuccess(answer)) throw answers.refusal(answer, {}, JSON.stringify(key));
      return answers.read(answer, DeviceAnswer);
    },
  };
}

function bodyOf(key: DeviceKey): object {
  if (key.kind === 'ipv4Address') {
    const { publicAddress, privateAddress, publicPort } = key;
    return { ipv4Address: { publicAddress, ...(privateAddress !== null && { privateAddress }), ...(publicPort !== null && { publicPort }) } };
  }
  const { kind: _kind, ...name } = key;
  return name;
}
