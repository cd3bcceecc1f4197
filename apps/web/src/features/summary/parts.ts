import type { FigureState, Part, Summary } from "../../lib/trpc.ts";
import type { FigureLookup } from "./cards.ts";

export const PARTS: readonly { part: Part; title: string }[] = [
  { part: "api", title: "API" },
  { part: "redis", title: "Redis" },
  { part: "postgres", title: "Postgres" },
  { part: "system", title: "System" },
];

export function lookupOf({ figures }: Summary): FigureLookup {
  const byKey = new Map(figures.map((figure) => [figure.key, figure]));
  return (key) => byKey.get(key);
}

/** Why a part has no figures, and what to do; null when it has some. */
export function unavailableOf(summary: Summary, part: Part): { reason: string; remedy: string } | null {
  const { [part]: figures } = summary;
  return figures.available ? null : { reason: figures.reason, remedy: figures.remedy };
}

export function isNotOk(state: FigureState): boolean {
  return state === "info" || state === "warning" || state === "critical";
}
