import { parseArgs } from "node:util";
import { anomalies } from "./anomalies/anomalies.ts";
import { endpointQueries } from "./endpoint-queries/endpoint-queries.ts";
import { healthyDay } from "./healthy-day/healthy-day.ts";
import { ingest } from "./ingest/ingest.ts";
import { logs } from "./logs/logs.ts";
import { type Benchmark, publish } from "./report.ts";
import { rules } from "./rules/rules.ts";
import { sdkOverhead } from "./sdk-overhead/sdk-overhead.ts";

const BENCHMARKS: Record<string, Benchmark> = {
  "sdk-overhead": sdkOverhead,
  ingest,
  "endpoint-queries": endpointQueries,
  logs,
  anomalies,
  "healthy-day": healthyDay,
  rules,
};

const { values, positionals } = parseArgs({
  options: { quick: { type: "boolean", default: false }, data: { type: "string" } },
  allowPositionals: true,
});
const { quick, data } = values;
const [name = "", ...rest] = positionals;
const benchmark = Object.hasOwn(BENCHMARKS, name) ? BENCHMARKS[name] : undefined;

if (benchmark === undefined || rest.length > 0) {
  console.error(
    `Usage: npm run bench -- NAME [--quick] [--data DIR], where NAME is one of: ${Object.keys(BENCHMARKS).join(", ")}`,
  );
  process.exitCode = 1;
} else {
  const began = performance.now();
  try {
    const report = await benchmark({ quick, data, say: (line) => console.error(line) });
    const file = await publish(name, report);
    console.error(`\n${name} took ${Math.round((performance.now() - began) / 1000)} s; figures are in ${file}`);
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  }
}
