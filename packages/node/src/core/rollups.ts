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
    errors: errorsOf(cell, losses),
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

function errorsOf({ errors }: Cell, losses: Losses): BatchRollup["errors"] {
  if (errors === undefined) return [];
  const other = { fingerprint: OTHER_FINGERPRINT, count: errors.get(OTHER_FINGERPRINT) ?? 0 };
  const known = [...errors]
    .map(([fingerprint, count]) => ({ fingerprint, count }))
    .filter(({ fingerprint }) => fingerprint !== OTHER_FINGERPRINT)
    .sort((a, b) => b.count - a.count);
  for (const { count } of pastLimit(known, LIMITS.errorsPerRollup, other.count > 0)) {
    other.count += count;
    losses.add("errors", "group-limit", count);
  }
  return other.count > 0 ? [...known, other] : known;
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
