import { gzipSync } from "node:zlib";
import { type Batch, ERRORS, type ErrorCode, LIMITS, VigieError } from "@vigie/protocol";
import { Histogram, uuidV7 } from "@vigie/series";
import { makeBatch, makeRollup } from "@vigie/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseBatch } from "./parse-batch.ts";

const NOW = Date.UTC(2026, 10, 21, 12, 0, 5);
const DAY = 86_400_000;

interface Sending {
  encoding?: string;
  sentAt?: string;
}

/** Sends any value as JSON, or text or bytes as they are. */
function send(value: unknown, { encoding, sentAt }: Sending = {}): Promise<Batch> {
  const body = Buffer.isBuffer(value) ? value : Buffer.from(typeof value === "string" ? value : JSON.stringify(value));
  return parseBatch({ body, encoding, sentAt, nowMs: NOW });
}

async function refusal(value: unknown, sending?: Sending): Promise<VigieError> {
  try {
    await send(value, sending);
  } catch (error) {
    if (error instanceof VigieError) return error;
    throw error;
  }
  throw new Error("it was taken");
}

const code = async (value: unknown, sending?: Sending) => (await refusal(value, sending)).code;
const rollup = (changes: Partial<Batch["rollups"][number]> = {}) => ({
  ...makeRollup({ atMs: NOW - 10_000, durations: [1, 2, 3] }),
  ...changes,
});
const withRollup = (changes: object) => makeBatch(NOW, { rollups: [rollup(changes)] });
const withMetric = (changes: object) =>
  makeBatch(NOW, { metrics: [{ time: NOW, type: "custom", name: "n", value: 1, labels: {}, ...changes }] });
const withRequest = (changes: object) =>
  makeBatch(NOW, {
    requests: [
      {
        time: NOW,
        method: "GET",
        route: "/",
        status: 200,
        durationMs: 1,
        sentBytes: 0,
        aborted: false,
        traceId: "0af7651916cd43dd8448eb211c80319c",
        kept: "sample",
        waitMs: [0, 0, 0, 0],
        spans: [],
        spansLeftOut: 0,
        ...changes,
      },
    ],
  });

const whole = makeBatch(NOW, {
  rollups: [rollup()],
  requests: withRequest({
    spanId: "b7ad6b7169203331",
    url: "/?a=1",
    headers: { accept: "*/*" },
    attributes: { a: { b: [1] } },
    spans: [
      { id: "00f067aa0ba902b7", parent: "b7ad6b7169203331", kind: "sql", name: "SELECT", startMs: 0.5, durationMs: 1 },
    ],
  }).requests,
  logs: [
    { time: NOW, level: "warn", message: "two\nlines", cut: 0, attributes: { größe: [null, true, "☂"] } },
    { time: NOW, level: "fatal", message: "", cut: 3, errors: [{ type: "E", message: "m", stack: "at x" }] },
  ],
  metrics: withMetric({ labels: { größe: "☂ 🦀" } }).metrics,
  losses: [{ what: "requests", cause: "queue-full", count: 3 }],
});

describe("what is taken", () => {
  test("a whole batch, plain and gzip, comes out as it went in", async () => {
    expect(await send(whole)).toEqual(whole);
    expect(await send(gzipSync(JSON.stringify(whole)), { encoding: "gzip" })).toEqual(whole);
    expect(await send(gzipSync(JSON.stringify(whole)), { encoding: "GZIP" })).toEqual(whole);
    expect(await send(whole, { encoding: "identity", sentAt: String(NOW - 1_000) })).toEqual(whole);
  });

  test("lists that are left out are empty", async () => {
    const { version, id, resource } = whole;
    expect(await send({ version, id, resource })).toEqual({ ...makeBatch(NOW, { id }), resource });
  });

  test("fields of a later version are left out", async () => {
    expect(await send({ ...whole, later: { a: [1] }, resource: { ...whole.resource, zone: "b" } })).toEqual(whole);
  });

  test("a stream that began before samples are taken is filed under the oldest time", async () => {
    const batch = await send(withRequest({ time: NOW - 3 * DAY, durationMs: 3 * DAY }));
    expect(batch.requests[0]?.time).toBe(NOW - LIMITS.sampleAgeMs);
  });

  test("at the limits, but not one past them", async () => {
    const metric = { time: NOW, type: "custom" as const, name: "n", value: 1, labels: {} };
    const full = { metrics: new Array(LIMITS.metricsPerBatch).fill(metric) };
    expect((await send(makeBatch(NOW, full))).metrics).toHaveLength(LIMITS.metricsPerBatch);
    full.metrics.push(metric);
    expect(await code(makeBatch(NOW, full))).toBe("BATCH_INVALID");
    const name = "n".repeat(LIMITS.nameLength);
    expect((await send(withMetric({ name }))).metrics[0]?.name).toBe(name);
    expect(await code(withMetric({ name: `${name}n` }))).toBe("BATCH_INVALID");
    expect(await send(withRollup({ start: NOW / 1000 - 3_595 }))).toBeDefined();
    expect(await code(withRollup({ start: NOW / 1000 - 3_605 }))).toBe("BATCH_TOO_OLD");
  });
});

