// Turns this process into the program that was asked for: no parent stays behind to hold memory, pass signals on or
// translate exit codes. Ctrl-C and SIGTERM reach the program itself, and its exit status is the command's.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ToolFailed } from "./terminal.mjs";
import { ROOT } from "./tools.mjs";

/** @param {string} program below the root @param {string[]} args */
export async function become(program, args) {
  const path = join(ROOT, program);
  if (!existsSync(path))
    throw new ToolFailed(`${program} is not there although the build went well: this part is missing.`);
  dropSignalEchoes();
  process.argv = [process.argv[0] ?? "node", path, ...args];
  await import(pathToFileURL(path).href);
}

/**
 * Ctrl-C under npm arrives twice: from the terminal, which tells every process in front, and passed on by npm. Who
 * takes a second signal for impatience would then never drain.
 */
function dropSignalEchoes() {
  const emit = process.emit;
  let last = Number.NEGATIVE_INFINITY;
  // Node binds `process.emit` to a signal when its first listener is added, so this has to stand before the program.
  process.emit = function (name, ...args) {
    if (name === "SIGINT" || name === "SIGTERM") {
      const sinceLast = performance.now() - last;
      last = performance.now();
      if (sinceLast < 500) return true;
    }
    return emit.call(this, name, ...args);
  };
}
