import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ALARM_SCORE, createDetector, type DetectorOptions, decodeDetector, type Judgement } from "./detector.ts";
import type { Episode } from "./episode.ts";

const START = Date.UTC(2025, 5, 2) / 1000;
const STEP = 300;

/** Noise of variance 1 that is the same every time: the sum of twelve uniform numbers, by Park and Miller's source. */
function noise(seed = 1): () => number {
  let state = seed;
  return () => {
    let sum = -6;
    for (let i = 0; i < 12; i++) {
      state = (state * 48_271) % 2_147_483_647;
      sum += state / 2_147_483_647;
    }
    return sum;
  };
}

/** So many values around 100 with noise of 3, changed by the row. */
function series(count: number, change: (value: number, row: number) => number = (value) => value): number[] {
  const random = noise();
  return Array.from({ length: count }, (_, row) => change(100 + 3 * random(), row));
}

interface Run {
  judgements: Judgement[];
  /** By the row of their alarm, as they were when last seen. */
  episodes: Map<number, Episode>;
}

function run(values: readonly number[], options?: DetectorOptions, stepSeconds = STEP): Run {
  const detector = createDetector(options);
  const episodes = new Map<number, Episode>();
  let row = 0;
  const judgements = values.map((value, i) => {
    const atSeconds = START + i * stepSeconds;
    const judgement = detector.observe({ atSeconds, value });
    if (judgement.episode?.raisedSeconds === atSeconds) row = i;
    if (judgement.episode !== null) episodes.set(row, judgement.episode);
    return judgement;
  });
  return { judgements, episodes };
}

const alarms = (values: readonly number[], options?: DetectorOptions) => [...run(values, options).episodes.keys()];

/** At that row, or up to four rows later. */
const soon = (row: number) => expect.closeTo(row + 2, -Math.log10(4.1));

