import type { Period } from "./period.ts";

/** Which requests are meant: of all services or one, of all its processes or those of one release or instance, over a period. */
export interface Selection {
  service?: string | undefined;
  release?: string | undefined;
  instance?: string | undefined;
  period: Period;
}
