import type { Benchmark, Report, Row } from "../report.ts";
import { median, rounded } from "../statistics.ts";
import { type LabelledSeries, readCorpus } from "./corpus.ts";
import { measureCost } from "./cost.ts";
import { findFaults, healthyAlarms } from "./own-faults.ts";
import { type Alarms, threeSigma, vigieAlarms } from "./rivals.ts";
import { judge, normalised, type Outcome, PROFILES, type Profile } from "./scorer.ts";

const RIVALS: Record<string, Alarms> = {
  vigie: vigieAlarms(),
  "3 σ, once an episode": threeSigma({ values: 6400, alarm: "once" }),
  "3 σ, every value": threeSigma({ values: 6400, alarm: "every value" }),
};

/** How well anomalies are found in labelled series of others, and in series as a service gives them; and what it costs. */
export const anomalies: Benchmark = async ({ quick, data, say }) => {
  if (data === undefined) throw new Error("anomalies: give the folder of the labelled series with --data DIR");
  const corpus = await readCorpus(data);
  const table: Row[] = [];
  const figures: Report["figures"] = {};
  for (const [rival, alarms] of Object.entries(RIVALS)) {
    say(`${rival} on ${corpus.length} files`);
    const found = corpus.map((series) => alarms(series.atSeconds, series.values));
    if (rival === "vigie") {
      for (const category of new Set(corpus.map((series) => series.category))) {
        table.push(row(rival, category, corpus, found, (series) => series.category === category));
      }
      for (const profile of Object.keys(PROFILES) as Profile[]) {
        figures[`${profile}Score`] = rounded(normalised(outcomes(corpus, found, profile), PROFILES[profile]), 1);
      }
    }
    table.push(row(rival, "all", corpus, found, () => true));
  }
  say("series as a service gives them");
  const seeds = quick ? 3 : 20;
  const healthy = healthyAlarms({ seeds, days: 5 });
  figures.healthySeriesDays = healthy.seriesDays;
  figures.healthyAlarms = healthy.alarms;
  for (const [fault, delays] of findFaults({ seeds: quick ? 1 : 5 })) {
    const times = delays.filter((delay) => delay !== null);
    figures[`${fault}FoundShare`] = rounded(times.length / delays.length, 2);
    if (times.length > 0) figures[`${fault}DelaySeconds`] = median(times);
  }
  say("10,000 detectors by turns");
  const cost = measureCost({ series: 10_000, rounds: quick ? 100 : 400 });
  figures.microsecondsPerValue = rounded(cost.microsecondsPerValue, 2);
  figures.stateBytes = cost.stateBytes;
  figures.memoryBytes = Math.round(cost.memoryBytes);
  figures.coreShareFor10000Series = rounded(cost.coreShare, 4);
  return { figures, table, notes: NOTES };
};

function outcomes(corpus: readonly LabelledSeries[], found: readonly number[][], profile: Profile): Outcome[] {
  return corpus.map((series, i) => judge(series.values.length, series.stretches, found[i] ?? [], PROFILES[profile]));
}

function row(
  rival: string,
  category: string,
  corpus: readonly LabelledSeries[],
  found: readonly number[][],
  isIn: (series: LabelledSeries) => boolean,
): Row {
  const of = (profile: Profile) => outcomes(corpus, found, profile).filter((_, i) => isIn(corpus[i] as LabelledSeries));
  const sum = (count: (outcome: Outcome) => number) =>
    of("standard").reduce((total, outcome) => total + count(outcome), 0);
  const windows = sum((outcome) => outcome.stretches);
  const score = (profile: Profile) => (windows === 0 ? "–" : normalised(of(profile), PROFILES[profile]).toFixed(1));
  return {
    detector: rival,
    category,
    files: corpus.filter(isIn).length,
    windows,
    found: sum((outcome) => outcome.hits),
    false: sum((outcome) => outcome.falseAlarms),
    standard: score("standard"),
    "low FP": score("rewardLowFp"),
    "low FN": score("rewardLowFn"),
  };
}

const NOTES = [
  "windows: labelled stretches; found: those with an alarm in them; false: alarms outside, the learning rows at the beginning of each file left out",
  "standard, low FP, low FN: 0 is silence, 100 an alarm on the first row of every window and no other; one threshold for all files",
  "3 σ: beyond three standard deviations from the mean of the values so far, at most 6,400; once an episode: again after 30 values within",
  "healthyAlarms: in so many series-days, Monday to Friday, of eight kinds of series with a value every ten seconds",
  "…FoundShare, …DelaySeconds: faults put into these series at different hours of the fourth day, and the median time until the alarm",
  "microsecondsPerValue and memoryBytes are of 10,000 detectors that are fed by turns; stateBytes is the largest when encoded",
];
