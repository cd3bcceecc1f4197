import {
  type BandToRecord,
  endAnomalies,
  forgetDetectorStates,
  openAnomalies,
  readDetectorStates,
  readOpenAnomalies,
  recordBands,
  type Store,
  saveDetectorStates,
  worsenAnomalies,
} from "@vigie/storage";
import { catchUpRanges, START_BACK_SECONDS } from "./catch-up.ts";
import { readWatchWindows, type WatchWindows } from "./read-windows.ts";
import { SERIES_LIMIT, Subjects } from "./subjects.ts";
import type { EpisodeChange } from "./watched-series.ts";

/** What came within this time after the end of a window is in it. Services send every second. */
const LAG_SECONDS = 5;
/** After a break, of the server or of Postgres, services send again within this: only what lies further back is looked at meanwhile. */
const SETTLE_MS = 30_000;
/** Windows in which there was nothing are looked at again for so long. */
const LATE_SECONDS = 120;
/** Every detector is kept once in so many ticks, which are five minutes. */
const SAVE_TURNS = 30;
const SAVED_AT_ONCE = 500;
/** Detectors that had a value less long ago than this may not be kept yet: two rounds. */
const SAVED_AFTER_SECONDS = 600;
/** Whoever takes the lead goes back so far before the newest value that is in any of the detectors kept. */
const OVERLAP_SECONDS = 900;
/** A series without values for so long is forgotten. */
const FORGET_SECONDS = 7 * 86_400;
/** An episode whose series has had no value for so long is over. */
const SILENT_SECONDS = 3_600;

/** What a tick came to. */
export interface WatchTick {
  /** Windows that were looked at. */
  windows: number;
  raised: number;
  ended: number;
  /** Series with a detector or about to have one. */
  series: number;
  /** Endpoints that were left out because there are too many. */
  unwatchedEndpoints: number;
}

/** Finds anomalies in everything that is stored. Of the servers on one database one ticks at a time: the leader. */
export interface AnomalyWatch {
  /**
   * Looks at the windows that became complete since the last tick; the first tick goes on where the last leader stood. Not to be called
   * again before it is done. What it could not write before it threw is written by the next.
   */
  tick(nowMs: number): Promise<WatchTick>;
  /** Keeps what the detectors learned, and forgets it: the next tick takes over as another leader's would. */
  release(): Promise<void>;
  /** Forgets what is in memory: for a leader that does not know whether it still was one. */
  forget(): void;
}

export function createAnomalyWatch(store: Store): AnomalyWatch {
  return new Watch(store);
}

class Watch implements AnomalyWatch {
  readonly #store: Store;
  #subjects: Subjects | undefined;
  /** End of the newest window in which there was anything. */
  #positionSeconds = 0;
  /** Up to where there was looked. */
  #readToSeconds = 0;
  /** When it began, or failed last. */
  #brokenMs = 0;
  #unwritten: EpisodeChange[] = [];
  #turn = 0;
  /** Turns in which every detector is kept, whether it had a value since or not: after one that failed. */
  #wholeTurns = 0;

  constructor(store: Store) {
    this.#store = store;
  }

  async tick(nowMs: number): Promise<WatchTick> {
    try {
      return await this.#look(nowMs);
    } catch (error) {
      this.#brokenMs = nowMs;
      throw error;
    }
  }

