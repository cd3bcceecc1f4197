import { expect, test } from "vitest";
import { Crowd } from "./crowd.ts";
import { branch } from "./random.ts";
import { type Answer, type Request, visitors } from "./sessions.ts";

const TERMS = ["alpha", "beta", "gamma", "delta"];

/** What the service would answer, as far as visitors look. */
function answer({ path, endpoint }: Request): Answer {
  if (endpoint.includes("search") && path.includes("q=") && !path.includes("regex") && !path.includes("%00"))
    return { status: 200, body: { hits: [{ id: 7, path: "p/lib/x.js", package: "@p/x" }] } };
  return { status: endpoint.includes("files") ? 200 : 400, body: {} };
}

function walk(seed: number, count: number): Request[] {
  const crowd = new Crowd(visitors(TERMS), seed);
  return Array.from({ length: count }, (_, i) => {
    const { request, done } = crowd.next(i / 20);
    done(answer(request), i / 20);
    return request;
  });
}

test("with the same seed and the same answers, the same visitors ask the same", () => {
  expect(walk(1, 500)).toEqual(walk(1, 500));
  expect(walk(1, 500)).not.toEqual(walk(2, 500));
});

test("visitors search, open, walk, index, and are sometimes wrong", () => {
  const requests = walk(3, 5_000);
  const count = (endpoint: string) => requests.filter((request) => request.endpoint === endpoint).length;
  for (const endpoint of ["GET /v1/code/search/lexical", "GET /v1/code/search/hybrid", "GET /v1/code/files/:id"])
    expect(count(endpoint)).toBeGreaterThan(250);
  expect(count("GET /v1/code/graph/traverse")).toBeGreaterThan(250);
  expect(count("POST /v1/code/index")).toBeGreaterThan(5);
  expect(count("GET (unmatched)")).toBeGreaterThan(2);
  const unanswerable = requests.filter(({ path }) => path.endsWith("%00") || path.includes("regex"));
  expect(unanswerable.length).toBeGreaterThan(2);
  expect(unanswerable.length).toBeLessThan(75);
});

test("nothing is opened that was not found before", () => {
  const session = visitors(TERMS)(branch(1, 1));
  session.read({ status: 200, body: { hits: [{ id: 41, path: "a/b.js", package: "a" }] } });
  for (let i = 0; i < 200; i++) {
    const { path, endpoint } = session.next();
    if (endpoint === "GET /v1/code/graph/traverse") expect(path).toContain("from=41&");
  }
});

test("whoever reads is not asked before he is ready, and whoever leaves never again", () => {
  const READING_SECONDS = 5;
  let second = 0;
  let started = 0;
  const crowd = new Crowd(() => {
    const isStaying = started++ % 2 === 0;
    let readyAt = 0;
    return {
      next() {
        expect(second).toBeGreaterThanOrEqual(readyAt);
        return { method: "GET", path: "/", endpoint: "GET /" };
      },
      read() {
        readyAt = isStaying ? second + READING_SECONDS : Number.POSITIVE_INFINITY;
        return isStaying ? READING_SECONDS : null;
      },
    };
  }, 1);
  const asked = 2_000;
  for (let i = 0; i < asked; i++) {
    second = i / 20;
    crowd.next(second).done({ status: 200, body: {} }, second);
  }
  // Those that come back make up most of the requests, so far fewer visitors than requests came.
  expect(started).toBeLessThan(asked / 5);
});
