import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { redactSigned, redactText } from "./redact.ts";

/** Text, and what of it must not be left. */
const SECRETS: [text: string, ...secrets: string[]][] = [
  ["user bob.smith+x@example.co.uk not found", "bob", "example"],
  ["no user münch@bücher.example", "münch", "bücher"],
  ["GET /?mail=bob%40example.com failed", "bob", "example"],
  ['mail to "bob smith"@example.com', "bob smith"],
  ["connect ECONNREFUSED 10.1.2.3:5432", "10.1.2.3"],
  ["from 203.0.113.255, 198.51.100.7", "203.0.113.255", "198.51.100.7"],
  ["listen 2001:db8::8a2e:370:7334 failed", "2001", "7334"],
  ["http://[fe80::1ff:fe23:4567:890a]:80/", "fe80", "890a"],
  ["peer ::ffff:192.0.2.128", "192.0.2.128", "ffff"],
  ["full 2001:0db8:85a3:0000:0000:8a2e:0370:7334", "85a3"],
  ["postgres://shop:hunter2@db:5432/shop", "hunter2", "shop:"],
  ["redis://:p%40ss@cache:6379", "p%40ss"],
  ["postgres://shop:hun/ter?2@db:5432/shop", "hun/ter", "ter?2"],
  ["Authorization: Bearer abc", "abc"],
  ["authorization: Basic dXNlcjpwYXNz, next", "dXNlcjpwYXNz"],
  ['{"authorization":"Bearer a.b.c","host":"x"}', "a.b.c"],
  ["rejected bearer abcdefghijkl", "abcdefghijkl"],
  ["cookie: sid=abc; theme=dark", "abc"],
  ["set-cookie: sid=abcdef; Path=/; HttpOnly", "abcdef"],
  ["password=hunter2", "hunter2"],
  ["password = hunter2 for bob", "hunter2"],
  ["password: 'hunter 2 \\' x' rest", "hunter", "x'"],
  ['{"password":"hunter \\"7\\" x","user":"bob"}', "hunter", "7"],
  ['{\\"password\\":\\"hunter2\\",\\"a\\":1}', "hunter2"],
  ["{ dbPassword: `hunter2` }", "hunter2"],
  ["DB_PASSWORD=hunter2,x;y DEBUG=1", "hunter2", "x;y"],
  ["x-api-key: abcdef", "abcdef"],
  ["apiKey=abcdef&user=1", "abcdef"],
  ["GET https://api.test/v1?a=1&access_token=abc.def-ghi&b=2", "abc.def"],
  ["?next=%2Fa%3Ftoken%3Dabcdef", "abcdef"],
  ["GET /maps?key=abcdef&code=ghijkl", "abcdef", "ghijkl"],
  ["client_secret: s3cr3t", "s3cr3t"],
  ["headers['x-auth-token'] = 'abcdef'", "abcdef"],
  ["token: Bearer abcdef", "abcdef"],
  ['"tokens": ["abcdef", "ghijkl"]', "abcdef", "ghijkl"],
  ["Key (email, token)=(bob@example.com, abcdef) already exists.", "bob@"],
  ["Key (api_token)=(abcdef) already exists.", "abcdef"],
  ["AWS_SECRET_ACCESS_KEY=abc/def+ghi", "abc/def"],
  ["run --password hunter2 --user bob", "hunter2"],
  ["jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dBjftJeZ4CVP-mB92K27 bad", "eyJzdWIi", "dBjftJ"],
  ["key ghp_0123456789abcdefghijABCDEFGHIJ012345", "0123456789"],
  ["AKIAIOSFODNN7EXAMPLE", "IOSFODNN7"],
  ["card 4111 1111 1111 1111 declined", "1111"],
  ["card 5500-0000-0000-0004", "0004"],
  ["order 123 4111111111111111", "4111111111111111"],
  ["cards 4111 1111 1111 1111 5500-0000-0000-0004 and 12 4111-1111-1111-1111 7", "1111", "0004"],
  ["378282246310005", "378282246310005"],
  ["-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----", "MIIEow"],
];

