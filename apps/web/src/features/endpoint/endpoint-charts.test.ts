import { describe, expect, it } from "vitest";
import type { EndpointDetail } from "../../lib/trpc.ts";
import { deployMarks, endpointCharts, withoutNothings } from "./endpoint-charts.ts";

const at = (minute: number) => new Date(Date.UTC(2025, 10, 21, 12, minute)).toISOString();

function part(name: string, minute: number): EndpointDetail["releases"][number] {
  return { name, requestCount: 1, p50Ms: 1, p95Ms: 1, errorRate: 0, firstSeen: at(minute), lastSeen: at(59) };
}

/** An hour in windows of a minute, of which the first `silent` are not known. */
function detail(changes: Partial<EndpointDetail> = {}, silent = 0): EndpointDetail {
  const times = Array.from({ length: 60 }, (_, minute) => Date.parse(at(minute)));
  const known = (value: number) => times.map((_, minute) => (minute < silent ? null : value));
  return {
    from: at(0),
    to: at(60),
    keptFrom: null,
    gaps: [],
    endpoint: { id: 1, service: "shop", method: "GET", route: "/", firstSeen: at(0) },
    stats: null,
    time: null,
    statuses: [],
    distribution: [],
    timeline: {
      stepSeconds: 60,
      times,
      requestsPerSecond: known(2),
      p50Ms: known(10),
      p95Ms: known(20),
      p99Ms: known(30),
      clientErrors: known(15),
      serverErrors: known(30),
      ownMs: known(1),
      poolMs: known(2),
      sqlMs: known(3),
      cacheMs: known(4),
      httpMs: known(5),
    },
    releases: [],
    instances: [],
    errors: [],
    statements: [],
    exemplars: { slowest: [], failing: [], typical: [] },
    ...changes,
  };
}

describe("endpointCharts", () => {
  it("stacks requests per second so that the sum is all of them", () => {
    const { series } = endpointCharts(detail(), true).throughput;
    expect(series.map(({ name, values }) => [name, values[0]])).toEqual([
      ["5xx", 0.5],
      ["4xx", 0.25],
      ["other", 1.25],
    ]);
  });

  it("keeps gaps as gaps", () => {
    const one = detail();
    one.timeline.requestsPerSecond[3] = null;
    one.timeline.serverErrors[3] = null;
    const { throughput } = endpointCharts(one, true);
    expect(throughput.series.map(({ values }) => values[3])).toEqual([null, 0.25, null]);
  });

  it("names the parts of the time in the order of their bar", () => {
    expect(endpointCharts(detail(), true).parts.series.map(({ name, values }) => [name, values[0]])).toEqual([
      ["own code", 1],
      ["pool wait", 2],
      ["SQL", 3],
      ["cache", 4],
      ["HTTP", 5],
    ]);
  });

  it("leaves out what lies before anything was heard, for a length but not for a range", () => {
    expect(endpointCharts(detail({}, 40), true).latency).toMatchObject({ from: Date.parse(at(40)) });
    expect(endpointCharts(detail({}, 40), true).latency.series[0]?.values).toHaveLength(20);
    expect(endpointCharts(detail({}, 40), false).latency).toMatchObject({ from: Date.parse(at(0)) });
  });

  it("shows at least five minutes", () => {
    expect(endpointCharts(detail({}, 59), true).latency.times).toHaveLength(5);
  });
});

describe("withoutNothings", () => {
  it("draws only what is something, and a line at zero where nothing is", () => {
    const one = detail();
    one.timeline.clientErrors.fill(0);
    const { throughput } = endpointCharts(one, true);
    expect(withoutNothings(throughput).series.map(({ name }) => name)).toEqual(["5xx", "other"]);
    for (const key of ["clientErrors", "serverErrors", "requestsPerSecond"] as const) one.timeline[key].fill(0);
    expect(withoutNothings(endpointCharts(one, true).throughput).series.map(({ name }) => name)).toEqual(["other"]);
  });
});

describe("deployMarks", () => {
  it("marks what came after another release, in the period", () => {
    const releases = [part("2.0.0", 30), part("1.0.0", -90), part("0.9.0", -300)];
    expect(deployMarks(detail({ releases }))).toEqual([{ time: Date.parse(at(30)), label: "2.0.0" }]);
  });

  it("marks nothing where only one release was ever seen, or none is named", () => {
    expect(deployMarks(detail({ releases: [part("1.0.0", 20)] }))).toEqual([]);
    expect(deployMarks(detail({ releases: [part("", 10), part("1.0.0", 20)] }))).toEqual([]);
  });

  it("shortens commits and long names", () => {
    const releases = [part("a", 0), part("0123456789abcdef", 10), part("x".repeat(99), 20)];
    expect(deployMarks(detail({ releases })).map(({ label }) => label)).toEqual(["0123456", `${"x".repeat(19)}…`]);
  });
});