describe("what is no JSON", () => {
  test.each(["", "{", "[1,", "nul", '{"version":1', "\u0000", "\uFEFF{}", "{'a':1}", '{"value":NaN}', "<html>"])(
    "%j",
    async (text) => expect(await code(text)).toBe("BATCH_MALFORMED"),
  );

  test.each(["null", "1", '"text"', "[]", "true", "{}"])("%s is JSON, but no batch", async (text) =>
    expect(await code(text)).toBe("BATCH_INVALID"),
  );

  test("200,000 levels", async () => {
    for (const text of ["[".repeat(200_000), '{"a":'.repeat(200_000), `{"a":"\\\\","b":${"[".repeat(200_000)}`]) {
      const error = await refusal(text);
      expect(error.code).toBe("BATCH_TOO_DEEP");
      expect(error.message).toContain(String(LIMITS.depth));
    }
  });

  test("brackets inside a text are no levels", async () => {
    const labels = { a: "[[[[[[[[[[[[[[[[{{{{{{{{{{{{{{{", b: '"[[[[[[[[[[[[[[[[[[[[', c: "\\" };
    expect((await send(withMetric({ labels }))).metrics[0]?.labels).toEqual(labels);
  });
});

describe("content-encoding", () => {
  const zipped = gzipSync(JSON.stringify(whole));

  test.each(["br", "deflate", "zstd", "gzip, gzip", "none"])("%s is not known", async (encoding) => {
    const error = await refusal(whole, { encoding });
    expect(error.code).toBe("BATCH_ENCODING");
    expect(error.message).toContain(encoding);
  });

  test("gzip that is cut off, damaged, or none at all", async () => {
    expect(await code(zipped.subarray(0, -9), { encoding: "gzip" })).toBe("BATCH_ENCODING");
    expect(await code(zipped.subarray(0, 3), { encoding: "gzip" })).toBe("BATCH_ENCODING");
    const damaged = Buffer.from(zipped);
    damaged.writeUInt32LE(0, damaged.length - 8);
    expect(await code(damaged, { encoding: "gzip" })).toBe("BATCH_ENCODING");
    expect(await code(whole, { encoding: "gzip" })).toBe("BATCH_ENCODING");
    expect(await code(Buffer.alloc(0), { encoding: "gzip" })).toBe("BATCH_ENCODING");
  });

  test("gzip without saying so is no JSON", async () => {
    expect(await code(zipped)).toBe("BATCH_MALFORMED");
  });

  test("a gzip bomb is let go before it is unpacked", async () => {
    const bomb = gzipSync(Buffer.alloc(512 * 1_048_576, " "), { level: 1 });
    const before = process.memoryUsage.rss();
    const error = await refusal(bomb, { encoding: "gzip" });
    expect(error.code).toBe("BATCH_TOO_LARGE");
    expect(error.details).toMatchObject({ limitBytes: LIMITS.bodyBytes, kind: "uncompressed" });
    expect(process.memoryUsage.rss() - before).toBeLessThan(128 * 1_048_576);
  });
});

