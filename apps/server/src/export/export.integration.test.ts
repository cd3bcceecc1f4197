import { createDatabase, makeBatch, makeRollup, startServer } from "@vigie/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const ROUTES = ['/a,"b"', "/=1+2", "/<script>", "/\u202egnp.exe", "/line\nbreak"];
/** A name that no router gives, but any sender may. */
const FORMULA = "=HYPERLINK(1)";

let database: Awaited<ReturnType<typeof createDatabase>>;
let server: Awaited<ReturnType<typeof startServer>>;

beforeAll(async () => {
  database = await createDatabase();
  server = await startServer({ env: { DATABASE_URL: database.url } });
  const atMs = Date.now();
  const rollups = [...ROUTES, FORMULA].map((route) => ({
    ...makeRollup({ atMs, route, durations: [300, 400], status: 500 }),
    errors: [{ fingerprint: "00000000000000aa", count: 2 }],
  }));
  const errors = [{ fingerprint: "00000000000000aa", type: "@Error", place: "+handle (a.ts)" }];
  const batch = makeBatch(atMs, { rollups, errors });
  const body = JSON.stringify(batch);
  const sent = await fetch(`${server.url}/v1/batch`, { method: "POST", headers: server.headers, body });
  expect(sent.status).toBe(200);
});

afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
  await database?.[Symbol.asyncDispose]();
});

const get = (path: string) => fetch(`${server.url}/export/${path}`, { headers: server.headers });

/** Cells of a CSV in which quotes are doubled and lines may break inside of them. */
function cellsOf(csv: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of csv.replace("\ufeff", "").matchAll(/(?:"((?:[^"]|"")*)"|([^,\n]*))(,|\n|$)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? "");
    if (end === "\n") rows.push([]);
    if (end === "") break;
  }
  return rows.filter((row) => row.some((cell) => cell !== ""));
}

describe("a table as CSV", () => {
  test("says what the table says, under its columns, in the order asked for", async () => {
    const answer = await get("endpoints.csv?period=1h&sort=route&order=asc");
    expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(answer.headers.get("content-disposition")).toMatch(/^attachment; filename="vigie-endpoints-[\d-]+\.csv"$/);
    const [head, ...rows] = cellsOf(await answer.text());
    const column = (name: string) => rows.map((row) => row[(head ?? []).indexOf(name)]);
    expect(column("requestCount")).toEqual(Array(ROUTES.length + 1).fill("2"));
    expect(column("p99Ms")).toEqual(Array(ROUTES.length + 1).fill("400"));
    expect(column("route")).toEqual(
      [...ROUTES, FORMULA].sort().map((route) => (route === FORMULA ? `'${route}` : route)),
    );
  });

  test.each(["endpoints", "slow", "errors", "heatmap"])("%s: no cell begins a formula", async (name) => {
    const answer = await get(`${name}.csv?period=1h`);
    expect(answer.status).toBe(200);
    const cells = cellsOf(await answer.text()).flat();
    expect(cells.length).toBeGreaterThan(20);
    expect(cells.filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
  });
});

test.each(["endpoints", "slow", "errors", "heatmap"])("%s as JSON: names and numbers as they are", async (name) => {
  const answer = await get(`${name}.json?period=1h`);
  expect(answer.headers.get("content-type")).toBe("application/json; charset=utf-8");
  const { from, to, rows } = (await answer.json()) as { from: string; to: string; rows: Record<string, unknown>[] };
  expect(Date.parse(to)).toBeGreaterThan(Date.parse(from));
  expect(new Set(rows.map((row) => row.route))).toEqual(new Set([...ROUTES, FORMULA]));
  expect(rows.some((row) => typeof row.requestCount === "number")).toBe(true);
});

test.each(["requests", "timeline"])("%s of one endpoint", async (name) => {
  const query = new URLSearchParams({ service: "shop", method: "GET", route: ROUTES[0] ?? "", period: "1h" });
  const answer = await get(`${name}.json?${query}`);
  expect(answer.status).toBe(200);
  const { rows } = (await answer.json()) as { rows: Record<string, unknown>[] };
  if (name === "timeline") expect(rows.filter((row) => row.serverErrors === 2)).toHaveLength(1);
});

test.each([
  ["endpoints.xml", 404, "NOT_FOUND"],
  ["constructor.csv", 404, "NOT_FOUND"],
  ["endpoints.csv?period=2h", 400, "REQUEST_MALFORMED"],
  ["endpoints.csv?sort=colour", 400, "REQUEST_MALFORMED"],
  ["endpoints.csv?from=2026-01-02", 400, "PERIOD_INVALID"],
  ["slow.csv?thresholdMs=none", 400, "REQUEST_MALFORMED"],
  ["endpoints.csv?service=nobody", 404, "SERVICE_UNKNOWN"],
  ["requests.csv?service=shop&method=GET&route=/nope", 404, "ENDPOINT_UNKNOWN"],
  ["endpoints.csv?service=a&service=b", 400, "REQUEST_MALFORMED"],
])("%s is answered %d %s", async (path, status, code) => {
  const answer = await get(path);
  expect(answer.status).toBe(status);
  expect(await answer.json()).toMatchObject({ error: { code, remedy: expect.any(String) } });
});
