import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createVigie, type Vigie } from "@vigie/node";
import { createDatabase, type TestDatabase } from "@vigie/testing";
import type { FastifyInstance } from "fastify";
import postgres, { type Sql } from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addRoutes, createApp } from "./app.ts";
import { openCache } from "./cache/cache.ts";
import { buildIndex } from "./indexing/index-files.ts";
import { createSchema } from "./indexing/schema.ts";
import { openDirectory } from "./packages/directory.ts";
import { fillHistory } from "./search/history.ts";

const A = ".pnpm/a@1.0.0/node_modules/a";
const FILES: Record<string, string> = {
  "start.js": 'import "./middle.js";\nexport function startServer(port) { return listen(port); }\n',
  "middle.js": 'import "./end.js"; import "./start.js";\nexport const retryDelay = 100;\n',
  "end.js": "export const theEnd = '100% done_now';\n",
  "lone.ts": "export interface Socket { setKeepAlive(on: boolean): void }\n",
};
/** Nearly matches the pattern below in countless ways, and never does. */
const LONG = `${Array.from({ length: 1_500 }, (_, line) => `// line ${line}`).join("\n")}\n// abcdefg#\n`;

let database: TestDatabase;
let sql: Sql;
let vigie: Vigie;
let app: FastifyInstance;
let folder: string;
let url: string;
const stored = { requests: 0 };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vigie-demo-"));
  for (const [name, content] of Object.entries({ ...FILES, "long.js": LONG })) {
    const path = join(folder, "code", A, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
  database = await createDatabase();
  sql = postgres(database.url, { max: 3, connection: { statement_timeout: 300 }, onnotice: () => {} });
  const codeDir = join(folder, "code");
  await createSchema(sql);
  expect(await buildIndex(sql, { codeDir, limit: 100 })).toEqual({ files: 5, imports: 3 });
  expect(await buildIndex(sql, { codeDir, limit: 100 })).toBeNull();

  vigie = createVigie({
    service: "code-search",
    processMetrics: false,
    transport: async (batch) => {
      for (const rollup of batch.rollups ?? []) stored.requests += rollup.count;
      return { id: batch.id, duplicate: false, serverTime: Date.now() };
    },
  });
  app = createApp(vigie);
  app.log.level = "silent";
  const cache = openCache(undefined, { vigie, report: app.log });
  await addRoutes(app, {
    sql,
    cache,
    directory: openDirectory(undefined),
    codeDir,
    vigie,
    durationsFile: join(folder, "durations.txt"),
  });
  url = await app.listen({ host: "127.0.0.1", port: 0 });
});

