import { lookup as dnsLookup, type LookupAddress } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";

/** Thrown where an address is one that a webhook may not reach. The message says it to a person. */
export class PrivateAddressError extends Error {
  override name = "PrivateAddressError";
}

/** IANA's special-purpose registry: all of IPv4 that is not for anybody on the internet. */
const PRIVATE_IPV4: readonly [string, number][] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  // With the metadata services of clouds.
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
];

/** Only this of IPv6 is for the internet (RFC 4291, 2.5.4) … */
const GLOBAL_IPV6: readonly [string, number] = ["2000::", 3];
/** … without these: protocol assignments with Teredo, documentation, 6to4, which carries any IPv4 address. */
const PRIVATE_IPV6: readonly [string, number][] = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
];
const MAPPED_IPV4: readonly [string, number] = ["::ffff:0:0", 96];

const listOf = (type: "ipv4" | "ipv6", subnets: readonly (readonly [string, number])[]) => {
  const list = new BlockList();
  for (const [net, prefix] of subnets) list.addSubnet(net, prefix, type);
  return list;
};
const privateIpv4 = listOf("ipv4", PRIVATE_IPV4);
const globalIpv6 = listOf("ipv6", [GLOBAL_IPV6]);
const privateIpv6 = listOf("ipv6", PRIVATE_IPV6);
const mappedIpv4 = listOf("ipv6", [MAPPED_IPV4]);

/** Whether an IP address belongs to this machine, a private network, or nobody. What is no address at all counts as private. */
export function isPrivateAddress(address: string): boolean {
  // fe80::1%eth0: with a zone it is a link's own.
  if (address.includes("%")) return true;
  switch (isIP(address)) {
    case 4:
      return privateIpv4.check(address, "ipv4");
    case 6:
      // ::ffff:10.0.0.1 reaches 10.0.0.1; BlockList holds an IPv4 rule against it.
      if (mappedIpv4.check(address, "ipv6")) return privateIpv4.check(address, "ipv6");
      return !globalIpv6.check(address, "ipv6") || privateIpv6.check(address, "ipv6");
    default:
      return true;
  }
}

/** The address in a URL's host, without the brackets of IPv6; null where it is a name. */
export function addressIn({ hostname }: URL): string | null {
  const plain = hostname.replace(/^\[|\]$/g, "");
  return isIP(plain) === 0 ? null : plain;
}

/** Names that always mean this machine, whatever a resolver says. */
export function isLocalName({ hostname }: URL): boolean {
  return /^(.+\.)?localhost\.?$/.test(hostname);
}

/**
 * Resolves a name for a connection that is about to be made, and refuses it where any of its addresses is private. What is
 * connected to is what was looked at: a name that answers differently a moment later gains nothing.
 */
export function guardedLookup(resolve: typeof dnsLookup = dnsLookup): LookupFunction {
  return (hostname, options, done) => {
    resolve(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      if (error) return done(error, []);
      const forbidden = addresses.find(({ address }) => isPrivateAddress(address));
      if (forbidden) {
        const problem = `${hostname} is ${forbidden.address}, which is in a private network`;
        return done(new PrivateAddressError(problem), []);
      }
      const [first] = addresses;
      if (options.all || first === undefined) return done(null, addresses);
      done(null, first.address, first.family);
    });
  };
}
