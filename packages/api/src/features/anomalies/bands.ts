import { type BandWindow, type KnownService, type Period, readBands, type Store } from "@vigie/storage";
import type { FigureKey } from "../../figures/catalogue.ts";
import type { ExpectedBand } from "./shapes.ts";
import { REQUEST_FIGURES, SERVICE_FIGURES, TARGET_FIGURES, type WatchedFigure } from "./watch/watched-figures.ts";

/** A band is kept once a minute: in finer windows the last one stands for so long. */
const STANDS_SECONDS = 120;

/** What was expected of the figures in each of the windows; null where nothing was, or nothing of all services together. */
export async function expectedBands(
  store: Store,
  of: {
    figures: readonly FigureKey[];
    services: readonly KnownService[];
    period: Period;
    stepSeconds: number;
    starts: readonly number[];
  },
): Promise<ExpectedBand[]> {
  const { figures, services, stepSeconds, starts } = of;
  const among = (watched: readonly WatchedFigure[]) => figures.filter((key) => watched.some((one) => one.key === key));
  // From the window in which the first of them may stand.
  const period = { fromSeconds: (starts[0] ?? 0) - STANDS_SECONDS, toSeconds: of.period.toSeconds };
  const [service, another] = services;
  const [ofTargets, ofService] = await Promise.all([
    readBands(store, { figures: among(TARGET_FIGURES), service: null, period, stepSeconds }),
    // Bands of several services do not add up to one of all.
    service === undefined || another !== undefined
      ? []
      : readBands(store, {
          figures: among([...SERVICE_FIGURES, ...REQUEST_FIGURES]),
          service: service.name,
          period,
          stepSeconds,
        }),
  ]);
  const kept = [...ofTargets, ...ofService];
  return figures.map((figure) => {
    const windows = kept.filter((window) => window.figure === figure);
    return { figure, ...alongStarts(windows, starts) };
  });
}

/** `windows` and `starts` both ascending. */
function alongStarts(windows: readonly BandWindow[], starts: readonly number[]): Pick<ExpectedBand, "low" | "high"> {
  const band: Pick<ExpectedBand, "low" | "high"> = { low: [], high: [] };
  let next = 0;
  let last: BandWindow | undefined;
  for (const start of starts) {
    while ((windows[next]?.startSeconds ?? Number.POSITIVE_INFINITY) <= start) last = windows[next++];
    const stands = last !== undefined && start - last.startSeconds < STANDS_SECONDS ? last : undefined;
    band.low.push(stands?.low ?? null);
    band.high.push(stands?.high ?? null);
  }
  return band;
}
