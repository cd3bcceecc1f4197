/**
 * The scoring rule of the Numenta Anomaly Benchmark, of our own: "Evaluating Real-time Anomaly Detection Algorithms", Lavin and
 * Ahmad, 2015, in the version 1.1 that Numenta's own tables use. What differs is who gives the alarm: there every row whose score
 * is above a threshold, here the detector, once an episode.
 */

/** The first and last row of a stretch in which an alarm is right; both belong to it. */
export interface Stretch {
  first: number;
  last: number;
}

export interface Weights {
  /** For an alarm on the first row of a stretch. */
  hit: number;
  /** Off for an alarm far from any stretch. */
  falseAlarm: number;
  /** Off for a stretch without alarm. */
  miss: number;
}

export const PROFILES = {
  standard: { hit: 1, falseAlarm: 0.11, miss: 1 },
  rewardLowFp: { hit: 1, falseAlarm: 0.22, miss: 1 },
  rewardLowFn: { hit: 1, falseAlarm: 0.11, miss: 2 },
} satisfies Record<string, Weights>;

export type Profile = keyof typeof PROFILES;

const LEARNING_SHARE = 0.15;
const LEARNING_LIMIT = 750;
const SHARE_OF_FIRST_ROW = sigmoid(-1);

/** How many rows at the beginning are for learning: alarms there count neither way. */
export function learningRows(rows: number): number {
  return Math.min(Math.floor(LEARNING_SHARE * rows), LEARNING_LIMIT);
}

export interface Outcome {
  /** Points, before normalising. */
  points: number;
  stretches: number;
  hits: number;
  falseAlarms: number;
}

/**
 * What alarms are worth on one file. `alarms` are rows, ascending; `stretches` ascend and do not overlap. Each stretch counts by
 * its earliest alarm; each alarm outside costs, little just behind a stretch and all of it from three lengths behind, or before
 * the first.
 */
export function judge(
  rows: number,
  stretches: readonly Stretch[],
  alarms: readonly number[],
  weights: Weights,
): Outcome {
  const outcome: Outcome = { points: 0, stretches: stretches.length, hits: 0, falseAlarms: 0 };
  const learned = learningRows(rows);
  const hit = new Set<Stretch>();
  for (const row of alarms) {
    if (row < learned) continue;
    const behind = stretches.findLast((stretch) => stretch.first <= row);
    if (behind === undefined) {
      outcome.falseAlarms++;
      outcome.points -= weights.falseAlarm;
    } else if (row > behind.last) {
      outcome.falseAlarms++;
      outcome.points += weights.falseAlarm * sigmoid((row - behind.last) / (behind.last - behind.first));
    } else if (!hit.has(behind)) {
      hit.add(behind);
      const before = (behind.last - row + 1) / (behind.last - behind.first + 1);
      outcome.points += (weights.hit * sigmoid(-before)) / SHARE_OF_FIRST_ROW;
    }
  }
  outcome.hits = hit.size;
  outcome.points -= weights.miss * (stretches.length - hit.size);
  return outcome;
}

/** 0 for a detector that is silent on all these files, 100 for an alarm on the first row of every stretch and no other. */
export function normalised(outcomes: readonly Outcome[], weights: Weights): number {
  let points = 0;
  let stretches = 0;
  for (const outcome of outcomes) {
    points += outcome.points;
    stretches += outcome.stretches;
  }
  const silent = -weights.miss * stretches;
  const perfect = weights.hit * stretches;
  return (100 * (points - silent)) / (perfect - silent);
}

/** From 1 (long before) over 0 (at the last row of a stretch) to −1 (from three lengths behind it). */
function sigmoid(position: number): number {
  return position > 3 ? -1 : 2 / (1 + Math.exp(5 * position)) - 1;
}