describe("small bodies that are large inside", () => {
  const most = (text: string, separator: string) => {
    const times = Math.floor((LIMITS.bodyBytes - 400) / (text.length + separator.length));
    return new Array(times).fill(text).join(separator);
  };
  const head = JSON.stringify(makeBatch(NOW)).replace(/,"rollups".*/, "");

  // Every wrong item would become an issue of its own: millions of them took gigabytes.
  test.each(["rollups", "requests", "metrics", "losses"])("millions of wrong %s cost little", async (list) => {
    const before = process.memoryUsage.rss();
    const started = performance.now();
    const error = await refusal(`${head},"${list}":[${most("1", ",")}]}`);
    expect(error.code).toBe("BATCH_INVALID");
    expect(error.details.path).toBe(list);
    expect(process.memoryUsage.rss() - before).toBeLessThan(400 * 1_048_576);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test("hundreds of thousands of wrong labels cost little", async () => {
    const labels = Array.from({ length: 600_000 }, (_, i) => `"${i}":1`).join(",");
    const metric = `{"time":${NOW},"type":"custom","name":"n","value":1,"labels":{${labels}}}`;
    const before = process.memoryUsage.rss();
    const error = await refusal(`${head},"metrics":[${metric}]}`);
    expect(error.code).toBe("BATCH_INVALID");
    expect(error.details.problem).toContain(String(LIMITS.namesPerObject));
    expect(process.memoryUsage.rss() - before).toBeLessThan(400 * 1_048_576);
  });

  test("five megabytes of one text are refused, and not sent back", async () => {
    const long = "é☂".repeat(1_000_000);
    const wrong = [
      withMetric({ labels: { a: long } }),
      withMetric({ labels: { [long]: "a" } }),
      withMetric({ type: long }),
      withRollup({ histogram: "A".repeat(6_000_000) }),
      withRollup({ route: long }),
      { ...whole, version: long },
      { ...whole, id: long },
      { ...whole, resource: { ...whole.resource, service: long } },
    ];
    for (const batch of wrong) {
      const error = await refusal(batch);
      expect(ERRORS[error.code].status).toBe(400);
      expect(JSON.stringify(error.toBody()).length).toBeLessThan(2_000);
    }
  });
});

describe("values", () => {
  test("a version that is not ours", async () => {
    const error = await refusal({ ...whole, version: 2 });
    expect(error.code).toBe("WIRE_VERSION_UNSUPPORTED");
    expect(error.details).toMatchObject({ version: 2, supported: 1 });
    expect(await code({ ...whole, version: "1" })).toBe("WIRE_VERSION_UNSUPPORTED");
    expect(await code({ ...whole, version: null })).toBe("WIRE_VERSION_UNSUPPORTED");
  });

  test("a version or type that has no text of its own", async () => {
    const hostile = { toString: 1, valueOf: 1 };
    expect(await code({ ...whole, version: hostile })).toBe("WIRE_VERSION_UNSUPPORTED");
    expect(await code(withMetric({ type: hostile }))).toBe("METRIC_TYPE_UNKNOWN");
  });

  test("an unknown metric type names the known ones", async () => {
    const error = await refusal(withMetric({ type: "mongodb" }));
    expect(error.code).toBe("METRIC_TYPE_UNKNOWN");
    expect(error.message).toMatch(/metrics\.0\.type.*mongodb.*api, redis, postgres, system, cache, custom/);
  });

  const numbers: [string, (value: unknown) => object, boolean][] = [
    ["metrics.0.value", (value) => withMetric({ value }), true],
    ["metrics.0.time", (time) => withMetric({ time }), false],
    ["rollups.0.count", (count) => withRollup({ count }), false],
    ["rollups.0.aborted", (aborted) => withRollup({ aborted }), false],
    ["rollups.0.sumMs", (sumMs) => withRollup({ sumMs }), false],
    ["rollups.0.minMs", (minMs) => withRollup({ minMs }), false],
    ["rollups.0.maxMs", (maxMs) => withRollup({ maxMs }), false],
    ["rollups.0.sentBytes", (sentBytes) => withRollup({ sentBytes }), false],
    ["requests.0.durationMs", (durationMs) => withRequest({ durationMs }), false],
    ["requests.0.status", (status) => withRequest({ status }), false],
    [
      "losses.0.count",
      (count) => makeBatch(NOW, { losses: [{ what: "metrics", cause: "invalid", count: count as number }] }),
      false,
    ],
  ];
  test.each(numbers)("%s is a number within reason", async (path, make, mayBeNegative) => {
    const raw = JSON.stringify(make("@"));
    for (const value of [
      "null",
      "1e999",
      "-1e999",
      "1e300",
      '"1"',
      "[]",
      "{}",
      "true",
      ...(mayBeNegative ? [] : ["-1", "-0.5"]),
    ]) {
      const error = await refusal(raw.replace('"@"', value));
      expect(`${value} ${error.code} ${error.details.path}`).toBe(`${value} BATCH_INVALID ${path}`);
    }
    if (mayBeNegative) expect(await send(raw.replace('"@"', "-1.5"))).toBeDefined();
  });

  test("half a request is none", async () => {
    expect(await code(withRollup({ count: 2.5 }))).toBe("BATCH_INVALID");
  });

  test("NUL, which Postgres cannot keep", async () => {
    const nul = "a\u0000b";
    const wrong = [
      withMetric({ name: nul }),
      withMetric({ labels: { [nul]: "a" } }),
      withMetric({ labels: { a: nul } }),
      withRollup({ route: nul }),
      withRequest({ route: nul }),
      ...["service", "instance", "release", "environment", "sdk"].map((name) => ({
        ...whole,
        resource: { ...whole.resource, [name]: nul },
      })),
    ];
    for (const batch of wrong) expect(await code(batch)).toBe("BATCH_INVALID");
  });

  // As JSON they are valid, as UTF-8 they are not: jsonb refuses them, and a text comes back changed.
  test("half of a surrogate pair becomes the replacement character", async () => {
    const half = "a\ud83d";
    const batch = await send({
      ...makeBatch(NOW, {
        rollups: [rollup({ route: `/${half}` })],
        requests: withRequest({ route: `/${half}` }).requests,
        metrics: withMetric({ name: half, labels: { [half]: half } }).metrics,
      }),
      resource: { service: half, instance: half, release: half, environment: half, sdk: half },
    });
    expect(JSON.stringify(batch)).not.toContain("\\ud83d");
    expect(batch.resource.service).toBe("a\ufffd");
    expect(batch.rollups[0]?.route).toBe("/a\ufffd");
    expect(batch.requests[0]?.route).toBe("/a\ufffd");
    expect(batch.metrics[0]).toMatchObject({ name: "a\ufffd", labels: { "a\ufffd": "a\ufffd" } });
  });

  test("keys that mean something to JavaScript", async () => {
    const raw = JSON.stringify(withMetric({ labels: { constructor: "c", toString: "t", hasOwnProperty: "h" } }));
    const polluting = raw
      .replace('"labels":{', '"labels":{"__proto__":"p",')
      .replace(
        '"resource":{',
        '"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"resource":{"__proto__":{"polluted":1},',
      );
    const batch = await send(polluting);
    expect(batch.metrics[0]?.labels).toMatchObject({ constructor: "c", toString: "t", hasOwnProperty: "h" });
    expect("polluted" in {}).toBe(false);
    expect("polluted" in batch).toBe(false);
    expect("polluted" in batch.resource).toBe(false);
  });

  test("labels: at most sixteen, and texts only", async () => {
    const labels = (n: number) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`l${i}`, "v"]));
    expect(await send(withMetric({ labels: labels(LIMITS.labelsPerMetric) }))).toBeDefined();
    expect(await code(withMetric({ labels: labels(LIMITS.labelsPerMetric + 1) }))).toBe("BATCH_INVALID");
    for (const wrong of [{ a: 1 }, { a: null }, { a: { b: "c" } }, ["a"], "a", null]) {
      expect(await code(withMetric({ labels: wrong }))).toBe("BATCH_INVALID");
    }
  });

  test.each(["get", "GET POST", "", "*", "A".repeat(33), "GÉT", "GET\n"])("method %j", async (method) =>
    expect(await code(withRollup({ method }))).toBe("BATCH_INVALID"),
  );

  test.each(["4bf92f3577b34da6a3ce929d0e0e4736", "0190163d-8694-4af0-8b9d-000000000000", "x", "", 7])(
    "id %j",
    async (id) => expect(await code({ ...whole, id })).toBe("BATCH_INVALID"),
  );
});