describe("the detector", () => {
  it("is silent on noise, and expects what comes", () => {
    const values = series(4000);
    const { judgements, episodes } = run(values);
    expect(episodes.size).toBe(0);
    expect(judgements.slice(0, 100).every(({ expected, score }) => expected === null && score === 0)).toBe(true);
    const inside = judgements.filter(({ expected }, i) => {
      const value = values[i] as number;
      return expected !== null && value >= expected.low && value <= expected.high;
    });
    expect(inside.length).toBeGreaterThan(0.99 * 3900);
    const { low, mid, high } = judgements[3999]?.expected ?? { low: 0, mid: 0, high: 0 };
    expect(mid).toBeGreaterThan(98);
    expect(mid).toBeLessThan(102);
    expect(high - low).toBeGreaterThan(12);
    expect(high - low).toBeLessThan(30);
  });

  it("expects nothing below zero of what never was, and does of what was", () => {
    const lowest = (values: readonly number[]) =>
      Math.min(...run(values).judgements.map(({ expected }) => expected?.low ?? 0));
    expect(lowest(series(500, (value) => Math.max(0, value - 100)))).toBe(0);
    expect(lowest(series(500, (value) => value - 100))).toBeLessThan(-5);
  });

  it("finds a step at once, tells it once, and takes it for the new normal", () => {
    const values = series(3000, (value, row) => (row >= 1500 ? 2 * value : value));
    const { episodes, judgements } = run(values);
    expect([...episodes.keys()]).toEqual([1500]);
    const episode = episodes.get(1500);
    expect(episode).toMatchObject({
      onsetSeconds: START + 1500 * STEP,
      raisedSeconds: START + 1500 * STEP,
      direction: "above",
      outcome: "new normal",
    });
    expect(episode?.expected).toBeCloseTo(100, -1);
    expect(episode?.seen).toBeGreaterThan(190);
    // Open for hours, and closed within a day and a half.
    expect(episode?.endSeconds).toBeGreaterThan(START + 1520 * STEP);
    expect(episode?.endSeconds).toBeLessThan(START + 1932 * STEP);
    expect(Math.abs((judgements[2999]?.expected?.mid ?? 0) - 200)).toBeLessThan(15);
  });

  it("is armed again after a step was taken for normal", () => {
    const values = series(4500, (value, row) => value * (row >= 3000 ? 4 : row >= 1500 ? 2 : 1));
    expect(alarms(values)).toEqual([1500, 3000].map(soon));
    const andBack = series(4500, (value, row) => (row >= 1500 && row < 3000 ? 2 * value : value));
    expect(alarms(andBack)).toEqual([1500, 3000].map(soon));
  });

  it("finds one wild value, and a series that falls to zero", () => {
    const spike = run(series(1600, (value, row) => (row === 1500 ? 800 : value))).episodes;
    expect([...spike.keys()]).toEqual([1500]);
    expect(spike.get(1500)).toMatchObject({ seen: 800, direction: "above", outcome: "recovered" });
    expect(spike.get(1500)?.endSeconds).toBeLessThanOrEqual(START + 1510 * STEP);
    const drop = run(series(1600, (value, row) => (row >= 1500 ? 0 : value))).episodes;
    expect([...drop.keys()]).toEqual([1500]);
    expect(drop.get(1500)).toMatchObject({ seen: 0, direction: "below", endSeconds: null, outcome: null });
  });

  it("finds what creeps", () => {
    const found =
      alarms(series(3000, (value, row) => value + Math.max(0, row - 1500) * 0.2))[0] ?? Number.POSITIVE_INFINITY;
    // 0.2 a value: after 200 values 40 above 100, a tenth of a day's worth behind 300 values' memory.
    expect(found).toBeGreaterThan(1500);
    expect(found).toBeLessThan(1700);
  });

  it("at 10 s finds a step within a minute and a leak of 10 % an hour within three", () => {
    const day = 8640;
    const step = run(
      series(day + 400, (value, row) => (row >= day ? 1.5 * value : value)),
      {},
      10,
    );
    expect([...step.episodes.keys()].filter((row) => row < day)).toEqual([]);
    expect([...step.episodes.keys()][0]).toBeLessThan(day + 6);
    const leak = run(
      series(2 * day, (value, row) => value * (1 + Math.max(0, row - 1.2 * day) / 3600)),
      {},
      10,
    );
    const [row = 0] = leak.episodes.keys();
    expect(row).toBeGreaterThan(1.2 * day);
    expect(row).toBeLessThan(1.2 * day + 3 * 360);
    expect(leak.episodes.get(row)?.onsetSeconds).toBeLessThan(START + row * 10);
  });

  it.each([
    ["the fourth", (row: number) => row === 3],
    ["the first ten", (row: number) => row < 10],
    ["every ninth of a hundred", (row: number) => row < 100 && row % 9 === 0],
  ])("is not blinded by wild values while it learns: %s", (_which, isWild) => {
    const values = series(700, (value, row) => (isWild(row) ? 50 * value : row >= 500 ? 2 * value : value));
    expect(alarms(values).filter((row) => row >= 400)).toEqual([soon(500)]);
  });

  it("lets go of what happened three times", () => {
    const nightly = series(5000, (value, row) => (row % 288 === 100 && row > 500 ? 300 : value));
    const raised = alarms(nightly);
    expect(raised.length).toBeGreaterThanOrEqual(1);
    expect(raised.length).toBeLessThanOrEqual(3);
    // Twice as far is news again, and so is the other side.
    const worse = nightly.map((value, row) => (row === 4000 ? 500 : row === 4600 ? -100 : value));
    expect(alarms(worse)).toEqual([...raised, 4000, 4600]);
  });

  it("takes a season for granted once it knows it", () => {
    const wave = (row: number) => 50 * Math.sin((2 * Math.PI * row) / 288);
    const values = series(12 * 288, (value, row) => value + wave(row));
    expect(alarms(values)).toEqual([]);
    // The peak of the tenth day does not come: within all that was ever seen, and yet not what should be.
    const from = 9 * 288 + 30;
    const flat = values.map((value, row) => (row >= from && row < from + 90 ? value - wave(row) : value));
    const [found] = alarms(flat);
    expect(found).toBeGreaterThanOrEqual(from);
    expect(found).toBeLessThan(from + 60);
  });
});