/** Text that says what is wrong and holds no secret. */
const HARMLESS = [
  "TypeError: Cannot read properties of undefined (reading 'name')",
  "    at handler (/srv/app/src/users.ts:12:34)",
  "    at async file:///srv/app/dist/token.js:120:7",
  "    at Object.read (C:\\app\\src\\password.ts:1:2)",
  "    at /srv/app/bin/secret:12:34",
  "    at node::Foo::Bar(v8::Value) [node]",
  "    at std::abcd::dead()",
  "    at x (/srv/node_modules/.pnpm/express@5.3.0/node_modules/express/lib/router.js:3:4)",
  "    at x (/srv/node_modules/.pnpm/@trpc+server@11.0.0-rc.446/node_modules/@trpc/server/x.js:3:4)",
  "at 12:34:56.789 on 2026-11-21T14:24:08Z",
  "version 1.2.3 of 10.0.0-beta.1",
  "id 4bf92f3577b34da6a3ce929d0e0e4736, took 1732199999123 ms",
  "123e4567-e89b-12d3-a456-426614174000",
  "token: undefined",
  "max_tokens=4096",
  "basic auth is not supported, bearer token missing",
  'relation "users" does not exist',
  "listen EADDRINUSE: address already in use :::3000",
  "duration: 12ms, path=/users/:id",
];

describe("redactText", () => {
  it.each(SECRETS)("takes the secrets out of %j", (text, ...secrets) => {
    const redacted = redactText(text);
    for (const secret of secrets) expect(redacted).not.toContain(secret);
    expect(redacted).toMatch(/\[(?:redacted|email|ip|card)\]/);
  });

  it.each(HARMLESS)("leaves %j alone", (text) => {
    expect(redactText(text)).toBe(text);
  });

  it("keeps what stands around a secret", () => {
    expect(redactText("connect ECONNREFUSED 10.1.2.3:5432 as bob@example.com (password=x)")).toBe(
      "connect ECONNREFUSED [ip]:5432 as [email] (password=[redacted])",
    );
    expect(redactText("GET https://u:p@api.test/v1?token=abc&page=2 failed")).toBe(
      "GET https://[redacted]@api.test/v1?token=[redacted]&page=2 failed",
    );
    expect(redactText('{"user":"bob","password":"x","age":5}')).toBe('{"user":"bob","password":"[redacted]","age":5}');
  });

  it("changes nothing more when applied again", () => {
    for (const [text] of SECRETS) expect(redactText(redactText(text))).toBe(redactText(text));
    const all = SECRETS.map(([text]) => text).join(" ");
    expect(redactText(redactText(all))).toBe(redactText(all));
  });

  it("leaves out no pass that would have found something", () => {
    const EVERY_PASS = -1;
    const pieces = [...SECRETS.map(([text]) => text), ...HARMLESS].flatMap((text) => [text, ...text.split(/(?<=\W)/)]);
    const text = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 4 })), { maxLength: 8 });
    fc.assert(
      fc.property(text, fc.constantFrom("", " ", "-", "."), (parts, between) => {
        const whole = parts.join(between);
        expect(redactText(whole)).toBe(redactSigned(whole, EVERY_PASS, undefined));
      }),
      { numRuns: 3_000 },
    );
  });

  it("finds the secrets among other text, wherever they stand", () => {
    for (const [text, ...secrets] of SECRETS) {
      const redacted = redactText(`before (line 1)\nError: ${text}\n    at f (/a/b.ts:1:2)\n`);
      for (const secret of secrets) expect(redacted).not.toContain(secret);
      expect(redacted).toContain("at f (/a/b.ts:1:2)");
    }
  });

  it.each([
    "a",
    "1",
    "a@",
    "@",
    "a.",
    ".",
    "1.",
    "1 ",
    "4 1-",
    ":",
    "a:",
    "://",
    "://a:",
    "://a:/",
    "eyJ",
    "eyJaaaaaaaa.",
    "eyJaaaaaaaa.a",
    "bearer ",
    "token=",
    "token:[",
    "token:[\n",
    'token:"',
    'token:"\n',
    '"token":"a",',
    "token=,a",
    "password=a&",
    "authorization:",
    "cookie:\n",
    "--token ",
    "--a ",
    "%40",
    "%3D",
    "a%3D",
    "\\",
    '\\"',
    '"@',
    "sk-",
    "AKIA",
    "-----BEGIN PRIVATE KEY-----",
    "[redacted]",
    " ",
    "\n",
    "::",
    "1::",
    "ü",
    "ü@",
  ])("takes time in proportion to hostile text of %j", (piece) => {
    const of = (length: number) => piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
    const text = of(256_000);
    const before = performance.now();
    redactText(text);
    redactText(`${text}!`);
    // 40 to 300 ms on two busy cores; with anything that reads it again from each place, minutes.
    expect(performance.now() - before).toBeLessThan(3_000);
  });
});
