import type { Random } from "./random.ts";
import type { HostileRequest } from "./send.ts";

/** What no HTTP library would send: lengths that lie, requests within requests, other protocols. */
export function rawHttp(random: Random, authorization: string): HostileRequest {
  const head = `Host: localhost\r\nauthorization: ${authorization}\r\n`;
  const post = `POST /v1/batch HTTP/1.1\r\n${head}`;
  const lines = random.pick<string | (() => string | Buffer)>([
    `${post}content-length: 100\r\n\r\n{}`,
    `${post}content-length: 1\r\n\r\n{}{}{}`,
    `${post}content-length: -1\r\n\r\n{}`,
    `${post}content-length: 1e3\r\n\r\n{}`,
    `${post}content-length: 99999999999999999999\r\n\r\n{}`,
    `${post}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`,
    `${post}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nGET /health HTTP/1.1\r\n${head}\r\n`,
    `${post}transfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`,
    `${post}transfer-encoding: chunked\r\n\r\nffffffffffffffff\r\n{}`,
    `${post}transfer-encoding: chunked\r\n\r\n2;${"x".repeat(20_000)}\r\n{}\r\n0\r\n\r\n`,
    `${post}transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n${"t: 1\r\n".repeat(3_000)}\r\n`,
    `${post}transfer-encoding: gzip, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
    `${post}transfer-encoding : chunked\r\n\r\n0\r\n\r\n`,
    `${post}expect: 100-continue\r\ncontent-length: 2\r\n\r\n{}`,
    `${post}expect: 200-maybe\r\ncontent-length: 2\r\n\r\n{}`,
    `GET /health HTTP/1.1\r\n${head}\r\n`.repeat(1 + random.size(200)),
    `GET /health HTTP/1.1\r\n${head}\r\nGET /trpc/services.list HTTP/1.1\r\n${head}\r\n${post}content-length: 2\r\n\r\n{}`,
    `GET /health HTTP/1.1\n${head.replaceAll("\r", "")}\n`,
    "GET /health\r\n\r\n",
    "GET /health HTTP/0.9\r\n\r\n",
    "GET /health HTTP/9.9\r\nhost: a\r\n\r\n",
    "GET /health HTTP/1.0\r\n\r\n",
    "GET /health HTTP/1.1\r\n\r\n",
    `GET /health HTTP/1.1\r\n${head}no colon here\r\n\r\n`,
    `GET /health HTTP/1.1\r\n${head}: no name\r\n\r\n`,
    `GET /health HTTP/1.1\r\n${head}folded: a\r\n b\r\n\tc\r\n\r\n`,
    `GET /health HTTP/1.1\r\n${head}x-nul: a\0b\r\n\r\n`,
    `GET /health HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n`,
    `GET /health HTTP/1.1\r\nhost: ${random.pick(["a b", "a@b", "[::1", "a:99999999", "\u00e9", "", "a/b?c#d"])}\r\n\r\n`,
    `GET http://evil.invalid/health HTTP/1.1\r\n${head}\r\n`,
    `CONNECT evil.invalid:443 HTTP/1.1\r\n${head}\r\n`,
    `TRACE / HTTP/1.1\r\n${head}\r\n`,
    `OPTIONS * HTTP/1.1\r\n${head}\r\n`,
    `PATCH /v1/batch HTTP/1.1\r\n${head}content-length: 2\r\n\r\n{}`,
    `${random.pick(["PROPFIND", "M-SEARCH", "PURGE", "LINK", "SOURCE", "QUERY"])} / HTTP/1.1\r\n${head}\r\n`,
    `get /health HTTP/1.1\r\n${head}\r\n`,
    `NONSENSE /health HTTP/1.1\r\n${head}\r\n`,
    `GET / HTTP/1.1\r\n${head}connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`,
    `GET / HTTP/1.1\r\n${head}connection: upgrade, http2-settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABkAAQAAP__\r\n\r\n`,
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\x12\x04\0\0\0\0\0",
    `GET /health HTTP/1.1\r\n${head}x: ${"y".repeat(200_000)}\r\n\r\n`,
    `GET /${"a".repeat(100_000)} HTTP/1.1\r\n${head}\r\n`,
    "\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03",
    "\r\n\r\n\r\n\r\n",
    "",
    () => random.bytes(1 + random.size(5_000)),
    () => Buffer.concat([Buffer.from("GET /"), random.bytes(50), Buffer.from(` HTTP/1.1\r\n${head}\r\n`)]),
    () =>
      Buffer.concat([
        Buffer.from(`GET /health HTTP/1.1\r\n${head}x-bytes: `),
        random.bytes(60),
        Buffer.from("\r\n\r\n"),
      ]),
  ]);
  const bytes = typeof lines === "function" ? lines() : lines;
  return {
    kind: "raw",
    bytes: typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes,
    hangsUp: true,
    mayBeReset: true,
  };
}
