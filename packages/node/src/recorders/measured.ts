// For tests of recorders: work done as a request would do it.
import { type Batch, type BatchRequest, requestSchema } from "@vigie/protocol";
import { coreOf } from "../core/attach.ts";
import { toWire } from "../core/kept-request.ts";
import { createVigie, type Vigie, type VigieOptions, type VigieProblem } from "../index.ts";

export interface Measured<T> {
  result: T | undefined;
  error: unknown;
  durationMs: number;
  /** Milliseconds and counts: pool, SQL, cache, HTTP. */
  ms: [number, number, number, number];
  count: [number, number, number, number];
  /** Calls by the statement's text, in the order of their first end. */
  calls: Record<string, number>;
  sumMs: Record<string, number>;
  /** The request as it would be kept. */
  kept: BatchRequest;
}

export interface TestVigie extends Vigie, AsyncDisposable {
  readonly batches: Batch[];
  readonly problems: VigieProblem[];
}

export function testVigie(options: Partial<VigieOptions> = {}): TestVigie {
  const batches: Batch[] = [];
  const problems: VigieProblem[] = [];
  const vigie = createVigie({
    service: "recorders",
    processMetrics: false,
    onError: (problem) => problems.push(problem),
    transport: async (batch) => {
      batches.push(batch);
      return { id: batch.id, duplicate: false, serverTime: Date.now() };
    },
    ...options,
  });
  return Object.assign(vigie, { batches, problems, [Symbol.asyncDispose]: () => vigie.close() });
}

/** Does `work` in the scope of a request of its own, and says what that waited for until `work` was settled. */
export async function measured<T>(vigie: Vigie, work: () => Promise<T> | T): Promise<Measured<T>> {
  const core = coreOf(vigie);
  const scope = core.begin(undefined);
  const startedAt = performance.now();
  let result: T | undefined;
  let error: unknown;
  try {
    result = await (core.context === undefined ? work() : core.context.run(scope, async () => work()));
  } catch (thrown) {
    error = thrown;
  }
  const endedAt = performance.now();
  const durationMs = endedAt - startedAt;
  scope.end(endedAt, durationMs);
  const endpoint = core.endpoints.of("GET", "/measured", "/measured");
  const finished = { endpoint, status: 200, durationMs, sentBytes: 0, aborted: false, scope, url: "/", rawHeaders: [] };
  const kept = requestSchema.parse(
    toWire(
      { request: finished, endpoint, endedAt, error: undefined, why: "sample" },
      {
        timeOf: () => 1,
        statementOf: (sql) => core.statements.of(sql),
        mention: () => {},
        fault: (fault) => {
          throw fault;
        },
        redact: undefined,
      },
    ),
  );
  const calls: Record<string, number> = {};
  const sumMs: Record<string, number> = {};
  for (const [{ text }, sums] of scope.waits?.statements ?? []) {
    calls[text] = sums.calls;
    sumMs[text] = sums.sumMs;
  }
  const { ms = [0, 0, 0, 0], count = [0, 0, 0, 0] } = scope.waits ?? {};
  return { result, error, durationMs, ms, count, calls, sumMs, kept };
}
