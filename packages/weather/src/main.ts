import { parseArgs } from "node:util";
import { endure } from "./endurance/endurance.ts";
import { reportOf } from "./endurance/report.ts";
import { faultsOf, HEAD, lineOf } from "./report.ts";
import { runScenario } from "./run-scenario.ts";
import { type Scenario, SkippedScenario } from "./scenario.ts";
import { SCENARIOS } from "./scenarios/scenarios.ts";

const REQUESTS_PER_SECOND = 300;

const { values, positionals } = parseArgs({
  options: {
    runs: { type: "string", default: "5" },
    short: { type: "boolean", default: false },
    hours: { type: "string", default: "24" },
    speed: { type: "string", default: "60" },
    rate: { type: "string", default: "2" },
  },
  allowPositionals: true,
});
const runs = Number(values.runs);
const [hours, speed, requestsPerSecond] = [Number(values.hours), Number(values.speed), Number(values.rate)];
const unknown = positionals.find((name) => !SCENARIOS.some((scenario) => scenario.name === name));

if (positionals.join() === "endurance" && hours >= 2 && speed >= 1 && requestsPerSecond > 0) {
  process.exitCode = (await runEndurance()) ? 0 : 1;
} else if (unknown !== undefined || !Number.isInteger(runs) || runs < 1) {
  console.error("Usage: npm run weather -- [SCENARIO…] [--runs N] [--short], where a SCENARIO is one of:");
  for (const { name, what } of SCENARIOS) console.error(`  ${name.padEnd(22)} ${what}`);
  console.error("or, by itself: npm run weather -- endurance [--hours 24] [--speed 60] [--rate 2]");
  process.exitCode = 1;
} else {
  const chosen = SCENARIOS.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  process.exitCode = (await runAll(chosen)) ? 0 : 1;
}

/** A day within little memory: longer than all the others together, so only when it is asked for. Whether nothing was wrong. */
async function runEndurance(): Promise<boolean> {
  const { lines, faults } = reportOf(await endure({ hours, speed, requestsPerSecond, say: console.log }));
  console.log();
  for (const line of lines) console.log(line);
  for (const fault of faults) console.log(`WRONG ${fault}`);
  if (faults.length === 0) console.log("Within its memory, nothing lost, nothing twice.");
  return faults.length === 0;
}

/** Whether nothing was wrong. */
async function runAll(scenarios: readonly Scenario[]): Promise<boolean> {
  const faults: string[] = [];
  const skipped: string[] = [];
  console.log(HEAD);
  for (const scenario of scenarios) {
    for (let run = 1; run <= runs; run++) {
      const name = `${scenario.name} ${run}`;
      try {
        const result = await runScenario(scenario, { isShort: values.short, requestsPerSecond: REQUESTS_PER_SECOND });
        console.log(lineOf(scenario.name, run, result));
        faults.push(...faultsOf(result).map((fault) => `${name}: ${fault}`));
      } catch (error) {
        if (error instanceof SkippedScenario) {
          skipped.push(`${scenario.name}: ${error.message}`);
          break;
        }
        faults.push(`${name}: ${error instanceof Error ? error.stack : String(error)}`);
      }
    }
  }
  console.log();
  for (const line of skipped) console.log(`left out: ${line}`);
  for (const fault of faults) console.log(`WRONG ${fault}`);
  if (faults.length === 0) console.log("0 lost, 0 twice, all recovered within 5 s, no caller saw an error.");
  return faults.length === 0;
}
