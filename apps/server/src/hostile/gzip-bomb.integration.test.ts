import { writeFileSync } from "node:fs";
import { createGzip, gzipSync } from "node:zlib";
import { createDatabase, makeBatch, startServer, type TestServer } from "@vigie/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { rssBytes } from "./server-process.ts";

const TOKEN = "a-token-of-more-than-32-characters-0";
const MEBIBYTE = 1_048_576;

let database: Awaited<ReturnType<typeof createDatabase>>;
let server: TestServer;
let bomb: Buffer;

beforeAll(async () => {
  bomb = await packedSpaces(200);
  database = await createDatabase();
  server = await startServer({ env: { DATABASE_URL: database.url, VIGIE_ADMIN_TOKEN: TOKEN } });
  // What a first batch makes it load is no cost of a bomb.
  for (let i = 0; i < 20; i++) expect((await post(gzipSync(JSON.stringify(makeBatch(Date.now()))))).status).toBe(200);
});

afterAll(async () => {
  await server?.stop();
  await database?.[Symbol.asyncDispose]();
});

/** So many mebibytes of spaces, in one stream. */
async function packedSpaces(mebibytes: number): Promise<Buffer> {
  const gzip = createGzip({ level: 9 });
  const chunks: Buffer[] = [];
  gzip.on("data", (chunk: Buffer) => chunks.push(chunk));
  const packed = new Promise<void>((done) => gzip.once("end", done));
  const spaces = Buffer.alloc(MEBIBYTE, " ");
  for (let i = 0; i < mebibytes; i++) if (!gzip.write(spaces)) await new Promise((done) => gzip.once("drain", done));
  gzip.end();
  await packed;
  return Buffer.concat(chunks);
}

async function post(body: Buffer): Promise<{ status: number; code: string | undefined }> {
  const headers = { authorization: `Bearer ${TOKEN}`, "content-encoding": "gzip" };
  const answer = await fetch(`${server.url}/v1/batch`, { method: "POST", headers, body: new Uint8Array(body) });
  const { error } = (await answer.json()) as { error?: { code: string } };
  return { status: answer.status, code: error?.code };
}

/** Bytes by which the process grew at most meanwhile; 0 where the system does not tell. */
async function grownBy(work: () => Promise<unknown>): Promise<number> {
  const pid = server.process.pid ?? 0;
  const before = rssBytes(pid).now;
  // The peak is counted anew from here.
  if (before !== null) writeFileSync(`/proc/${pid}/clear_refs`, "5");
  await work();
  const { peak } = rssBytes(pid);
  const grown = before === null || peak === null ? 0 : peak - before;
  console.log(`${(grown / MEBIBYTE).toFixed(1)} MB more`);
  return grown;
}

test.each([1, 10])("%d at once that unpack to 200 MB each are refused, for at most 50 MB of memory", async (count) => {
  expect(bomb.length).toBeLessThan(250_000);
  const grown = await grownBy(async () => {
    expect(await postAll(bomb, count)).toEqual(Array(count).fill({ status: 413, code: "BATCH_TOO_LARGE" }));
  });
  expect(grown).toBeLessThan(50 * MEBIBYTE);
});

// Each was unpacked as far as a batch may go.
test("forty that say that they are small are unpacked no further", async () => {
  const lying = Buffer.from(bomb);
  lying.writeUInt32LE(1_000, lying.length - 4);
  const grown = await grownBy(async () => {
    expect(await postAll(lying, 40)).toEqual(Array(40).fill({ status: 400, code: "BATCH_ENCODING" }));
  });
  expect(grown).toBeLessThan(50 * MEBIBYTE);
});

function postAll(body: Buffer, count: number): Promise<{ status: number; code: string | undefined }[]> {
  return Promise.all(Array.from({ length: count }, () => post(body)));
}
