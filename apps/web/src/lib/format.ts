/** How figures are written for a person: three significant digits, thin spaces, units beside the number. */

export type Unit = "count" | "perSecond" | "perHour" | "ms" | "ratio" | "bytes" | "bytesPerSecond" | "none";

/** A number and its unit apart, so that a card can set them in two sizes. `unit` may be empty. */
export interface Quantity {
  number: string;
  unit: string;
}

/** Narrow no-break space: between groups of digits and before a unit, so that neither wraps. */
const THIN = "\u202f";
const NOTHING = "–";
const DECIMAL_PREFIXES = ["B", "kB", "MB", "GB", "TB", "PB"];

/** `value` is null where there is no figure; that is a dash, never 0. */
export function quantity(value: number | null | undefined, unit: Unit): Quantity {
  if (value === null || value === undefined || !Number.isFinite(value)) return { number: NOTHING, unit: "" };
  switch (unit) {
    case "count":
      return { number: Number.isInteger(value) ? grouped(String(value)) : significant(value), unit: "" };
    case "perSecond":
      return { number: significant(value), unit: "/s" };
    case "perHour":
      return { number: significant(value), unit: "/h" };
    case "ms":
      return duration(value);
    case "ratio":
      return { number: percent(value), unit: "%" };
    case "bytes":
      return bytes(value, "");
    case "bytesPerSecond":
      return bytes(value, "/s");
    case "none":
      return { number: significant(value), unit: "" };
  }
}

/** The same in one piece: `348 ms`, `87.3 %`, `12 480`. */
export function figureText(value: number | null | undefined, unit: Unit): string {
  const { number, unit: suffix } = quantity(value, unit);
  return suffix === "" ? number : `${number}${THIN}${suffix}`;
}

function duration(ms: number): Quantity {
  const size = Math.abs(ms);
  // 9 995 would be written as 10 000, which is already told in seconds.
  if (size < 9_995) return { number: significant(ms), unit: "ms" };
  if (size < 600_000) return { number: significant(ms / 1000), unit: "s" };
  if (size < 36_000_000) return { number: significant(ms / 60_000), unit: "min" };
  return { number: significant(ms / 3_600_000), unit: "h" };
}

/** Decimal prefixes: 1 MB is 10^6 bytes, as the SI has it. */
function bytes(size: number, per: string): Quantity {
  let scaled = size;
  let step = 0;
  // 999.5 would be written as 1 000: take the next prefix instead.
  while (Math.abs(scaled) >= 999.5 && step < DECIMAL_PREFIXES.length - 1) {
    scaled /= 1000;
    step += 1;
  }
  return { number: significant(scaled), unit: `${DECIMAL_PREFIXES[step]}${per}` };
}

/** 0.9996 is not "100": only what is whole is written as whole. */
function percent(ratio: number): string {
  const text = significant(ratio * 100);
  return text === "100" && ratio < 1 ? "99.9" : text;
}

function significant(value: number): string {
  if (Math.abs(value) < 0.0005) return "0";
  return grouped(String(Number(value.toPrecision(3))));
}

function grouped(digits: string): string {
  const [whole = "", fraction] = digits.replace("-", "−").split(".");
  const spaced = whole.replace(/(\d)(?=(\d{3})+$)/g, `$1${THIN}`);
  return fraction === undefined ? spaced : `${spaced}.${fraction}`;
}
