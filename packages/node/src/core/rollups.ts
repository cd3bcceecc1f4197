import { type BatchRollup, LIMITS, OTHER_FINGERPRINT } from "@vigie/protocol";
import type { Cell } from "./aggregate.ts";
import type { Losses } from "./losses.ts";
import { keepWithin, type PerWait } from "./waits.ts";

/** A cell as it travels. What is past the limits of a rollup is counted as `(other)`, and reported as a loss. */
export function toRollup(cell: Cell, losses: Losses): BatchRollup {
  const bytes = cell.histogram.encode();
  const waitMs: PerWait = [...cell.waitMs];
  keepWithin(waitMs, cell.sumMs);
  return {
    method: cell.endpoint.method,
    route: cell.endpoint.route,
    start: cell.start,
    count: cell.count,
    status: [...cell.status],
    aborted: cell.aborted,
    sumMs: cell.sumMs,
    minMs: cell.minMs,
    maxMs: cell.maxMs,
    sentBytes: cell.sentBytes,
    histogram: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64"),
    waitMs,
    waitCount: [...cell.waitCount],
    statuses: statusesOf(cell),
    errors: errorsOf(cell),
    statements: statementsOf(cell, losses),
  };
}

/** The most frequent ones; the classes count all of them. */
function statusesOf({ statuses }: Cell): BatchRollup["statuses"] {
  if (statuses === undefined) return [];
  return [...statuses]
    .map(([status, count]) => ({ status, count }))
    .sort((a, b) => b.count - a.count)
    .slice(0, LIMITS.statusesPerRollup);
}

/** All of them: which are one group, and which are too many, is known when their places are. */
function errorsOf({ errors }: Cell): BatchRollup["errors"] {
  return errors === undefined ? [] : [...errors].map(([fingerprint, count]) => ({ fingerprint, count }));
}

function statementsOf({ statements }: Cell, losses: Losses): BatchRollup["statements"] {
  if (statements === undefined) return [];
  const other = { fingerprint: OTHER_FINGERPRINT, calls: 0, sumMs: 0 };
  const known: BatchRollup["statements"] = [];
  for (const [{ fingerprint }, { calls, sumMs }] of statements) {
    if (fingerprint !== OTHER_FINGERPRINT) known.push({ fingerprint, calls, sumMs });
    else {
      other.calls += calls;
      other.sumMs += sumMs;
      losses.add("statements", "statement-limit", calls);
    }
  }
  known.sort((a, b) => b.sumMs - a.sumMs);
  for (const { calls, sumMs } of pastLimit(known, LIMITS.statementsPerRollup, other.calls > 0)) {
    other.calls += calls;
    other.sumMs += sumMs;
    losses.add("statements", "statement-limit", calls);
  }
  return other.calls > 0 ? [...known, other] : known;
}

/** Takes out what does not fit, beside one entry for all of that. */
function pastLimit<T>(list: T[], limit: number, isOtherInUse: boolean): T[] {
  return list.length + (isOtherInUse ? 1 : 0) > limit ? list.splice(limit - 1) : [];
}
