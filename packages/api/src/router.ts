import { accountRouter } from "./features/account/router.ts";
import { alertsRouter } from "./features/alerts/router.ts";
import { anomaliesRouter } from "./features/anomalies/router.ts";
import { auditRouter } from "./features/audit/router.ts";
import { channelsRouter } from "./features/channels/router.ts";
import { endpointsRouter } from "./features/endpoints/router.ts";
import { errorsRouter } from "./features/errors/router.ts";
import { keysRouter } from "./features/keys/router.ts";
import { logsRouter } from "./features/logs/router.ts";
import { lossesRouter } from "./features/losses/router.ts";
import { metricsRouter } from "./features/metrics/router.ts";
import { performanceRouter } from "./features/performance/router.ts";
import { retentionRouter } from "./features/retention/router.ts";
import { rulesRouter } from "./features/rules/router.ts";
import { searchRouter } from "./features/search/router.ts";
import { servicesRouter } from "./features/services/router.ts";
import { statusRouter } from "./features/status/router.ts";
import { summary } from "./features/summary/router.ts";
import { timeline } from "./features/timeline/router.ts";
import { tracesRouter } from "./features/traces/router.ts";
import { trendsRouter } from "./features/trends/router.ts";
import { usersRouter } from "./features/users/router.ts";
import { live } from "./live.ts";
import { router } from "./trpc.ts";

/** Everything that can be asked of Vigie. */
export const appRouter = router({
  summary,
  timeline,
  status: statusRouter,
  services: servicesRouter,
  endpoints: endpointsRouter,
  errors: errorsRouter,
  logs: logsRouter,
  traces: tracesRouter,
  search: searchRouter,
  metrics: metricsRouter,
  losses: lossesRouter,
  alerts: alertsRouter,
  rules: rulesRouter,
  channels: channelsRouter,
  anomalies: anomaliesRouter,
  trends: trendsRouter,
  performance: performanceRouter,
  retention: retentionRouter,
  account: accountRouter,
  users: usersRouter,
  keys: keysRouter,
  audit: auditRouter,
  live,
});

export type AppRouter = typeof appRouter;