  async #look(nowMs: number): Promise<WatchTick> {
    if (this.#subjects === undefined) this.#brokenMs = nowMs;
    const isSettled = nowMs >= this.#brokenMs + SETTLE_MS;
    const lagSeconds = LAG_SECONDS + (isSettled ? 0 : SETTLE_MS / 1000);
    const toSeconds = Math.floor((nowMs / 1000 - lagSeconds) / 10) * 10;
    this.#subjects ??= await this.#takeOver(toSeconds);
    const subjects = this.#subjects;
    const done: WatchTick = { windows: 0, raised: 0, ended: 0, series: 0, unwatchedEndpoints: 0 };
    // Where the clock went back it is as if there had not been looked: what comes until then is looked at when it comes.
    if (toSeconds < this.#readToSeconds) this.#readToSeconds = this.#positionSeconds;
    const fromSeconds = Math.max(this.#positionSeconds, this.#readToSeconds - LATE_SECONDS);
    for (const range of catchUpRanges(fromSeconds, toSeconds)) {
      const read = await readWatchWindows(this.#store, range);
      const from = this.#unwritten.length;
      const bands = this.#observe(subjects, read, range.stepSeconds);
      done.windows += read.windows.length;
      for (const { kind } of this.#unwritten.slice(from)) {
        if (kind === "opened") done.raised++;
        else if (kind === "ended") done.ended++;
      }
      await this.#write();
      // A gap in a band is no more than that: it is not tried again.
      await recordBands(this.#store, bands);
    }
    this.#readToSeconds = Math.max(this.#readToSeconds, toSeconds);
    await this.#write();
    await this.#saveSome(subjects);
    done.series = subjects.seriesCount;
    done.unwatchedEndpoints = subjects.unwatchedEndpoints;
    return done;
  }

  async release(): Promise<void> {
    const subjects = this.#subjects;
    if (subjects === undefined) return;
    this.#subjects = undefined;
    await this.#write();
    await this.#save(subjects, { turn: 0, turns: 1 });
  }

  forget(): void {
    this.#subjects = undefined;
    // They come again, from the windows since what was kept.
    this.#unwritten = [];
  }

  async #takeOver(toSeconds: number): Promise<Subjects> {
    const kept = await readDetectorStates(this.#store, {
      fromSeconds: toSeconds - FORGET_SECONDS,
      limit: SERIES_LIMIT,
    });
    const newest = kept.reduce((last, one) => Math.max(last, one.observedToSeconds), Number.NEGATIVE_INFINITY);
    this.#positionSeconds =
      kept.length === 0 ? toSeconds - START_BACK_SECONDS : Math.min(newest - OVERLAP_SECONDS, toSeconds);
    this.#readToSeconds = this.#positionSeconds;
    this.#turn = 0;
    this.#wholeTurns = 0;
    return new Subjects(kept);
  }

  #observe(subjects: Subjects, read: WatchWindows, stepSeconds: number): BandToRecord[] {
    const bands: BandToRecord[] = [];
    for (const window of read.windows) {
      subjects.observe(window, stepSeconds, read, this.#unwritten);
      const endSeconds = window.startSeconds + stepSeconds;
      if (endSeconds % 60 === 0) bands.push(...subjects.takeBands(endSeconds - 60));
      this.#positionSeconds = endSeconds;
    }
    return bands;
  }

  /** In order, and taken out when it is known to be written. */
  async #write(): Promise<void> {
    while (this.#unwritten.length > 0) {
      const series = new Set<string>();
      const repeated = this.#unwritten.findIndex((change) => series.size === series.add(seriesOf(change)).size);
      const changes = this.#unwritten.slice(0, repeated < 0 ? this.#unwritten.length : repeated);
      await openAnomalies(
        this.#store,
        changes.flatMap((change) => (change.kind === "opened" ? change.anomaly : [])),
      );
      await worsenAnomalies(
        this.#store,
        changes.filter((change) => change.kind === "worse"),
      );
      await endAnomalies(
        this.#store,
        changes.filter((change) => change.kind === "ended"),
      );
      this.#unwritten.splice(0, changes.length);
    }
  }

  async #saveSome(subjects: Subjects): Promise<void> {
    const turn = this.#turn++ % SAVE_TURNS;
    await this.#save(subjects, { turn, turns: SAVE_TURNS });
    if (turn < SAVE_TURNS - 1) return;
    await this.#endOrphans(subjects);
    const forgotten = subjects.settle(this.#positionSeconds - FORGET_SECONDS);
    await forgetDetectorStates(this.#store, {
      series: forgotten,
      beforeSeconds: this.#positionSeconds - FORGET_SECONDS,
    });
  }

  async #save(subjects: Subjects, which: { turn: number; turns: number }): Promise<void> {
    const isWhole = this.#wholeTurns > 0;
    const afterSeconds = isWhole ? Number.NEGATIVE_INFINITY : this.#positionSeconds - SAVED_AFTER_SECONDS;
    const states = subjects.states({ ...which, afterSeconds });
    const left = Math.max(0, this.#wholeTurns - 1);
    this.#wholeTurns = SAVE_TURNS;
    for (let from = 0; from < states.length; from += SAVED_AT_ONCE)
      await saveDetectorStates(this.#store, states.slice(from, from + SAVED_AT_ONCE));
    this.#wholeTurns = left;
  }

  /** Episodes that no detector will ever end: of a service that is gone, or of a state that was lost. */
  async #endOrphans(subjects: Subjects): Promise<void> {
    const open = await readOpenAnomalies(this.#store);
    if (open.length === 0) return;
    const stands = subjects.stands();
    const orphans = open.flatMap(({ series, onsetSeconds }) => {
      const { lastSeconds, openOnsetSeconds } = stands.get(series) ?? NEVER;
      const mayBeOpen = openOnsetSeconds === undefined || openOnsetSeconds === onsetSeconds;
      if (mayBeOpen && lastSeconds > this.#positionSeconds - SILENT_SECONDS) return [];
      return [{ series, onsetSeconds, endSeconds: Math.min(lastSeconds, this.#positionSeconds) }];
    });
    await endAnomalies(this.#store, orphans);
  }
}

const NEVER = { lastSeconds: Number.NEGATIVE_INFINITY, openOnsetSeconds: null };

function seriesOf(change: EpisodeChange): string {
  return change.kind === "opened" ? change.anomaly.series : change.series;
}
