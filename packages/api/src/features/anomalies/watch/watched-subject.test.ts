import type { MetricWindow } from "@vigie/storage";
import { expect, test } from "vitest";
import type { Samples } from "../../../figures/compute.ts";
import { TARGET_FIGURES } from "./watched-figures.ts";
import { WatchedSubject } from "./watched-subject.ts";

function targets(): WatchedSubject {
  const ids = { serviceId: null, endpointId: null };
  return new WatchedSubject({ suffix: "", ids, figures: TARGET_FIGURES, hasRequests: false, kept: () => undefined });
}

function redis(hits: number, misses: number): Samples {
  const window = (name: string, sum: number): [string, MetricWindow] => [
    `redis ${name}`,
    { type: "redis", name, startSeconds: 0, sum, max: sum, mean: sum, samples: 1 },
  ];
  const windows = new Map([
    window("keyspace.hits", hits),
    window("keyspace.misses", misses),
    window("commands", 50),
    window("window_seconds", 10),
  ]);
  return { requests: undefined, windows, alive: false, seconds: 10 };
}

const lastOf = (subject: WatchedSubject, figure: string) =>
  subject.series.find(({ series }) => series === figure)?.lastSeconds;

test("a hit rate is made of a hundred lookups, a rate of each window", () => {
  const subject = targets();
  for (let start = 0; start < 60; start += 10) subject.observe(start, 10, redis(25, 5), []);
  expect(lastOf(subject, "redis.commandsPerSecond")).toBe(60);
  expect(lastOf(subject, "redis.hitRate")).toBe(40);
  for (let start = 60; start < 100; start += 10) subject.observe(start, 10, redis(25, 5), []);
  expect(lastOf(subject, "redis.hitRate")).toBe(80);
  // One that is busy at once stands alone, after what was being gathered.
  subject.observe(100, 10, redis(500, 50), []);
  expect(lastOf(subject, "redis.hitRate")).toBe(110);
});

test("of a few lookups there is no hit rate", () => {
  const subject = targets();
  for (let start = 0; start < 3_600; start += 10) subject.observe(start, 10, redis(1, 1), []);
  expect(lastOf(subject, "redis.hitRate")).toBe(Number.NEGATIVE_INFINITY);
  expect(lastOf(subject, "redis.commandsPerSecond")).toBe(3_600);
});
