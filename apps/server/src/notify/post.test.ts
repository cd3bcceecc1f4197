import type { LookupAddress } from "node:dns";
import type { ServerResponse } from "node:http";
import { createServer } from "node:net";
import { freePort, startReceiver } from "@vigie/testing";
import { describe, expect, test } from "vitest";
import { guardedLookup } from "./addresses.ts";
import { type Post, post, problemWithUrl, retryAfterMs } from "./post.ts";

const SECRET = "T0P-SECRET";
const send = (url: string, more: Partial<Post> = {}) =>
  post({
    url: `${url}/hook/${SECRET}?token=${SECRET}`,
    headers: {},
    body: '{"a":1}',
    allowPrivate: true,
    signal: new AbortController().signal,
    ...more,
  });
const reset = (response: ServerResponse) => response.socket?.resetAndDestroy();

describe("what a receiver answers", () => {
  test.each([200, 201, 202, 204, 299])("%i: it arrived", async (status) => {
    await using receiver = await startReceiver();
    receiver.answer(status);
    expect(await send(receiver.url)).toEqual({ arrived: true, note: null });
    expect(receiver.received[0]).toMatchObject({
      path: `/hook/${SECRET}?token=${SECRET}`,
      body: '{"a":1}',
      headers: { "content-type": "application/json; charset=utf-8" },
    });
  });

  test.each([400, 401, 403, 404, 405, 410, 413, 422])("%i: it never will", async (status) => {
    await using receiver = await startReceiver();
    receiver.answer(status);
    expect(await send(receiver.url)).toMatchObject({ arrived: false, isFinal: true, mayHaveArrived: false });
  });

  test.each([408, 425, 429, 500, 502, 503, 504])("%i: later perhaps", async (status) => {
    await using receiver = await startReceiver();
    receiver.answer((response) => response.writeHead(status, { "retry-after": "120" }).end());
    const delivery = await send(receiver.url);
    expect(delivery).toMatchObject({
      arrived: false,
      isFinal: false,
      mayHaveArrived: false,
      retryAfterMs: 120_000,
      problem: expect.stringContaining(`answered ${status}`),
    });
  });

  test("a redirect is not followed, and it is said where it points without what may be secret there", async () => {
    await using other = await startReceiver();
    await using receiver = await startReceiver();
    for (const status of [301, 302, 303, 307, 308]) {
      receiver.answer((response) => response.writeHead(status, { location: `${other.url}/${SECRET}` }).end());
      const delivery = await send(receiver.url);
      expect(delivery).toMatchObject({ arrived: false, isFinal: true });
      expect(JSON.stringify(delivery)).toContain(`points to ${other.url}/…; redirects are not followed`);
      expect(JSON.stringify(delivery)).not.toContain(SECRET);
    }
    expect(other.connections()).toBe(0);
  });
});

describe("what a receiver does instead of answering", () => {
  test("it hangs: given up in time, and it may have arrived", async () => {
    await using receiver = await startReceiver();
    receiver.answer(() => {});
    const started = performance.now();
    const delivery = await send(receiver.url, { limitMs: 300 });
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(delivery).toMatchObject({ arrived: false, isFinal: false, mayHaveArrived: true });
    expect(JSON.stringify(delivery)).toContain("did not answer within 0.3 s");
    expect(JSON.stringify(delivery)).not.toContain(SECRET);
  });

  test("it answers without end: its status is what counts, and not all is read", async () => {
    await using receiver = await startReceiver();
    let written = 0;
    receiver.answer((response) => {
      response.writeHead(200);
      const more = () => {
        while (!response.destroyed && written < 100_000_000) {
          written += 65_536;
          if (!response.write(Buffer.alloc(65_536))) return void response.once("drain", more);
        }
      };
      more();
    });
    expect(await send(receiver.url)).toEqual({ arrived: true, note: null });
    expect(written).toBeLessThan(50_000_000);
  });

  test("it answers 200 and then drips: the time limit ends that, and it has arrived", async () => {
    await using receiver = await startReceiver();
    receiver.answer((response) => void response.writeHead(200).write("."));
    expect(await send(receiver.url, { limitMs: 300 })).toEqual({ arrived: true, note: null });
  });

  test("it closes the connection: it may have arrived", async () => {
    await using receiver = await startReceiver();
    receiver.answer(reset);
    expect(await send(receiver.url)).toMatchObject({
      arrived: false,
      isFinal: false,
      mayHaveArrived: true,
      problem: expect.stringContaining("closed the connection without an answer"),
    });
  });

  test("nobody listens: it has not arrived", async () => {
    const delivery = await send(`http://127.0.0.1:${await freePort()}`);
    expect(delivery).toMatchObject({ arrived: false, isFinal: false, mayHaveArrived: false });
    expect(JSON.stringify(delivery)).toContain("refuses connections");
  });

  test("it speaks something else", async () => {
    const server = createServer((socket) => socket.on("error", () => {}).end("220 mail.example ESMTP\r\n"));
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as { port: number };
    expect(await send(`http://127.0.0.1:${port}`)).toMatchObject({
      problem: expect.stringContaining("something that is not HTTP"),
    });
    expect(await send(`https://127.0.0.1:${port}`)).toMatchObject({
      problem: expect.stringContaining("No safe connection"),
    });
    server.close();
  });

  test("Vigie stops meanwhile", async () => {
    await using receiver = await startReceiver();
    const stopping = new AbortController();
    receiver.answer(() => stopping.abort());
    expect(await send(receiver.url, { signal: stopping.signal })).toMatchObject({
      arrived: false,
      isFinal: false,
      mayHaveArrived: true,
      problem: expect.stringContaining("Vigie stopped"),
    });
  });
});

