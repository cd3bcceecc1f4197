import { describe, expect, it } from "vitest";
import { call, hangUp } from "./call.ts";
import type { AdapterApp, AdapterContract } from "./contract.ts";
import { SECRET } from "./problems.ts";
import { Recording } from "./recording.ts";

/**
 * Starts an app with these routes, which throw what `throwing` holds, with an error handler, as the framework's users write one, that
 * answers `answerOf(error)` with `{ "handled": message }` and leaves other errors to the framework. Without a contract: the same
 * app without Vigie.
 *
 * - `GET /sync` and `GET /async`
 * - `GET /way`: `throwing.first`, caught, and given to the framework in its own way: `next(error)`, `reply.send(error)`, …
 * - `GET /nested/:org/broken`: `throwing.nested`, nested as deep as the framework can
 * - `GET /answered/:status`, `GET /line/:line`, `GET /odd/:what`
 * - `GET /two/:which`: `throwing.first` or `throwing.second`
 * - `GET /late`: `throwing.late` when the headers and a part of the body are sent
 * - `GET /told`: `vigie.error()` is told of `throwing.second`, and the answer is 200
 * - `GET /status/:status`: answers with that status, nothing thrown
 */
export type StartErrors = (contract: AdapterContract | undefined) => Promise<AdapterApp>;

export interface ErrorTraits {
  /** There is no error handler but the service's own `try`, which tells `vigie.error()`: then everything counts. */
  tellsAll?: boolean;
}

