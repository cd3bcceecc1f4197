export type { Reason, Status } from "./features/status/evaluate.ts";
export type { Figure, Summary } from "./features/summary/router.ts";
export type { Timeline } from "./features/timeline/router.ts";
export type { FigureKey } from "./figures/catalogue.ts";
export type { Part, State, Unit } from "./figures/definition.ts";
export type { PeriodInput } from "./period.ts";
export { type AppRouter, appRouter } from "./router.ts";
export type { ApiContext, CollectorProblem, Role } from "./trpc.ts";