describe("series that stand still", () => {
  it("never raise an alarm, and any change of them does", () => {
    for (const value of [0, 1, 0.97, -5]) {
      const constant = Array<number>(2000).fill(value);
      expect(alarms(constant)).toEqual([]);
      expect(alarms([...constant, value + 10, ...constant])).toEqual([2000]);
    }
  });

  it("of whole numbers may change by one", () => {
    const few = Array.from({ length: 3000 }, (_, i) => (i % 700 < 350 ? 5 : 6));
    expect(alarms(few)).toEqual([]);
    expect(alarms([...few, ...Array<number>(50).fill(12)])).toHaveLength(1);
  });

  it("may change by what is of no interest", () => {
    const rates = Array.from({ length: 3000 }, (_, i) => (i % 500 === 499 ? 0.004 : 0));
    expect(alarms(rates, { smallestDeviation: 0.01 })).toEqual([]);
    expect(alarms([...rates, ...Array<number>(9).fill(0.1)], { smallestDeviation: 0.01 })).toHaveLength(1);
  });
});

describe("what it is told", () => {
  it("counts on the side that is watched only", () => {
    const up = series(1700, (value, row) => (row >= 1500 ? 2 * value : value));
    const down = series(1700, (value, row) => (row >= 1500 ? value / 2 : value));
    expect([alarms(up, { sides: "above" }), alarms(down, { sides: "above" })]).toEqual([[soon(1500)], []]);
    expect([alarms(up, { sides: "below" }), alarms(down, { sides: "below" })]).toEqual([[], [soon(1500)]]);
  });

  it("that is no value changes nothing", () => {
    const values = series(2000, (value, row) => (row >= 1500 ? 2 * value : value));
    const plain = createDetector();
    const disturbed = createDetector();
    values.forEach((value, i) => {
      const atSeconds = START + i * STEP;
      const judgement = plain.observe({ atSeconds, value });
      expect(disturbed.observe({ atSeconds, value })).toEqual(judgement);
      for (const bad of [
        { atSeconds, value: 1e6 },
        { atSeconds: atSeconds - 1000, value: 1e6 },
        { atSeconds: atSeconds + 1, value: Number.NaN },
        { atSeconds: atSeconds + 1, value: Number.POSITIVE_INFINITY },
        { atSeconds: Number.NaN, value },
        { atSeconds: Number.POSITIVE_INFINITY, value },
      ]) {
        expect(disturbed.observe(bad)).toEqual({ score: 0, expected: null, episode: plain.episode });
      }
    });
    expect(disturbed.encode()).toEqual(plain.encode());
  });

  it("may have gaps", () => {
    const random = noise(3);
    const detector = createDetector();
    let raised = 0;
    for (
      let i = 0, atSeconds = START;
      i < 4000;
      i++, atSeconds += i % 1000 === 0 ? 40 * 3600 : i % 50 === 0 ? 7 * STEP : STEP
    ) {
      if (detector.observe({ atSeconds, value: 100 + 3 * random() }).episode !== null) raised++;
    }
    expect(raised).toBe(0);
  });
});

/** Series of any kind: calm, wild, at any pace, with gaps. */
const anySeries = fc
  .record({
    steps: fc.array(fc.oneof({ weight: 9, arbitrary: fc.constant(1) }, fc.constantFrom(2, 5, 500)), {
      minLength: 150,
      maxLength: 500,
      size: "max",
    }),
    stepSeconds: fc.constantFrom(1, 10, 60, 300, 3600),
    scale: fc.constantFrom(1e-9, 1, 1e6, 1e29),
    shares: fc.infiniteStream(
      fc.oneof(
        { weight: 20, arbitrary: fc.double({ min: 0.9, max: 1.1, noNaN: true }) },
        fc.constantFrom(0, 1, 5),
        fc.double({ min: -10, max: 10, noNaN: true }),
      ),
    ),
  })
  .map(({ steps, stepSeconds, scale, shares }) => {
    let atSeconds = START;
    return steps.map((step) => {
      atSeconds += step * stepSeconds;
      return { atSeconds, value: scale * (shares.next().value as number) };
    });
  });

