import { parseArgs } from "node:util";

export interface TrafficArguments {
  /** Requests per second, on average. */
  rate: number;
  /** Seconds after which it stops by itself; undefined for never. */
  duration: number | undefined;
  /** JSON lines go here. */
  report: string | undefined;
  seed: number;
  target: URL;
}

/** Options that the conductor takes as well and hands on. */
export const TRAFFIC_OPTIONS = {
  rate: { type: "string" },
  duration: { type: "string" },
  report: { type: "string" },
  seed: { type: "string" },
} as const;

/** Throws an Error with one line that names the option. */
export function readTrafficArguments(argv: string[]): TrafficArguments {
  const { values } = parseArgs({ args: argv, options: { ...TRAFFIC_OPTIONS, target: { type: "string" } } });
  const target = values.target ?? "http://127.0.0.1:4400";
  if (!URL.canParse(target)) throw new Error(`--target ${target} is not an address.`);
  return {
    rate: positive("rate", values.rate, 1_000) ?? 20,
    duration: positive("duration", values.duration, 86_400 * 30),
    report: values.report,
    seed: wholeSeed(values.seed) ?? Math.floor(Math.random() * 2 ** 32),
    target: new URL(target),
  };
}

function wholeSeed(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const seed = Number(value);
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new Error(`--seed ${value} is wrong: it is a whole number from 0.`);
  return seed;
}

function positive(name: string, value: string | undefined, most: number): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (!(number > 0) || number > most)
    throw new Error(`--${name} ${value} is wrong: it is a number above 0, at most ${most}.`);
  return number;
}
