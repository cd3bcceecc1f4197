import { once } from "node:events";
import type { Server } from "node:http";
import { createVigie, type Vigie } from "@vigie/node";
import { vigiePostgres } from "@vigie/node/postgres";
import { createDatabase, type TestDatabase } from "@vigie/testing";
import type { FastifyInstance } from "fastify";
import postgres, { type Sql } from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addRoutes, createApp } from "../app.ts";
import { openCache } from "../cache/cache.ts";
import { createDirectory } from "../directory/server.ts";
import { createSchema } from "../indexing/schema.ts";
import { openDirectory } from "./directory.ts";

const NAME = "@scope/parcel";
const FILES = Array.from({ length: 12 }, (_, number) => `${NAME}/${String(number).padStart(2, "0")}.js`);

let database: TestDatabase;
let sql: Sql;
let directory: Server;
let vigie: Vigie;
let app: FastifyInstance;
let packages: string;
/** What Vigie was told, by route. */
const told = new Map<string, { requests: number; sqlCount: number; httpCount: number; errors: string[] }>();

beforeAll(async () => {
  database = await createDatabase({ isEmpty: true });
  vigie = createVigie({
    service: "code-search",
    processMetrics: false,
    transport: async ({ id, rollups = [], errors = [] }) => {
      const types = new Map(errors.map(({ fingerprint, type }) => [fingerprint, type]));
      for (const rollup of rollups) {
        const known = told.get(rollup.route) ?? { requests: 0, sqlCount: 0, httpCount: 0, errors: [] };
        known.requests += rollup.count;
        known.sqlCount += rollup.waitCount?.[1] ?? 0;
        known.httpCount += rollup.waitCount?.[3] ?? 0;
        for (const { fingerprint } of rollup.errors ?? []) known.errors.push(types.get(fingerprint) ?? fingerprint);
        told.set(rollup.route, known);
      }
      return { id, duplicate: false, serverTime: Date.now() };
    },
  });
  sql = vigiePostgres(vigie, postgres(database.url, { max: 3, onnotice: () => {} }));
  await createSchema(sql);
  await sql`
    INSERT INTO files (path, package, language, size_bytes, lines, headline, content, lowered, document, embedding)
    SELECT path, ${NAME}, 'javascript', 20, 2, '', 'x', 'x', '', '{}' FROM unnest(${FILES}::text[]) AS path`;
  await sql`
    INSERT INTO imports (file_id, specifier, target_id)
    SELECT id, 'first', (SELECT min(id) FROM files) FROM files WHERE id > (SELECT min(id) FROM files)`;

  directory = createDirectory().listen(0, "127.0.0.1");
  await once(directory, "listening");
  const address = directory.address();
  const port = address && typeof address === "object" ? address.port : 0;
  app = createApp(vigie);
  app.log.level = "silent";
  await addRoutes(app, {
    sql,
    cache: openCache(undefined, { vigie, report: app.log }),
    directory: openDirectory(`http://127.0.0.1:${port}`),
    codeDir: ".",
    vigie,
    durationsFile: undefined,
  });
  packages = `${await app.listen({ host: "127.0.0.1", port: 0 })}/v1/code/packages`;
});

afterAll(async () => {
  await app?.close();
  await vigie?.close();
  directory?.closeAllConnections();
  directory?.close();
  await sql?.end({ timeout: 1 });
  await database?.[Symbol.asyncDispose]();
});

const ask = async (name: string, part = "") => {
  const response = await fetch(`${packages}/${encodeURIComponent(name)}${part}`);
  return { status: response.status, type: response.headers.get("content-type"), text: await response.text() };
};

test("a package is outlined with a statement for each file, which Vigie counts", async () => {
  const { status, text } = await ask(NAME, "/files");
  expect(status).toBe(200);
  const { files } = JSON.parse(text);
  expect(files.map(({ path }: { path: string }) => path)).toEqual(FILES);
  expect(files.map(({ importers }: { importers: number }) => importers)).toEqual([11, ...new Array(11).fill(0)]);
  await vigie.flush();
  expect(told.get("/v1/code/packages/:name/files")).toMatchObject({ requests: 1, sqlCount: 1 + FILES.length });
});

test("a package is streamed, one file a line", async () => {
  const { type, text } = await ask(NAME, "/export");
  expect(type).toBe("application/x-ndjson");
  const lines = text.trim().split("\n");
  expect(lines.map((line) => JSON.parse(line).path)).toEqual(FILES);
});

test("the directory now and then fails or says what nobody foresaw, and Vigie tells the two apart", async () => {
  const answers = await Promise.all(Array.from({ length: 120 }, () => ask(NAME)));
  const of = (status: number) => answers.filter((answer) => answer.status === status);
  expect(JSON.parse(of(200)[0]?.text ?? "{}")).toMatchObject({
    name: NAME,
    files: 12,
    latestVersion: expect.stringMatching(/^\d+\.\d+\.\d+$/),
  });
  expect(of(500).length).toBeGreaterThan(2);
  expect(of(502).length).toBeGreaterThan(2);
  expect(of(500).length + of(502).length).toBeLessThan(30);
  expect(of(200).length + of(500).length + of(502).length).toBe(120);
  await vigie.flush();
  const { requests, httpCount, errors } = told.get("/v1/code/packages/:name") ?? {};
  expect({ requests, httpCount }).toEqual({ requests: 120, httpCount: 120 });
  expect([...new Set(errors)].sort()).toEqual(["DirectoryError", "TypeError"]);
});

test.each(["", "/files", "/export"])("of a package that is not indexed there is nothing: %s", async (part) => {
  expect((await ask("nobody/nothing", part)).status).toBe(404);
});
