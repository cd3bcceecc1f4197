// Runs other programs: their output is kept and shown only when they fail (or when VIGIE_VERBOSE is set).
import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ToolFailed } from "./terminal.mjs";

/** The repository's root: everything here runs from it, wherever npm was called. */
export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** Room on disk for what can be fetched or made again; gone with node_modules. */
export const CACHE = join(ROOT, "node_modules/.cache/vigie");

/** @param {string} name of an installed command @param {string} [folder] whose dependency it is */
export function tool(name, folder = ".") {
  return join(ROOT, folder, "node_modules/.bin", name);
}

/** @param {string} path @returns {boolean} */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** @param {string} name @returns {string | undefined} the first executable of that name on PATH */
export function onPath(name) {
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

/**
 * @typedef {object} ToolOptions
 * @property {string} [cwd] folder below the root
 * @property {Record<string, string | undefined>} [env] added to the environment; undefined removes
 * @property {boolean} [show] hand the terminal to the tool
 * @property {number} [timeoutMs]
 * @property {(line: string) => void} [onLine] sees each line of output as it comes
 */

/**
 * Runs a command to its end. Never throws for its failure: look at `status`.
 * @param {string[]} command program and arguments
 * @param {ToolOptions} [options]
 * @returns {Promise<{ status: number, output: string }>} status 127 when it could not be started, 124 on timeout
 */
export function attempt(command, options = {}) {
  const show = options.show || Boolean(process.env.VIGIE_VERBOSE);
  // What is kept is shown in a log later: no colours, although some tools would use them wherever CI is set.
  const plain = show ? {} : { NO_COLOR: "1", FORCE_COLOR: undefined };
  const env = { ...process.env, ...plain, ...options.env };
  for (const name of Object.keys(env)) if (env[name] === undefined) delete env[name];
  return new Promise((resolve) => {
    const [program = "", ...args] = command;
    const child = spawn(program, args, {
      cwd: join(ROOT, options.cwd ?? "."),
      env,
      stdio: ["ignore", show ? "inherit" : "pipe", show ? "inherit" : "pipe"],
      timeout: options.timeoutMs,
    });
    const stop = (signal) => {
      child.kill(signal);
      process.exit(signal === "SIGINT" ? 130 : 143);
    };
    for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, stop);
    let output = "";
    let rest = "";
    const take = (chunk) => {
      output += chunk;
      if (!options.onLine) return;
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      lines.forEach(options.onLine);
    };
    child.stdout?.setEncoding("utf8").on("data", take);
    child.stderr?.setEncoding("utf8").on("data", take);
    const end = (status, last = "") => {
      for (const signal of ["SIGINT", "SIGTERM"]) process.off(signal, stop);
      resolve({ status, output: output + last });
    };
    child.on("error", (error) => end(127, `${error.message}\n`));
    child.on("close", (code, signal) => end(code ?? (signal === "SIGTERM" ? 124 : 1)));
  });
}

/**
 * Runs a command that must succeed.
 * @param {string} name as said in the message
 * @param {string[]} command
 * @param {ToolOptions} [options]
 * @returns {Promise<string>} its output
 */
export async function runTool(name, command, options = {}) {
  const { status, output } = await attempt(command, options);
  if (status === 0) return output;
  throw new ToolFailed(`${output.trimEnd()}${output ? "\n" : ""}${name} failed (exit status ${status}).`);
}
