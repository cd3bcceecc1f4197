import { createVigieClient } from "@vigie/client";
import { REDIS_MISSING } from "@vigie/testing";
import { type OwnDuration, startDemo } from "./demo.ts";
import { expect, test } from "./journey.ts";
import { expectRequests, expectUsable, figureValue, shownCount, written } from "./overview.ts";

/** How far a quantile of a histogram may be from the exact one. */
const HISTOGRAM = 0.011;
/** Service and SDK look at the clock one after the other; */
const SAME_MOMENT_MS = 0.01;
/** and where the machine paused between the two, that request has another rank for each: so many in a hundred. */
const PAUSED_SHARE = 0.01;
/** Fewer than these, and two requests around a rank may lie further apart than the histogram is fine. */
const ENOUGH = 100;
const QUANTILES = { p50Ms: 0.5, p95Ms: 0.95, p99Ms: 0.99 };

test("the demo's requests are all there, with the quantiles that the service measured itself @once", async ({
  page,
}) => {
  test.setTimeout(200_000);
  await using demo = await startDemo({ rate: 30, duration: 25, files: 400 });
  const client = createVigieClient(demo);
  const scope = { service: "code-search", period: "1h" } as const;

  await page.goto(`${demo.url}/?service=code-search`);
  await expect.poll(() => shownCount(page)).toBeGreaterThan(20);
  const sent = await demo.sent();
  expect(sent.failed).toBe(0);
  expect(sent.sent).toBeGreaterThan(300);

  // Every request, once: on the page, in the summary, and endpoint by endpoint.
  await expectRequests(page, sent.sent);
  const count = (from: number, to: number) =>
    Object.entries(sent.answered).reduce(
      (sum, [status, each]) => sum + (Number(status) >= from && Number(status) < to ? each : 0),
      0,
    );
  await expect(figureValue(page, "api.clientErrorCount")).toHaveText(written(count(400, 500)));
  await expect(figureValue(page, "api.serverErrorCount")).toHaveText(written(count(500, 600)));
  const { api } = await client.summary.query(scope);
  if (!api.available) throw new Error(api.reason);
  expect(api.requestCount).toBe(sent.sent);
  const { endpoints } = await client.endpoints.stats.query(scope);
  const counted: Record<string, number> = {};
  for (const { method, route, requestCount } of endpoints) {
    const name = `${method} ${route}`;
    // What no route matched has its path for Vigie, and one name for whoever sent it.
    const known = name in sent.byEndpoint ? name : `${method} (unmatched)`;
    counted[known] = (counted[known] ?? 0) + requestCount;
  }
  expect(counted).toEqual(sent.byEndpoint);

  await expect.poll(async () => (await demo.durations()).length).toBe(sent.sent);
  const durations = await demo.durations();
  expectQuantiles("all", durations, api);
  const often = endpoints.filter(({ requestCount }) => requestCount >= ENOUGH);
  expect(often.length).toBeGreaterThan(1);
  for (const endpoint of often) {
    const name = `${endpoint.method} ${endpoint.route}`;
    const own = durations.filter((each) => each.endpoint === name);
    expectQuantiles(name, own, endpoint);
  }

  for (const key of ["postgres.databaseSizeBytes", "postgres.commitsPerSecond", "system.cpuRatio", "system.diskRatio"])
    await expect(figureValue(page, key)).toHaveText(/[1-9]/);
  for (const name of ["Latency", "Throughput", "Postgres", "System", ...(REDIS_MISSING ? [] : ["Redis"])])
    await expect(page.getByRole("region", { name, exact: true }).locator("canvas")).toBeVisible();
  if (!REDIS_MISSING)
    for (const key of ["redis.hitRate", "redis.keys", "redis.commandsPerSecond", "redis.memoryMaxBytes"])
      await expect(figureValue(page, key)).toHaveText(/[1-9]/);
  await expectUsable(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await expectUsable(page);
  await page.goto("about:blank");

  const processes = await demo.processes();
  expect(processes.length).toBeGreaterThan(3);
  expect(await demo.stop(), demo.output()).toBe(0);
  expect(processes.filter(isRunning)).toEqual([]);
});

/** Holds the quantiles against the exact order statistics (nearest rank, or one so near that a pause explains it) of what the service recorded. */
function expectQuantiles(
  name: string,
  own: readonly OwnDuration[],
  shown: Record<keyof typeof QUANTILES, number | null>,
): void {
  const sorted = own.map(({ durationMs }) => durationMs).sort((a, b) => a - b);
  for (const [quantile, share] of Object.entries(QUANTILES)) {
    const rank = Math.ceil(share * sorted.length) - 1;
    const ranks = Math.ceil(PAUSED_SHARE * sorted.length);
    const least = sorted[Math.max(0, rank - ranks)] ?? Number.NaN;
    const most = sorted[Math.min(sorted.length - 1, rank + ranks)] ?? Number.NaN;
    const value = shown[quantile as keyof typeof QUANTILES] ?? Number.NaN;
    const said = `${name}: ${quantile} is ${value}, exactly ${sorted[rank]}, near by ${least} to ${most}`;
    expect.soft(value, said).toBeGreaterThan((1 - HISTOGRAM) * least - SAME_MOMENT_MS);
    expect.soft(value, said).toBeLessThan((1 + HISTOGRAM) * most + SAME_MOMENT_MS);
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
