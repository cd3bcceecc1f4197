import type { Scenario } from "../scenario.ts";
import { serverAhead, serverBehind, serviceAhead, serviceBehind } from "./clocks.ts";
import { answersLost, connectionsCut, connectionsDelayed, connectionsHung, connectionsReset } from "./connections.ts";
import { backendsTerminated, postgresStopped } from "./databases.ts";
import { diskFull } from "./full-disk.ts";
import { hostile } from "./hostile.ts";
import { outage } from "./outage.ts";
import { serverFrozen, serverKilled, serverStopped } from "./servers.ts";

/** In the order in which they are run. */
export const SCENARIOS: readonly Scenario[] = [
  serverKilled,
  serverStopped,
  serverFrozen,
  postgresStopped,
  backendsTerminated,
  connectionsReset,
  connectionsHung,
  connectionsDelayed,
  connectionsCut,
  answersLost,
  diskFull,
  hostile,
  serviceAhead,
  serviceBehind,
  serverAhead,
  serverBehind,
  outage,
];
