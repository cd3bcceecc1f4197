import { COLORS, PART_TONES } from "../../charts/colors.ts";
import type { LogLevel } from "../../lib/trpc.ts";

/** What asks for attention has a colour; the rest is grey. */
export const LEVEL_COLORS: Record<LogLevel, string> = {
  fatal: "#ffa198",
  error: COLORS.critical,
  warn: COLORS.warning,
  info: "#6e7681",
  debug: PART_TONES[0],
  trace: COLORS.edge,
};
