/** IPv6 addresses as text, for addresses that are known to be valid and have no zone. */

const GROUPS = 8;

/** All eight groups in four digits each: texts of one length, which stand in the order of the addresses. */
export function fullIpv6(address: string): string {
  const [head = '', tail] = ipv4Expanded(address.toLowerCase()).split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = Array.from({ length: GROUPS - before.length - after.length }, () => '0');
  return [...before, ...(tail === undefined ? [] : missing), ...after].map((group) => group.padStart(4, '0')).join(':');
}

/** `::ffff:192.0.2.1` ends in an IPv4 address, which stands for two groups. */
function ipv4Expanded(address: string): string {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  if (!dotted) return address;
  const [a, b, c, d] = dotted.slice(2).map(Number) as [number, number, number, number];
  return `${dotted[1]}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}

/** The one text of an address (RFC 5952): lower case, without leading zeros, the longest run of zero groups left out. */
export function canonicalIpv6(address: string): string {
  const groups = fullIpv6(address).split(':').map((group) => Number.parseInt(group, 16).toString(16));
  const { start, length } = longestRun(groups);
  if (length < 2) return groups.join(':');
  return `${groups.slice(0, start).join(':')}::${groups.slice(start + length).join(':')}`;
}

function longestRun(groups: readonly string[]): { readonly start: number; readonly length: number } {
  let longest = { start: 0, length: 0 };
  let start = 0;
  groups.forEach((group, at) => {
    if (group !== '0') start = at + 1;
    else if (at + 1 - start > longest.length) longest = { start, length: at + 1 - start };
  });
  return longest;
}

/** The subnet of 64 bits that an address is in: its first and last address, in full. */
export function ipv6Subnet(address: string): { readonly first: string; readonly last: string } {
  const prefix = fullIpv6(address).slice(0, 19);
  return { first: `${prefix}:0000:0000:0000:0000`, last: `${prefix}:ffff:ffff:ffff:ffff` };
}
