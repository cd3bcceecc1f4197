import { createWriteStream } from "node:fs";
import { type Counts, inWords, type Tally, type Totals } from "./tally.ts";

const SPEAK_EVERY_SECONDS = 10;

/** Tells what is going on: every 10 s to a person, every second as a JSON line to `file`. */
export function reportTraffic(tally: Tally, { file }: { file: string | undefined }) {
  const lines = file === undefined ? undefined : createWriteStream(file, { flags: "w" });
  // Nothing is worth more than the traffic itself, but whoever asked for a report must know that there is none.
  lines?.on("error", (error) => {
    console.error(`The report cannot be written: ${error.message}`);
    process.exit(1);
  });
  const began = performance.now();
  const seconds = () => Math.round(performance.now() - began) / 1_000;
  let ticks = 0;

  const writeSecond = (counts: Counts) =>
    lines?.write(`${JSON.stringify({ type: "second", time: new Date().toISOString(), ...counts })}\n`);
  const timer = setInterval(() => {
    writeSecond(tally.takeLatest());
    if (++ticks % SPEAK_EVERY_SECONDS === 0) console.log(inWords(tally.totals(seconds())));
  }, 1_000);

  return {
    /** Call it when every request has ended. Resolves when the file is complete. */
    async end(): Promise<Totals> {
      clearInterval(timer);
      writeSecond(tally.takeLatest());
      const totals = tally.totals(seconds());
      console.log(
        `In ${totals.seconds.toFixed(0)} s ${inWords(totals)}${totals.withheld > 0 ? `, withheld ${totals.withheld}` : ""}`,
      );
      if (lines)
        await new Promise<void>((resolve) => lines.end(`${JSON.stringify({ type: "totals", ...totals })}\n`, resolve));
      return totals;
    },
  };
}
