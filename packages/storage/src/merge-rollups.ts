import { Histogram } from "@vigie/series";

/** One value for each of WAITS of the protocol: pool, SQL, cache, outgoing HTTP. */
export type PerWait = [pool: number, sql: number, cache: number, http: number];

/** What statements of one kind come to. */
export interface StatementTotals {
  calls: number;
  sumMs: number;
}

/** What one takes of memory without its buckets, and an entry of its maps, bytes: about, as seen on Node 20. */
const OBJECT_BYTES = 700;
const ENTRY_BYTES = 100;

/** Sum of any number of rollups. Quantiles come from the merged histogram, never from averages. */
export class MergedRollup {
  count = 0;
  status1xx = 0;
  status2xx = 0;
  status3xx = 0;
  status4xx = 0;
  status5xx = 0;
  aborted = 0;
  sumMs = 0;
  minMs = Number.POSITIVE_INFINITY;
  maxMs = 0;
  sentBytes = 0;
  /** Start of the newest window that was added, seconds. */
  lastSeconds = 0;
  readonly waitMs: PerWait = [0, 0, 0, 0];
  readonly waitCount: PerWait = [0, 0, 0, 0];
  /** Count by status from 400 up; undefined until there is one. */
  statuses: Map<number, number> | undefined;
  /** Count by error group. */
  errors: Map<number, number> | undefined;
  statements: Map<number, StatementTotals> | undefined;
  readonly histogram = new Histogram();

  /** About what it takes of memory. */
  get sizeBytes(): number {
    const entries = (this.statuses?.size ?? 0) + (this.errors?.size ?? 0) + (this.statements?.size ?? 0);
    return OBJECT_BYTES + ENTRY_BYTES * entries + this.histogram.sizeBytes;
  }

  add(other: MergedRollup): void {
    this.count += other.count;
    this.status1xx += other.status1xx;
    this.status2xx += other.status2xx;
    this.status3xx += other.status3xx;
    this.status4xx += other.status4xx;
    this.status5xx += other.status5xx;
    this.aborted += other.aborted;
    this.sumMs += other.sumMs;
    this.minMs = Math.min(this.minMs, other.minMs);
    this.maxMs = Math.max(this.maxMs, other.maxMs);
    this.sentBytes += other.sentBytes;
    this.lastSeconds = Math.max(this.lastSeconds, other.lastSeconds);
    for (let i = 0; i < 4; i++) {
      this.waitMs[i] = (this.waitMs[i] ?? 0) + (other.waitMs[i] ?? 0);
      this.waitCount[i] = (this.waitCount[i] ?? 0) + (other.waitCount[i] ?? 0);
    }
    if (other.statuses) for (const [status, count] of other.statuses) this.addStatus(status, count);
    if (other.errors) for (const [group, count] of other.errors) this.addError(group, count);
    if (other.statements) for (const [id, { calls, sumMs }] of other.statements) this.addStatement(id, calls, sumMs);
    this.histogram.merge(other.histogram);
  }

  addStatus(status: number, count: number): void {
    this.statuses ??= new Map();
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + count);
  }

  addError(group: number, count: number): void {
    this.errors ??= new Map();
    this.errors.set(group, (this.errors.get(group) ?? 0) + count);
  }

  addStatement(id: number, calls: number, sumMs: number): void {
    this.statements ??= new Map();
    const known = this.statements.get(id);
    if (known === undefined) this.statements.set(id, { calls, sumMs });
    else {
      known.calls += calls;
      known.sumMs += sumMs;
    }
  }

  /** Milliseconds; null when nothing was recorded. */
  quantile(q: number): number | null {
    return this.histogram.quantile(q, { min: this.minMs, max: this.maxMs });
  }

  /** Several of them, in ascending order, at little more than the cost of one. */
  quantiles(qs: readonly number[]): (number | null)[] {
    return this.histogram.quantiles(qs, { min: this.minMs, max: this.maxMs });
  }
}

/** The rollup of a key, made when there is none yet. */
export function rollupIn(rollups: Map<number, MergedRollup>, key: number): MergedRollup {
  let rollup = rollups.get(key);
  if (rollup === undefined) {
    rollup = new MergedRollup();
    rollups.set(key, rollup);
  }
  return rollup;
}
