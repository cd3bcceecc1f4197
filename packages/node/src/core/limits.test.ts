import { type Batch, batchSchema, LIMITS } from "@vigie/protocol";
import { afterEach, describe, expect, it } from "vitest";
import { createVigie, type Vigie } from "../index.ts";
import { coreOf } from "./attach.ts";
import type { VigieOptions } from "./options.ts";
import { RequestScope } from "./request-scope.ts";

let open: Vigie | undefined;

function launch(options: Partial<VigieOptions> = {}) {
  const batches: Batch[] = [];
  const vigie = createVigie({
    service: "limits",
    processMetrics: false,
    flushIntervalMs: 100_000,
    transport: async (batch) => {
      // What the server checks first.
      expect(JSON.stringify(batch).length).toBeLessThan(LIMITS.compressedBytes);
      batches.push(batchSchema.parse(batch));
      return { id: batch.id, duplicate: false, serverTime: Date.now() };
    },
    ...options,
  });
  open = vigie;
  const core = coreOf(vigie);
  const finish = (target: string, template?: string, status = 200, durationMs = 1) =>
    core.finish({
      endpoint: core.endpoints.of("GET", template, target),
      status,
      durationMs,
      sentBytes: 1,
      aborted: false,
      scope: new RequestScope(undefined),
      url: target,
      rawHeaders: [],
    });
  const lost = (what: string, cause: string) =>
    batches
      .flatMap((batch) => batch.losses)
      .filter((loss) => loss.what === what && loss.cause === cause)
      .reduce((sum, loss) => sum + loss.count, 0);
  return { vigie, batches, finish, lost, rollups: () => batches.flatMap((batch) => batch.rollups) };
}

afterEach(async () => {
  await open?.close();
});

describe("limits", () => {
  it("counts 100,000 different paths under 1,000 endpoints and (other), and says how many", async () => {
    const { vigie, finish, lost, rollups } = launch();
    for (let i = 0; i < 100_000; i++) finish(`/scan/${word(i)}?x=${i}`);
    await vigie.flush();
    const routes = new Set(rollups().map((rollup) => rollup.route));
    expect(routes.size).toBe(1_001);
    expect(vigie.stats()).toMatchObject({ recorded: 100_000, acknowledged: 100_000, endpoints: 1_000 });
    const other = rollups().filter((rollup) => rollup.route === "(other)");
    expect(other.reduce((sum, rollup) => sum + rollup.count, 0)).toBe(99_000);
    expect(new Set(other.map((rollup) => rollup.method))).toEqual(new Set(["ANY"]));
    expect(lost("endpoints", "endpoint-limit")).toBe(99_000);
  });

  it("splits what does not fit one batch", async () => {
    const { vigie, batches, finish, rollups } = launch({ endpointLimit: 20_000 });
    for (let i = 0; i < 12_000; i++) finish("/", `/${"long/".repeat(20)}${i}`);
    for (let i = 0; i < 12_000; i++) vigie.metric({ name: "m", value: i, labels: { label: "x".repeat(200) } });
    await vigie.flush();
    expect(batches.length).toBeGreaterThan(4);
    expect(rollups()).toHaveLength(12_000);
    expect(batches.flatMap((batch) => batch.metrics)).toHaveLength(12_000);
    expect(new Set(batches.map((batch) => batch.id)).size).toBe(batches.length);
  });

  it("counts metrics that nobody could store as lost", async () => {
    const { vigie, batches, lost } = launch();
    const invalid = [
      { name: "x", value: Number.NaN },
      { name: "x", value: Number.POSITIVE_INFINITY },
      { name: "x", value: "1" },
      { name: "", value: 1 },
      { name: "x".repeat(129), value: 1 },
      { name: "x\0", value: 1 },
      { name: "x", value: 1, type: "unheard-of" },
      { name: "x", value: 1, labels: { a: "x".repeat(257) } },
      { name: "x", value: 1, labels: { a: 1 } },
      { name: "x", value: 1, labels: Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`l${i}`, ""])) },
      { name: "x", value: 1, time: "nonsense" },
      { name: "x", value: 1, time: Date.now() - 2 * 86_400_000 },
      { name: "x", value: 1, time: Date.now() + 3_600_000 },
      null,
    ];
    for (const metric of invalid) vigie.metric(metric as never);
    vigie.metric({ name: "fine", value: -1.5, labels: { a: "b" }, time: new Date() });
    await vigie.flush();
    expect(lost("metrics", "invalid")).toBe(invalid.length);
    expect(batches.flatMap((batch) => batch.metrics)).toMatchObject([
      { type: "custom", name: "fine", value: -1.5, labels: { a: "b" } },
    ]);
  });

  it("keeps failures first, then the slowest and a sample, within the budget, and counts failures that were not kept", async () => {
    const { vigie, batches, finish, lost } = launch({ exemplarsPerSecond: 20 });
    for (let i = 0; i < 500; i++) finish("/", `/fast/${i % 3}`, 200, 1 + (i % 7));
    finish("/", "/slowest", 200, 5_000);
    for (let i = 0; i < 5; i++) finish("/", "/failing", 503);
    await vigie.flush();
    const kept = batches.flatMap((batch) => batch.requests);
    expect(kept.length).toBeGreaterThanOrEqual(15);
    expect(kept.length).toBeLessThanOrEqual(40);
    expect(kept.filter((request) => request.kept === "error")).toHaveLength(5);
    expect(kept.filter((request) => request.kept === "slow").map((request) => request.route)).toContain("/slowest");
    expect(kept.some((request) => request.kept === "sample")).toBe(true);
    expect(lost("exemplars", "budget")).toBe(0);

    for (let i = 0; i < 1_000; i++) finish("/", "/failing", 500);
    await vigie.flush();
    await vigie.flush();
    const errors = batches.flatMap((batch) => batch.requests).filter((request) => request.kept === "error");
    expect(errors.length + lost("exemplars", "budget")).toBe(1_005);
    expect(lost("exemplars", "budget")).toBeGreaterThan(0);
  });

  it("leaves out what the user's list says instead of the default", async () => {
    const { vigie, finish, rollups } = launch({ ignore: (defaults) => [...defaults, "/internal/*", /^\/probe-\d+$/] });
    for (const path of ["/health", "/health?x", "/a/b.css", "/favicon.ico", "/internal/x", "/probe-7"]) finish(path);
    finish("/static/app.js", "/*");
    finish("/probe-x");
    // A template of its own is recorded, whatever its parameter holds.
    finish("/files/report.css", "/files/:name");
    await vigie.flush();
    expect(rollups().map((rollup) => rollup.route)).toEqual(["/probe-x", "/files/:name"]);
  });
});

/** Letters only, so that the normaliser folds none of them. */
function word(i: number): string {
  let text = "";
  for (let left = i; ; left = Math.floor(left / 10)) {
    text += "ghijklmnop"[left % 10];
    if (left < 10) return text;
  }
}
