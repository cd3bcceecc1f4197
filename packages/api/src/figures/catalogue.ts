import { API_FIGURES } from "./api-figures.ts";
import type { Part } from "./definition.ts";
import { POSTGRES_FIGURES } from "./postgres-figures.ts";
import { REDIS_FIGURES } from "./redis-figures.ts";
import { SYSTEM_FIGURES } from "./system-figures.ts";

/**
 * Every figure that Vigie can show, by key: what it is called, its unit, which way is better, where it starts to
 * matter, and which samples it is made of. `summary`, `timeline` and `status` all read this one catalogue, so that a
 * card, a chart, the table and the banner never disagree.
 */
export const FIGURES = { ...API_FIGURES, ...REDIS_FIGURES, ...POSTGRES_FIGURES, ...SYSTEM_FIGURES } as const;

export type FigureKey = keyof typeof FIGURES;
export type FigureOf<P extends Part> = Extract<FigureKey, `${P}.${string}`>;

export const FIGURE_KEYS = Object.keys(FIGURES) as [FigureKey, ...FigureKey[]];
