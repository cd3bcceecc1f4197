// `npm test`: every gate, the cheap ones first, and one true sum at the end.
import { build } from "../build.mjs";
import { duration, ToolFailed } from "../terminal.mjs";
import { CHECKS } from "./checks.mjs";
import { RUNNERS } from "./runners.mjs";
import { asOneTest } from "./totals.mjs";

/**
 * @typedef {{ passed: number, failed: number, skipped: number, output?: string, note?: string }} Result
 *   `output` is shown when something failed, `note` always
 * @typedef {{ name: string, run: (filters: string[]) => Promise<Result> }} Gate
 */

/**
 * @param {string[]} args names of gates, and parts of test file names; none for everything
 * @returns {Promise<number>} exit status
 */
export async function test(args) {
  const gates = ["build", ...CHECKS, ...RUNNERS].map((gate) => gate.name ?? gate);
  const filters = args.filter((arg) => !gates.includes(arg));
  const named = args.filter((arg) => gates.includes(arg));
  const isWanted = ({ name }) =>
    args.length === 0 ? true : named.length ? named.includes(name) : wantedFor(filters, name);
  const total = { passed: 0, failed: 0, skipped: 0 };
  const account = async (gate) => {
    const result = await runGate(gate, filters);
    for (const key of Object.keys(total)) total[key] += result[key];
    return result;
  };

  const built = await account({ name: "build", run: runBuild });
  // What cannot be built cannot be tested: everything after would only repeat it.
  if (built.failed === 0) {
    await Promise.all(CHECKS.filter(isWanted).map(account));
    const runners = RUNNERS.filter(isWanted);
    let ran = 0;
    for (const gate of runners) {
      const { passed, failed, skipped } = await account(gate);
      ran += passed + failed + skipped;
    }
    if (filters.length > 0 && ran === 0) {
      print(`no test file matches ${filters.join(" ")}`);
      total.failed++;
    }
  }
  print("");
  print(`${total.passed} passed, ${total.failed} failed${total.skipped ? `, ${total.skipped} skipped` : ""}`);
  return total.failed > 0 ? 1 : 0;
}

/** File filters alone run the runners that could know such a file. */
function wantedFor(filters, name) {
  const inE2e = (filter) => filter.startsWith("e2e");
  if (name === "e2e") return filters.some(inE2e);
  return ["unit", "integration"].includes(name) && !filters.every(inE2e);
}

async function runGate(gate, filters) {
  const began = performance.now();
  const elapsed = () => duration(performance.now() - began);
  const timer = setInterval(() => print(`  ${gate.name}… ${elapsed()}`), 15_000);
  const result = await gate.run(filters).catch((error) => asOneTest([error.stack ?? String(error)]));
  clearInterval(timer);
  const counts = isRunner(gate) ? `, ${result.passed} passed, ${result.failed} failed, ${result.skipped} skipped` : "";
  const note = result.note ? ` (${result.note})` : "";
  print(`${result.failed === 0 ? "ok    " : "FAILED"} ${gate.name.padEnd(12)} ${elapsed()}${counts}${note}`);
  if (result.failed > 0 && result.output) print(result.output.trimEnd().replace(/^/gm, "  | "));
  return result;
}

function isRunner(gate) {
  return RUNNERS.includes(gate);
}

async function runBuild() {
  try {
    await build();
    return asOneTest([]);
  } catch (error) {
    if (error instanceof ToolFailed) return asOneTest([error.message]);
    throw error;
  }
}

/** To stdout, unlike progress: the last line is what a machine reads. */
function print(line) {
  process.stdout.write(`${line}\n`);
}
