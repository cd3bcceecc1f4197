// Preloaded with --import: each SIGUSR2 sets this process's wall clock off by VIGIE_WEATHER_SHIFT_MS, or back.
const shiftMs = Number(process.env.VIGIE_WEATHER_SHIFT_MS);
const RealDate = Date;
let offMs = 0;

globalThis.Date = class extends RealDate {
  static override now(): number {
    return RealDate.now() + offMs;
  }

  constructor(...given: [] | [number | string | Date]) {
    if (given.length === 0) super(RealDate.now() + offMs);
    else super(...(given as [number]));
  }
} as DateConstructor;

process.on("SIGUSR2", () => {
  offMs = offMs === 0 ? shiftMs : 0;
});