describe("on any series", () => {
  it("scores lie between 0 and 1, bands hold their middle, and episodes are in order", () => {
    fc.assert(
      fc.property(anySeries, (observations) => {
        const detector = createDetector();
        let open: Episode | null = null;
        for (const observation of observations) {
          const { score, expected, episode } = detector.observe(observation);
          expect(score).toBeGreaterThanOrEqual(0);
          expect(score).toBeLessThanOrEqual(1);
          if (expected !== null) {
            expect(expected.low).toBeLessThanOrEqual(expected.mid);
            expect(expected.mid).toBeLessThanOrEqual(expected.high);
          }
          if (open === null) expect(episode !== null).toBe(score >= ALARM_SCORE);
          if (episode !== null) {
            expect(Object.values(episode).every((field) => !Number.isNaN(field))).toBe(true);
            expect(episode.onsetSeconds).toBeLessThanOrEqual(episode.raisedSeconds);
            expect(episode.raisedSeconds).toBe(open?.raisedSeconds ?? observation.atSeconds);
            if (episode.endSeconds !== null) expect(episode.endSeconds).toBeGreaterThanOrEqual(episode.raisedSeconds);
            expect(episode.endSeconds === null).toBe(episode.outcome === null);
          } else expect(open).toBeNull();
          open = episode?.endSeconds === null ? episode : null;
          expect(detector.episode).toEqual(open);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("a detector that was encoded anywhere goes on as if nothing had happened", () => {
    fc.assert(
      fc.property(anySeries, fc.double({ min: 0, max: 1, noNaN: true }), (observations, share) => {
        const cut = Math.floor(share * observations.length);
        const whole = createDetector({ sides: "above" });
        for (const observation of observations.slice(0, cut)) whole.observe(observation);
        const bytes = whole.encode();
        expect(bytes.length).toBeLessThanOrEqual(3000);
        const restored = decodeDetector(bytes, { sides: "above" });
        expect(restored.encode()).toEqual(bytes);
        expect(restored.episode).toEqual(whole.episode);
        for (const observation of observations.slice(cut)) {
          expect(restored.observe(observation)).toEqual(whole.observe(observation));
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe("encoded detectors", () => {
  const bytes = createDetector().encode();

  it("are refused when they are none", () => {
    expect(() => decodeDetector("x" as unknown as Uint8Array)).toThrow(TypeError);
    expect(() => decodeDetector(new Uint8Array())).toThrow(RangeError);
    expect(() => decodeDetector(Uint8Array.of(2, ...bytes.slice(1)))).toThrow(RangeError);
    expect(() => decodeDetector(bytes.slice(0, -1))).toThrow(RangeError);
    expect(() => decodeDetector(Uint8Array.of(...bytes, 0))).toThrow(RangeError);
  });

  it("may lie anywhere in their buffer", () => {
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(decodeDetector(shifted.subarray(3)).encode()).toEqual(bytes);
  });

  it("lets an episode that recovers last until it recovers, not until its deviation was no longer rare", () => {
    const random = noise();
    const faultFrom = 105;
    const faultTo = 121;
    const values = Array.from({ length: 200 }, (_, i) =>
      i >= faultFrom && i < faultTo ? 0.35 + 0.04 * random() : Math.max(0, 0.007 + 0.004 * random()),
    );
    const [episode] = run(values, { sides: "above", smallestDeviation: 0.01 }, 10).episodes.values();
    expect(episode?.outcome).toBe("recovered");
    expect(episode?.endSeconds).toBeGreaterThanOrEqual(START + faultTo * 10);
    expect(episode?.endSeconds).toBeLessThan(START + (faultTo + 12) * 10);
  });
});
