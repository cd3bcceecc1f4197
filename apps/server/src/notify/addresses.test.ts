import type { lookup } from "node:dns";
import { describe, expect, test } from "vitest";
import { addressIn, guardedLookup, isLocalName, isPrivateAddress, PrivateAddressError } from "./addresses.ts";

describe("what is not for the internet", () => {
  test.each([
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.170",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:a9fe:a9fe",
    "::ffff:0:1.2.3.4",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "fc00::1",
    "fd12:3456::1",
    "ff02::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "not an address",
    "",
  ])("%s", (address) => expect(isPrivateAddress(address)).toBe(true));

  test.each([
    "1.1.1.1",
    "172.15.255.255",
    "172.32.0.1",
    "100.128.0.1",
    "192.0.1.1",
    "223.255.255.255",
    "::ffff:8.8.8.8",
    "2606:4700::1111",
    "2a00:1450::1",
  ])("%s is", (address) => expect(isPrivateAddress(address)).toBe(false));
});

test.each([
  "http://2130706433/",
  "http://0x7f.1/",
  "http://0177.0.0.1/",
  "http://127.1/",
  "http://127.0.0.1./",
  "http://①②⑦.0.0.1/",
  "http://[::ffff:7f00:1]/",
  "http://[0:0:0:0:0:0:0:1]/",
  "http://0/",
  "http://%31%32%37.0.0.1/",
])("%s is an address in another dress", (url) => {
  const address = addressIn(new URL(url));
  expect(address).not.toBeNull();
  expect(isPrivateAddress(address ?? "")).toBe(true);
});

test("localhost is this machine in all its forms", () => {
  for (const host of ["localhost", "LOCALHOST", "localhost.", "a.localhost"])
    expect(isLocalName(new URL(`http://${host}/`)), host).toBe(true);
  for (const host of ["localhost.example.org", "notlocalhost"])
    expect(isLocalName(new URL(`http://${host}/`)), host).toBe(false);
});

describe("a name is looked at when it is connected to", () => {
  const resolving = (...addresses: string[]) =>
    ((_name: string, _options: object, done: (error: null, found: object[]) => void) =>
      done(
        null,
        addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
      )) as unknown as typeof lookup;
  const ask = (resolve: typeof lookup, all: boolean) =>
    new Promise<unknown[]>((answer) => guardedLookup(resolve)("hooks.example", { all }, (...told) => answer(told)));

  test("one private address among public ones is enough to refuse it", async () => {
    const [error] = await ask(resolving("1.1.1.1", "10.0.0.7"), true);
    expect(error).toBeInstanceOf(PrivateAddressError);
    expect(String(error)).toContain("hooks.example is 10.0.0.7, which is in a private network");
  });

  test("public ones are passed on in the form that was asked for", async () => {
    expect(await ask(resolving("1.1.1.1", "2606:4700::1111"), true)).toEqual([
      null,
      [
        { address: "1.1.1.1", family: 4 },
        { address: "2606:4700::1111", family: 6 },
      ],
    ]);
    expect(await ask(resolving("1.1.1.1"), false)).toEqual([null, "1.1.1.1", 4]);
  });
});
