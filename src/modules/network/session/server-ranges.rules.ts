import { isIPv4 } from 'node:net';
import { canonicalIpv6, fullIpv6 } from '../device/ipv6.rules.js';
import type { PortsManifest, ServerManifest } from './qod-session.manifest.js';

/** Numbers from `from` to `to`, both among them. */
export interface Interval<N extends number | bigint> {
  readonly from: N;
  readonly to: N;
}

/** Addresses of one family. */
export interface AddressRange extends Interval<bigint> {
  readonly family: 4 | 6;
}

/** The packets that a session is for, at both ends. Sorted, and without overlaps within a list. */
export interface Flow {
  readonly servers: readonly AddressRange[];
  readonly devicePorts: readonly Interval<number>[];
  readonly serverPorts: readonly Interval<number>[];
}

const WIDTH = { 4: 32, 6: 128 } as const;
const EVERY_PORT: readonly Interval<number>[] = [{ from: 0, to: 65_535 }];

export const flowOf = ({ applicationServer, devicePorts, applicationServerPorts }: { readonly applicationServer: ServerManifest; readonly devicePorts?: PortsManifest | undefined; readonly applicationServerPorts?: PortsManifest | undefined }): Flow => ({
  servers: serverRanges(applicationServer),
  devicePorts: portRanges(devicePorts),
  serverPorts: portRanges(applicationServerPorts),
});

/** All addresses that a valid address or subnet stands for: those that have the first bits, as many as the mask is wide. */
export function addressRange(text: string): AddressRange {
  const [address = '', mask] = text.split('/');
  const family = address.includes(':') ? 6 : 4;
  const width = mask === undefined ? WIDTH[family] : Number(mask);
  const size = 1n << BigInt(WIDTH[family] - width);
  const number = family === 4 ? ipv4Number(address) : BigInt(`0x${fullIpv6(address).replaceAll(':', '')}`);
  const from = (number / size) * size;
  return { family, from, to: from + size - 1n };
}

const ipv4Number = (address: string): bigint => address.split('.').reduce((number, octet) => number * 256n + BigInt(Number.parseInt(octet, 10)), 0n);

/** The address or subnet as every network reads it: without leading zeros. */
export function plainIpv4(text: string): string {
  const [address = '', mask] = text.split('/');
  if (isIPv4(address)) return text;
  return [ipv4Text(ipv4Number(address)), ...(mask === undefined ? [] : [mask])].join('/');
}

const ipv4Text = (number: bigint): string => [24n, 16n, 8n, 0n].map((shift) => (number >> shift) & 255n).join('.');

function ipv6Text(number: bigint): string {
  const digits = number.toString(16).padStart(32, '0');
  return canonicalIpv6(digits.replace(/(.{4})(?!$)/g, '$1:'));
}

function serverRanges({ ipv4Address, ipv6Address, ipAddresses }: ServerManifest): readonly AddressRange[] {
  const ranges = [ipv4Address, ipv6Address, ...(ipAddresses ?? [])].flatMap((text) => (text === undefined ? [] : addressRange(text)));
  return [4, 6].flatMap((family) => merged(ranges.filter((range) => range.family === family)));
}

function portRanges(spec: PortsManifest | undefined): readonly Interval<number>[] {
  if (spec === undefined) return EVERY_PORT;
  return merged([...(spec.ranges ?? []).map(({ from, to }) => ({ from, to })), ...(spec.ports ?? []).map((port) => ({ from: port, to: port }))]);
}

/** In order, those that touch or overlap as one. */
function merged<Range extends Interval<number> | Interval<bigint>>(ranges: readonly Range[]): Range[] {
  const found: Range[] = [];
  for (const range of ranges.toSorted((a, b) => (a.from < b.from ? -1 : Number(a.from > b.from)))) {
    const last = found.at(-1);
    if (last === undefined || range.from > last.to) found.push(range);
    else if (range.to > last.to) found[found.length - 1] = { ...last, to: range.to };
  }
  return found;
}

/** What two sorted lists have in common. */
function common<Range extends Interval<number> | Interval<bigint>>(ours: readonly Range[], theirs: readonly Range[]): Range[] {
  const found: Range[] = [];
  for (let i = 0, j = 0; i < ours.length && j < theirs.length; ) {
    const [a, b] = [ours[i]!, theirs[j]!];
    const from = a.from > b.from ? a.from : b.from;
    const to = a.to < b.to ? a.to : b.to;
    if (from <= to) found.push({ ...a, from, to } as Range);
    if (a.to < b.to) i += 1;
    else j += 1;
  }
  return found;
}

/** The packets that belong to both; undefined when there are none. Both are flows of one device. */
export function overlap(ours: Flow, theirs: Flow): Flow | undefined {
  const servers = ([4, 6] as const).flatMap((family) => common(ours.servers.filter((range) => range.family === family), theirs.servers.filter((range) => range.family === family)));
  const devicePorts = common(ours.devicePorts, theirs.devicePorts);
  const serverPorts = common(ours.serverPorts, theirs.serverPorts);
  return servers.length > 0 && devicePorts.length > 0 && serverPorts.length > 0 ? { servers, devicePorts, serverPorts } : undefined;
}

/** Of the ranges of a flow, those that another meets, whole: what its sender knows, and nothing of what the other is for. */
export function meeting(ours: Flow, shared: Flow): Flow {
  const met = <Range extends Interval<number> | Interval<bigint>>(ranges: readonly Range[], others: readonly Range[]): Range[] => ranges.filter((range) => common([range], others).length > 0);
  const servers = ([4, 6] as const).flatMap((family) => met(ours.servers.filter((range) => range.family === family), shared.servers.filter((range) => range.family === family)));
  return { servers, devicePorts: met(ours.devicePorts, shared.devicePorts), serverPorts: met(ours.serverPorts, shared.serverPorts) };
}

/** So many ranges are named in words; of more, how many there are. */
const NAMED = 3;

/** Server addresses and ports in words, e.g. `server addresses 198.51.100.0 to 198.51.100.255, every device port, server ports 443, 5000 to 5010`. */
export function inWords({ servers, devicePorts, serverPorts }: Flow): string {
  const addresses = servers.map(({ family, from, to }) => span(family === 4 ? ipv4Text : ipv6Text, from, to));
  return [`server ${counted('address', 'addresses', addresses)}`, portsInWords('device', devicePorts), portsInWords('server', serverPorts)].join(', ');
}

function portsInWords(whose: string, ports: readonly Interval<number>[]): string {
  if (ports.length === 1 && ports[0]!.from === 0 && ports[0]!.to === 65_535) return `every ${whose} port`;
  return `${whose} ${counted('port', 'ports', ports.map(({ from, to }) => span(String, from, to)))}`;
}

const span = <N extends number | bigint>(text: (number: N) => string, from: N, to: N): string => (from === to ? text(from) : `${text(from)} to ${text(to)}`);

function counted(one: string, several: string, spans: readonly string[]): string {
  const more = spans.length > NAMED ? [`${spans.length - NAMED} more`] : [];
  return `${spans.length === 1 && !spans[0]!.includes(' to ') ? one : several} ${[...spans.slice(0, NAMED), ...more].join(', ')}`;
}