describe("private networks, unless they are allowed", () => {
  test.each([
    "http://127.0.0.1/x",
    "http://2130706433/x",
    "http://0x7f000001/x",
    "http://[::1]/x",
    "http://[::ffff:127.0.0.1]/x",
    "http://169.254.169.254/latest/meta-data",
    "http://0.0.0.0/x",
    "http://10.1.2.3/x",
    "http://localhost:4318/x",
    "http://metadata.localhost/x",
    "http://[fd00::1]/x",
    "http://[fe80::1]/x",
  ])("%s is refused before anything is sent", async (url) => {
    expect(problemWithUrl(url, false)?.problem).toContain("is in a private network");
    expect(problemWithUrl(url, true)).toBeNull();
    const delivery = await send(url, { url, allowPrivate: false });
    expect(delivery).toMatchObject({ arrived: false, isFinal: true, mayHaveArrived: false });
    expect(JSON.stringify(delivery)).toContain("VIGIE_ALLOW_PRIVATE_WEBHOOKS");
  });

  test("a name whose addresses are private is refused when it is connected to, whatever it was a moment before", async () => {
    await using receiver = await startReceiver();
    const { port } = new URL(receiver.url);
    const answers = [["203.0.114.1"], ["127.0.0.1"]];
    const resolve = (_name: string, _options: object, done: (error: null, found: LookupAddress[]) => void) =>
      done(
        null,
        (answers.length > 1 ? (answers.shift() ?? []) : (answers[0] ?? [])).map((address) => ({ address, family: 4 })),
      );
    const lookup = guardedLookup(resolve as never);
    // Somebody looks at the name and finds it public …
    await new Promise((done) => lookup("rebind.example", { all: true }, done));
    // … and then it is another one.
    const delivery = await send(`http://rebind.example:${port}`, { allowPrivate: false, lookup });
    expect(delivery).toMatchObject({ arrived: false, isFinal: true, mayHaveArrived: false });
    expect(JSON.stringify(delivery)).toContain("rebind.example is 127.0.0.1, which is in a private network");
    expect(receiver.connections()).toBe(0);
  });
});

test.each([
  ["ftp://example.org/x", "neither http nor https"],
  ["file:///etc/passwd", "neither http nor https"],
  ["javascript:alert(1)", "neither http nor https"],
  ["https://user@example.org/x", "user name or password"],
  ["https://:pass@example.org/x", "user name or password"],
  ["example.org/hook", "not a URL"],
  ["https://", "not a URL"],
  ["https://exa mple.org/", "not a URL"],
])("%s cannot be posted to", (url, problem) => {
  expect(problemWithUrl(url, true)?.problem).toContain(problem);
});

test("Retry-After is seconds or a date; anything else says nothing", () => {
  const nowMs = Date.parse("2026-03-01T12:00:00Z");
  expect(retryAfterMs("30", nowMs)).toBe(30_000);
  expect(retryAfterMs("Sun, 01 Mar 2026 12:05:00 GMT", nowMs)).toBe(300_000);
  expect(retryAfterMs("999999999", nowMs)).toBe(86_400_000);
  for (const header of [undefined, "", "0", "-5", "soon", "Sun, 01 Mar 2026 11:00:00 GMT", "9".repeat(30)])
    expect(retryAfterMs(header, nowMs), header).toBeNull();
});