afterAll(async () => {
  await app?.close();
  await vigie?.close();
  await sql?.end({ timeout: 1 });
  await database?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

let asked = 0;

async function ask(path: string, body?: unknown) {
  asked++;
  const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const response = await fetch(url + path, body === undefined ? {} : init);
  return { status: response.status, headers: response.headers, body: await response.json() };
}

const names = (found: { path: string }[]) => found.map(({ path }) => path.split("/").at(-1));
const idOf = async (name: string) =>
  (await sql`SELECT id::int FROM files WHERE path = ${`${A}/${name}`}`)[0]?.id as number;

test("lexical search finds text as it stands, whatever its case, with its line", async () => {
  const { status, body } = await ask("/v1/code/search/lexical?q=STARTSERVER");
  expect(status).toBe(200);
  expect(body.hits[0]).toMatchObject({
    package: "a",
    excerpt: "export function startServer(port) { return listen(port); }",
  });
  expect(names(body.hits)).toEqual(["start.js"]);
});

test.each([
  ["100%", ["end.js"]],
  ["done_now", ["end.js"]],
  ["doneXnow", []],
  ["\\", []],
  ["'", ["end.js"]],
])("%s is text, not a pattern", async (q, expected) => {
  const { body } = await ask(`/v1/code/search/lexical?q=${encodeURIComponent(q)}`);
  expect(names(body.hits)).toEqual(expected);
});

test("a regular expression, and a language", async () => {
  const { body } = await ask(
    `/v1/code/search/lexical?regex=true&q=${encodeURIComponent("set[A-Z]\\w+")}&language=typescript`,
  );
  expect(names(body.hits)).toEqual(["lone.ts"]);
  expect((await ask("/v1/code/search/lexical?q=export&language=typescript")).body.count).toBe(1);
});

test("hybrid search finds by parts of words and by spelling, the best in both first", async () => {
  expect(names((await ask("/v1/code/search/hybrid?q=start%20server")).body.hits)[0]).toBe("start.js");
  expect(names((await ask("/v1/code/search/hybrid?q=keep%20alive")).body.hits)[0]).toBe("lone.ts");
  const misspelt = (await ask("/v1/code/search/hybrid?q=startServr")).body.hits;
  expect(names(misspelt)).toContain("start.js");
  expect(misspelt[0].ranks.spelling).toBe(1);
  expect((await ask("/v1/code/search/hybrid?q=%F0%9F%98%80%20%27")).body.hits).toEqual([]);
});

test("a walk follows imports as deep as asked, and ends in a circle", async () => {
  const id = await idOf("start.js");
  const walk = async (query: string) => (await ask(`/v1/code/graph/traverse?from=${id}&${query}`)).body.nodes;
  expect(names(await walk("depth=1"))).toEqual(["start.js", "middle.js"]);
  const whole = await walk("depth=8");
  expect(whole.map((node: { depth: number }) => node.depth)).toEqual([0, 1, 2]);
  expect(names(whole)).toEqual(["start.js", "middle.js", "end.js"]);
  expect(names(await walk("direction=importers&depth=8"))).toEqual(["start.js", "middle.js"]);
});

test("words are suggested by their beginning, the commonest first", async () => {
  await sql`INSERT INTO terms VALUES ('server', 3), ('service', 9), ('end', 4)`;
  expect((await ask("/v1/code/suggest?prefix=Ser")).body.words).toEqual(["service", "server"]);
});

test("related words are those that the same visitors asked for, by how many they were", async () => {
  await sql`
    INSERT INTO searches VALUES (now(), 1, 'a'), (now(), 1, 'b'), (now(), 2, 'a'), (now(), 2, 'b'), (now(), 2, 'b'), (now(), 2, 'c'),
      (now(), 3, 'c'), (now(), 3, 'd')`;
  const { words } = (await ask("/v1/code/search/related?q=A")).body;
  expect(words).toMatchObject([
    { word: "b", visitors: 2 },
    { word: "c", visitors: 1 },
  ]);
  expect((await ask("/v1/code/search/related?q=nobody")).body.words).toEqual([]);
});

test("a made past has so many searches of words of the index, and is made once", async () => {
  const past = () => sql<{ count: number; visitors: number; newest: Date }[]>`
    SELECT count(*)::int, count(DISTINCT visitor)::int AS visitors, max(asked_at) AS newest FROM searches WHERE word IN (SELECT word FROM terms)`;
  await sql`INSERT INTO terms SELECT 'word' || n, 0 FROM generate_series(1, 20) AS n`;
  await fillHistory(sql, 2_000);
  const [first] = await past();
  expect(first?.count).toBe(2_000);
  expect(first?.visitors).toBeGreaterThan(500);
  await fillHistory(sql, 2_000);
  expect((await past())[0]).toEqual(first);
  const { counts } = (await ask("/v1/code/search/report")).body;
  const sum = (rows: { searches: number }[]) => rows.reduce((total, { searches }) => total + searches, 0);
  type Row = { word: string | null; day: string | null; searches: number };
  expect(sum(counts.filter(({ word, day }: Row) => word !== null && day === null))).toBe(2_000);
  expect(sum(counts.filter(({ word, day }: Row) => word === null && day !== null))).toBe(2_000);
  expect(sum(counts.filter(({ word, day }: Row) => word !== null && day !== null))).toBe(2_000);
});

test("a file comes with what it imports and what imports it", async () => {
  const { body } = await ask(`/v1/code/files/${await idOf("middle.js")}`);
  expect(body).toMatchObject({ language: "javascript", content: FILES["middle.js"] });
  expect(body.imports.map((one: { specifier: string }) => one.specifier)).toEqual(["./end.js", "./start.js"]);
  expect(names(body.importers)).toEqual(["start.js"]);
});

test("indexing a folder again takes what changed and keeps the ids", async () => {
  const before = await idOf("lone.ts");
  await writeFile(join(folder, "code", A, "lone.ts"), 'import "./end.js"; export const zebra = 1;\n');
  expect(await ask("/v1/code/index", { path: A })).toMatchObject({ status: 200, body: { files: 5, imports: 4 } });
  expect(await idOf("lone.ts")).toBe(before);
  expect(names((await ask("/v1/code/search/lexical?q=zebra")).body.hits)).toEqual(["lone.ts"]);
  expect(names((await ask(`/v1/code/files/${await idOf("end.js")}`)).body.importers)).toContain("lone.ts");
});

test("similar files share passages", async () => {
  const passage = "export function keepAlive(socket) { socket.setTimeout(0); socket.unref(); return socket; }\n";
  for (const name of ["twin.js", "other.js"]) await writeFile(join(folder, "code", A, name), passage);
  await ask("/v1/code/index", { path: A });
  const { status, body } = await ask(`/v1/code/files/${await idOf("twin.js")}/similar`);
  expect(status).toBe(200);
  expect(names(body.similar)).toEqual(["other.js"]);
  expect(body.similar[0].likeness).toBe(1);
});

test.each([
  ["/v1/code/search/lexical", 400],
  ["/v1/code/search/lexical?q=", 400],
  [`/v1/code/search/hybrid?q=${"a".repeat(201)}`, 400],
  ["/v1/code/search/lexical?regex=true&q=fn((", 400],
  ["/v1/code/files/900000000", 404],
  ["/v1/code/files/readme", 400],
  ["/v1/code/files/99999999999999999999", 400],
  ["/v1/code/graph/traverse?from=900000000", 404],
  ["/v1/code/graph/traverse?from=1&depth=99", 400],
  ["/v1/code/files/900000000/similar", 404],
  ["/v1/code/suggest", 400],
  ["/v1/code/search/related?q=", 400],
  ["/v1/code/serach", 404],
  ["/v1/code/search/lexical?q=a%00", 500],
])("%s is answered %i", async (path, status) => {
  const answer = await ask(path);
  expect(answer.status).toBe(status);
  expect(answer.body.statusCode).toBe(status);
});

test.each([
  [{}, 400],
  [{ path: "../.." }, 404],
  [{ path: `${A}/../../../../..` }, 404],
  [{ path: "\0" }, 404],
  [{ path: "x".repeat(20_000) }, 413],
])("indexing %j is answered %i", async (body, status) => {
  expect((await ask("/v1/code/index", body)).status).toBe(status);
});

test("a statement that takes too long is cancelled and answered 503, to be tried again", async () => {
  const pattern = encodeURIComponent("(.+)(.+)(.+)\\3\\2\\1#");
  const { status, headers } = await ask(`/v1/code/search/lexical?regex=true&q=${pattern}`);
  expect(status).toBe(503);
  expect(headers.get("retry-after")).toBe("1");
  expect(headers.get("x-trace-id")).toMatch(/^[0-9a-f]{32}$/);
});

test("Vigie and the service itself count every request but health", async () => {
  await ask("/v1/code/terms");
  expect((await fetch(`${url}/health`)).status).toBe(200);
  await app.close();
  await vigie.close();
  expect(stored.requests).toBe(asked);
  const lines = (await readFile(join(folder, "durations.txt"), "utf8")).trim().split("\n");
  expect(lines).toHaveLength(asked);
  for (const line of lines) {
    const [, , status, durationMs] = line.split(" ");
    expect(Number(status)).toBeGreaterThanOrEqual(200);
    expect(Number(durationMs)).toBeGreaterThan(0);
  }
});