describe("the parts of a rollup agree", () => {
  const histogramOf = (...values: number[]) => {
    const histogram = new Histogram();
    for (const value of values) histogram.record(value);
    return Buffer.from(histogram.encode()).toString("base64");
  };

  test.each([
    ["rollups.0.histogram", { histogram: histogramOf(1, 2) }],
    ["rollups.0.histogram", { histogram: histogramOf() }],
    ["rollups.0.histogram", { histogram: "" }],
    ["rollups.0.histogram", { histogram: "AAAA" }],
    ["rollups.0.histogram", { histogram: "%%%%" }],
    // Node reads these, Postgres does not.
    [
      "rollups.0.histogram",
      { histogram: `${histogramOf(1, 2, 3).slice(0, -4)}\f   ${histogramOf(1, 2, 3).slice(-4)}` },
    ],
    [
      "rollups.0.histogram",
      { histogram: histogramOf(1, 2, 3).replace(/=+$/, "") + (histogramOf(1, 2, 3).endsWith("=") ? "" : "A") },
    ],
    ["rollups.0.status", { status: [0, 2, 0, 0, 0] }],
    ["rollups.0.status", { status: [0, 3, 0, 0] }],
    ["rollups.0.aborted", { aborted: 4 }],
    ["rollups.0.waitMs", { waitMs: [0, 6.1, 0, 0] }],
    ["rollups.0.waitMs", { waitMs: [0, -1, 0, 0] }],
    ["rollups.0.statuses", { statuses: [{ status: 500, count: 1 }] }],
    ["rollups.0.errors", { errors: [{ fingerprint: "not hex", count: 1 }] }],
    ["rollups.0.statements", { statements: [{ fingerprint: "0123456789abcdef", calls: 0, sumMs: 1 }] }],
    ["rollups.0.minMs", { minMs: 4 }],
    ["rollups.0.start", { start: Math.floor(NOW / 1000) - 1 }],
  ])("%s %j", async (path, changes) => {
    const error = await refusal(withRollup(changes));
    expect(`${error.code} ${error.details.path}`.slice(0, 14 + path.length)).toBe(`BATCH_INVALID ${path}`);
  });

  test("any bytes as a histogram: taken when they hold count values, else refused", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.boolean(), async (bytes, isTagged) => {
        // Half of them begin like a histogram, so that the counts are reached.
        const body = isTagged ? Buffer.concat([Buffer.from([1, 5]), bytes]) : Buffer.from(bytes);
        try {
          const batch = await send(withRollup({ histogram: body.toString("base64") }));
          expect(batch.rollups).toHaveLength(1);
        } catch (error) {
          expect((error as VigieError).code).toBe("BATCH_INVALID");
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

test("what an error says is redacted, whoever sent it", async () => {
  const sample = {
    time: NOW,
    traceId: "0af7651916cd43dd8448eb211c80319c",
    method: "GET",
    route: "/",
    status: 500,
    message: "no account for ann@example.com",
    stack: "at login (src/login.ts:3:7) password=hunter2",
  };
  const batch = await send(
    makeBatch(NOW, {
      errors: [{ fingerprint: "00000000000000aa", type: "Error", place: "login (src/login.ts)", sample }],
    }),
  );
  const text = JSON.stringify(batch.errors);
  expect(text).not.toMatch(/ann@example|hunter2/);
  expect(text).toContain("src/login.ts:3:7");
});

describe("time", () => {
  const skewed = (ms: number) =>
    makeBatch(NOW, { id: uuidV7(NOW + ms), rollups: [makeRollup({ atMs: NOW + ms - 10_000, durations: [1] })] });

  test.each([2 * DAY, -2 * DAY])("a clock %d ms off is told the server's", async (ms) => {
    const error = await refusal(skewed(ms), { sentAt: String(NOW + ms) });
    expect(error.code).toBe("CLOCK_SKEW");
    expect(error.details).toEqual({ skewMs: ms, limitMs: LIMITS.clockSkewMs, serverTime: NOW });
    expect(error.status).toBe(422);
  });

  test("without the header, the times inside tell", async () => {
    const ahead = await refusal(skewed(2 * DAY));
    expect(`${ahead.code} ${ahead.details.serverTime}`).toBe(`CLOCK_SKEW ${NOW}`);
    expect(await code(skewed(-2 * DAY))).toBe("CLOCK_SKEW");
    expect(await code(makeBatch(NOW, { rollups: [makeRollup({ atMs: NOW + DAY, durations: [1] })] }))).toBe(
      "CLOCK_SKEW",
    );
    expect(await code(withMetric({ time: NOW + DAY }))).toBe("CLOCK_SKEW");
    expect(await code(withRequest({ time: NOW + DAY }))).toBe("CLOCK_SKEW");
  });

  // CLOCK_SKEW would make the sender correct a clock that is right, and send the same again.
  test("a batch that waited two days with a right clock is too old", async () => {
    const sentAt = String(NOW);
    expect(await code(makeBatch(NOW, { id: uuidV7(NOW - 2 * DAY) }), { sentAt })).toBe("BATCH_TOO_OLD");
    const error = await refusal(makeBatch(NOW, { rollups: [makeRollup({ atMs: NOW - 2 * DAY, durations: [1] })] }), {
      sentAt,
    });
    expect(error.code).toBe("BATCH_TOO_OLD");
    expect(error.details).toMatchObject({ path: "rollups.0.start", limitSeconds: 3_600 });
    expect(await code(withMetric({ time: NOW - 2 * DAY }), { sentAt })).toBe("BATCH_TOO_OLD");
  });

  test("within the limit nothing is said", async () => {
    expect(await send(whole, { sentAt: String(NOW + LIMITS.clockSkewMs) })).toEqual(whole);
    expect(await code(whole, { sentAt: String(NOW + LIMITS.clockSkewMs + 1) })).toBe("CLOCK_SKEW");
  });

  test.each(["", "now", "NaN", "Infinity", "1,2", "0x10", "-5"])("a sending time of %j is no time", async (sentAt) => {
    const error = await refusal(whole, { sentAt });
    expect(`${error.code} ${error.details.path}`).toBe("BATCH_INVALID vigie-sent-at");
  });
});

describe("whatever comes", () => {
  const known = (error: unknown): ErrorCode => {
    if (!(error instanceof VigieError)) throw error;
    // What it says can be sent.
    JSON.stringify(error.toBody());
    return error.code;
  };

  test("any bytes, any encoding, any sending time: a batch or an error of ours", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 300 }),
        fc.option(fc.oneof(fc.constant("gzip"), fc.string()), { nil: undefined }),
        fc.option(fc.oneof(fc.constant(String(NOW)), fc.string()), { nil: undefined }),
        async (bytes, encoding, sentAt) => {
          await parseBatch({ body: Buffer.from(bytes), encoding, sentAt, nowMs: NOW }).catch(known);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test("any JSON, alone or in any place of a batch: a batch or an error of ours", async () => {
    const places = pathsOf(whole);
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.constantFrom([], ...places), async (value, place) => {
        await send(JSON.stringify(replaceAt(whole, place, value)) ?? "").catch(known);
      }),
      { numRuns: 4_000 },
    );
  });
});

/** Every place in a JSON value. */
function pathsOf(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key]))];
}

function replaceAt(value: unknown, [key, ...rest]: string[], replacement: unknown): unknown {
  if (key === undefined) return replacement;
  const copy = structuredClone(value) as Record<string, unknown>;
  copy[key] = replaceAt(copy[key], rest, replacement);
  return copy;
}

test("nobody else is taken for Vigie itself", async () => {
  const error = await refusal({ ...whole, resource: { ...whole.resource, service: "vigie" } });
  expect(error).toMatchObject({ code: "BATCH_INVALID", details: { path: "resource.service" } });
});