/** What every adapter knows of errors. */
export function describeErrors(name: string, start: StartErrors, traits: ErrorTraits = {}): void {
  async function launch(overrides: Partial<AdapterContract> = {}) {
    const recording = new Recording();
    const app = await start({
      service: "errors",
      transport: recording.transport,
      asyncContext: true,
      processMetrics: false,
      flushIntervalMs: 1_000,
      ...overrides,
    });
    return {
      url: app.url,
      recording,
      /** The error groups, when so many requests are recorded. */
      async errors(requests: number) {
        await recording.until(requests, () => app.flush());
        return recording.errors();
      },
      [Symbol.asyncDispose]: () => app[Symbol.asyncDispose](),
    };
  }

  describe(`errors of ${name}`, () => {
    it.each([
      ["/sync", "GET /sync", "TypeError", "throwSync"],
      ["/async", "GET /async", "RangeError", "throwAsync"],
      ["/way", "GET /way", "ServiceProblem", "throwFirst"],
      ["/nested/acme/broken", "GET /nested/:org/broken", "ServiceProblem", "throwNested"],
    ])("knows what %s threw", async (path, endpoint, type, thrower) => {
      await using app = await launch();
      const answer = await call(app.url + path);
      expect(answer.status).toBe(500);
      await call(app.url + path);
      const [error, ...others] = await app.errors(2);
      expect(others).toEqual([]);
      expect(error).toMatchObject({ endpoint, type, count: 2 });
      expect(error?.place).toMatch(new RegExp(`^(?:[\\w.]+\\.)?${thrower} \\(.*problems\\.[jt]s\\)$`));
      const kept = app.recording.requests().filter((request) => request.kept === "error");
      expect(kept.map((request) => request.error)).toEqual([error?.fingerprint, error?.fingerprint]);
      // One a minute: the first.
      expect(error?.samples).toHaveLength(1);
      expect(error?.samples[0]).toMatchObject({ traceId: answer.headers["x-trace-id"], status: 500, method: "GET" });
      expect(error?.samples[0]?.stack).toMatch(
        new RegExp(`^ {4}at .*${thrower} (?:\\[as \\w+\\] )?\\(.*problems\\.[jt]s:\\d+:\\d+\\)\\n`),
      );
    });

    it("keeps secrets out, and says what an error was caused by", async () => {
      await using app = await launch();
      await call(`${app.url}/sync`);
      await call(`${app.url}/async`);
      const errors = await app.errors(2);
      const sample = (type: string) => errors.find((error) => error.type === type)?.samples[0];
      expect(sample("TypeError")?.message).toBe("sync password=[redacted] of [email] at [ip]");
      expect(sample("RangeError")?.stack).toContain("Caused by: Error: the reason\n    at ");
      expect(JSON.stringify(app.recording.batches)).not.toMatch(new RegExp(`${SECRET}|bob@|203\\.0`));
    });

    it.each([404, 422, 500, 503])("counts an error that the app's own handler answers with %i", async (status) => {
      await using app = await launch();
      const answer = await call(`${app.url}/answered/${status}`);
      expect(answer.status).toBe(status);
      expect(JSON.parse(answer.body)).toEqual({ handled: "answered" });
      const errors = await app.errors(1);
      expect(errors).toMatchObject([{ endpoint: "GET /answered/:status", type: "ServiceProblem", count: 1 }]);
      expect(errors[0]?.place).toContain("throwAnswered");
    });

    it.skipIf(traits.tellsAll)("does not count an error that the app's own handler answers with 200", async () => {
      await using app = await launch();
      expect((await call(`${app.url}/answered/200`)).status).toBe(200);
      expect(await app.errors(1)).toEqual([]);
    });

    it("counts what vigie.error() is told, whatever the answer", async () => {
      await using app = await launch();
      expect((await call(`${app.url}/told`)).status).toBe(200);
      const errors = await app.errors(1);
      expect(errors).toMatchObject([{ endpoint: "GET /told", type: "ServiceProblem", count: 1 }]);
      expect(errors[0]?.place).toContain("throwSecond");
    });

    it("counts a 5xx without an error by its status, and no 4xx", async () => {
      await using app = await launch();
      for (const status of [503, 503, 500, 404, 200]) await call(`${app.url}/status/${status}`);
      const errors = await app.errors(5);
      expect(errors.map(({ type, place, count }) => [type, place, count]).sort()).toEqual([
        ["HTTP 500", "", 1],
        ["HTTP 503", "", 2],
      ]);
    });

    it("counts an error after the headers were sent", async () => {
      await using app = await launch();
      await hangUp(`${app.url}/late`, { waitMs: 500 });
      const errors = await app.errors(1);
      expect(errors).toMatchObject([{ endpoint: "GET /late", type: "ServiceProblem", count: 1 }]);
      expect(errors[0]?.place).toContain("throwLate");
    });

    it("tells two errors at one endpoint apart, and not two lines of one function", async () => {
      await using app = await launch();
      for (const which of ["first", "second", "first", "first"]) await call(`${app.url}/two/${which}`);
      for (const line of ["upper", "lower", "upper"]) await call(`${app.url}/line/${line}`);
      const errors = await app.errors(7);
      const seen = errors.map(({ endpoint, place, count }) => [endpoint, /throw\w+/.exec(place)?.[0], count]);
      expect(seen.sort()).toEqual([
        ["GET /line/:line", "throwLine", 3],
        ["GET /two/:which", "throwFirst", 3],
        ["GET /two/:which", "throwSecond", 1],
      ]);
    });

    it("survives what is no Error, or does not want to be read", async () => {
      await using app = await launch();
      const odd = ["text", "object", "frozen", "hostile"];
      for (const what of odd) expect((await call(`${app.url}/odd/${what}`)).status, what).toBe(500);
      const errors = await app.errors(4);
      expect(errors.reduce((sum, error) => sum + error.count, 0)).toBe(4);
      expect(errors.some((error) => error.type === "ServiceProblem" && error.place.includes("throwOdd"))).toBe(true);
      expect(JSON.stringify(app.recording.batches)).not.toContain(SECRET);
    });

    it("knows errors also without asynchronous context", async () => {
      await using app = await launch({ asyncContext: false });
      await call(`${app.url}/answered/${traits.tellsAll ? 200 : 500}`);
      const errors = await app.errors(1);
      expect(errors.map(({ type }) => type)).toEqual(traits.tellsAll ? [] : ["ServiceProblem"]);
    });

    it("changes nothing of what is answered", async () => {
      await using watched = await launch();
      await using bare = await start(undefined);
      const paths = ["/sync", "/async", "/way", "/nested/acme/broken", "/two/first", "/told", "/none"];
      for (const status of [200, 404, 503]) paths.push(`/answered/${status}`, `/status/${status}`);
      for (const what of ["text", "object", "frozen", "hostile"]) paths.push(`/odd/${what}`);
      for (const path of paths) {
        const [one, other] = [await call(watched.url + path), await call(bare.url + path)];
        const { "x-trace-id": _id, date: _date, ...headers } = one.headers;
        const { date: _other, ...expected } = other.headers;
        expect({ path, status: one.status, headers, body: one.body }).toEqual({
          path,
          status: other.status,
          headers: expected,
          body: other.body,
        });
      }
    });
  });
}
