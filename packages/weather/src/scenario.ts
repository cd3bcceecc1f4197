import type { World } from "./world/world.ts";

export interface Scenario {
  name: string;
  /** What is done to whom, for the report. */
  what: string;
  /** By which it turns clocks, milliseconds. */
  shiftMs?: number;
  /** Makes the place in which Postgres keeps its data; throws SkippedScenario where this machine does not let it. */
  postgresWithin?: () => Promise<{ path: string } & AsyncDisposable>;
  /** Brings the fault about. Resolves when its cause has ended, and returns what else is to be said, or throws what must not be. */
  fault(world: World, stage: Stage): Promise<string | undefined>;
  /** Called when all has been delivered, before it is counted. */
  beforeCount?(world: World): Promise<void>;
}

export interface Stage {
  /** Seconds that something lasts; much less in the short form. */
  lasting(seconds: { long: number; short: number }): Promise<void>;
  /** How often something is done again: once in the short form. */
  times: number;
  /** The folder of `postgresWithin`. */
  postgresWithin: string | undefined;
}

/** This machine cannot have that weather; the message says why. */
export class SkippedScenario extends Error {}
