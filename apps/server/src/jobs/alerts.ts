import { evaluateRules } from "@vigie/api";
import { problemOf, readEvaluationPlace, readLastHeard, type Store } from "@vigie/storage";

/** Rules are judged at whole tens of seconds… */
const EVERY_SECONDS = 10;
/** …so long afterwards: services send each second, and what is committed after this is in the next judgement. */
const LAG_MS = 2_500;
/** After a break, of the server or of Postgres, services send again within this: what is missed is judged after it, milliseconds. */
const SETTLE_MS = 30_000;
/** What lies further back is not judged any more, seconds. */
const CATCH_UP_SECONDS = 900;
/** A clock that differs by more from the one that only goes forward was set, milliseconds. */
const CLOCK_STEP_MS = 5_000;
/** How often it is looked whether something is to be judged, milliseconds. */
const LOOK_MS = 500;

export interface RuleEvaluationOptions {
  store: Store;
  /** Whether this server is the one that evaluates. */
  leads: () => Promise<boolean>;
  now: () => number;
  /** Never goes back, milliseconds. */
  monotonicNow?: () => number;
  report: (line: string) => void;
  /** Called after alerts opened or ended. */
  changed?: () => void;
}

export interface RuleEvaluation {
  /** Why a rule could not be evaluated last. */
  problem(ruleId: number): string | null;
  stop(): Promise<void>;
}

/**
 * Judges all rules at each whole ten seconds, on one server of all. What could not be judged in time, because Postgres or every server was
 * away, is judged late, step by step; of a clock that was set nothing is concluded.
 */
export function startRuleEvaluation(options: RuleEvaluationOptions): RuleEvaluation {
  const { store, leads, now, report, changed = () => {} } = options;
  const monotonicNow = options.monotonicNow ?? (() => performance.now());
  let problems: ReadonlyMap<number, string> = new Map();
  let stopping = false;
  let working: Promise<void> | null = null;
  let failing = false;
  /** Nothing that is late is judged before; by the monotonic clock. */
  let settledAt = monotonicNow() + SETTLE_MS;
  let offset = now() - monotonicNow();
  const startedMs = now();
  /** Nothing before is judged: the clock was set. Seconds. */
  let notBefore = 0;
  /** There is nothing more to judge, for this server, up to here; seconds. */
  let doneTo = 0;
  let isDone = false;

  const newestAt = (nowMs: number) => Math.floor((nowMs - LAG_MS) / 1000 / EVERY_SECONDS) * EVERY_SECONDS;

  function watchClock(): void {
    const offsetNow = now() - monotonicNow();
    if (Math.abs(offsetNow - offset) > CLOCK_STEP_MS) {
      notBefore = now() / 1000 + SETTLE_MS / 1000;
      report("The clock of this machine was set: rules are evaluated again in 30 s.");
    }
    offset = offsetNow;
  }

  async function work(): Promise<void> {
    try {
      watchClock();
      const newest = newestAt(now());
      if (newest === doneTo || now() / 1000 < notBefore) return;
      const isLeading = await leads();
      while (isLeading && !stopping && (await judgeNext()));
      // Of what waits to settle, the rest comes with a later look.
      if (!isLeading || isDone) doneTo = newest;
      if (failing) report("Rules are evaluated again.");
      failing = false;
    } catch (error) {
      settledAt = monotonicNow() + SETTLE_MS;
      if (!failing && !stopping) report(`Rules could not be evaluated, trying again: ${problemOf(error)}`);
      failing = true;
    }
  }

  /** Rules are new to a database that is not: as after a break, services are to be heard of before one is called silent. */
  async function isNewToServices(): Promise<boolean> {
    const heard = await readLastHeard(store.sql);
    return [...heard.values()].some((atMs) => atMs < startedMs);
  }

  /** True when there may be more. */
  async function judgeNext(): Promise<boolean> {
    const nowMs = now();
    const newest = newestAt(nowMs);
    const { to } = await readEvaluationPlace(store.sql);
    // Further in the future than any lag: the clock was ahead when that was written.
    const isAhead = to !== null && to > newest + 60;
    const earliest = Math.max(newest - CATCH_UP_SECONDS, notBefore);
    const next = to === null || isAhead ? newest : Math.max(to + EVERY_SECONDS, earliest);
    const isLate = newest - next >= 3 * EVERY_SECONDS || (to === null && (await isNewToServices()));
    isDone = !isLate;
    if (next > newest || (isLate && monotonicNow() < settledAt)) return false;
    const toSeconds = Math.floor(next / EVERY_SECONDS) * EVERY_SECONDS;
    const evaluated = await evaluateRules({ store, toSeconds, nowMs });
    if (evaluated === null) return true;
    tellProblems(evaluated.problems);
    if (evaluated.opened + evaluated.resolved > 0) changed();
    return toSeconds < newest;
  }

  function tellProblems(found: ReadonlyMap<number, string>): void {
    for (const [id, problem] of found)
      if (!problems.has(id)) report(`Rule ${id} could not be evaluated, trying again: ${problem}`);
    problems = found;
  }

  const timer = setInterval(() => {
    working ??= work().finally(() => {
      working = null;
    });
  }, LOOK_MS);

  return {
    problem: (ruleId) => problems.get(ruleId) ?? null,
    async stop() {
      stopping = true;
      clearInterval(timer);
      await working;
    },
  };
}
