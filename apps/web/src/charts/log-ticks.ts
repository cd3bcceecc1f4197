/** Of each power of ten, from coarse to fine. */
const MANTISSAS: readonly (readonly number[])[] = [
  [1],
  [1, 3],
  [1, 2, 5],
  [1, 1.5, 2, 3, 5, 7],
  [1, 2, 3, 4, 5, 6, 7, 8, 9],
];

/** Round values between two ends of a logarithmic axis, at most `most` of them: as fine as there is room for. */
export function logTicks(from: number, to: number, most: number): number[] {
  let ticks = thinned(within(from, to, [1]), most);
  for (const mantissas of MANTISSAS) {
    const finer = within(from, to, mantissas);
    if (finer.length > most) break;
    ticks = finer;
  }
  return ticks.length >= 3 ? ticks : linearTicks(from, to, most);
}

function within(from: number, to: number, mantissas: readonly number[]): number[] {
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(from)); power <= Math.ceil(Math.log10(to)); power++)
    for (const mantissa of mantissas) {
      const tick = rounded(mantissa * 10 ** power);
      if (tick >= from && tick <= to) ticks.push(tick);
    }
  return ticks;
}

/** Over less than a factor of ten or so a logarithmic axis is nearly even, and even steps are what is read best. */
function linearTicks(from: number, to: number, most: number): number[] {
  const step = roundStep((to - from) / most);
  const first = Math.ceil(from / step);
  const last = Math.floor(rounded(to / step));
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => rounded((first + at) * step));
}

function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 5, 10].find((factor) => factor * power >= least) ?? 10);
}

function thinned(ticks: readonly number[], most: number): number[] {
  const each = Math.ceil(ticks.length / most);
  return ticks.filter((_, at) => at % each === 0);
}

/** 0.1 + 0.2 is to be 0.3. */
function rounded(value: number): number {
  return Number(value.toPrecision(12));
}
