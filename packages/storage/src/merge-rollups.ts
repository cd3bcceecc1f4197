import { Histogram } from "@vigie/series";

/** The columns of `rollups` that add up, as a query returns them. */
export interface RollupTotals {
  count: number;
  status1xx: number;
  status2xx: number;
  status3xx: number;
  status4xx: number;
  status5xx: number;
  aborted: number;
  sumMs: number;
  minMs: number;
  maxMs: number;
  sentBytes: number;
  histogram: Uint8Array;
}

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
  readonly histogram = new Histogram();

  add(row: RollupTotals): void {
    this.count += row.count;
    this.status1xx += row.status1xx;
    this.status2xx += row.status2xx;
    this.status3xx += row.status3xx;
    this.status4xx += row.status4xx;
    this.status5xx += row.status5xx;
    this.aborted += row.aborted;
    this.sumMs += row.sumMs;
    this.minMs = Math.min(this.minMs, row.minMs);
    this.maxMs = Math.max(this.maxMs, row.maxMs);
    this.sentBytes += row.sentBytes;
    this.histogram.mergeEncoded(row.histogram);
  }

  /** Milliseconds; null when nothing was recorded. */
  quantile(q: number): number | null {
    return this.histogram.quantile(q, { min: this.minMs, max: this.maxMs });
  }
}

/** Select list that gives RollupTotals: bigints as numbers, since none of them can pass 2^53. */
export const TOTALS_COLUMNS = `
  count::float8 AS count, status_1xx::float8 AS "status1xx", status_2xx::float8 AS "status2xx", status_3xx::float8 AS "status3xx",
  status_4xx::float8 AS "status4xx", status_5xx::float8 AS "status5xx", aborted::float8 AS aborted, sum_ms AS "sumMs",
  min_ms AS "minMs", max_ms AS "maxMs", sent_bytes::float8 AS "sentBytes", histogram`;
