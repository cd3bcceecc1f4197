// Plain lines, the same on a terminal and in a CI log. They go to stderr: stdout belongs to what is run.

/** A step that failed in a way its message explains: shown without a stack, exit status 1. */
export class ToolFailed extends Error {}

/** @param {string} line */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** @param {number} ms @returns {string} "0.4 s", "12 s", "2 min 05 s" */
export function duration(ms) {
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
}

/**
 * Says what goes on while it takes long, and how long it took.
 * @template T
 * @param {string} what e.g. "installing 438 packages"
 * @param {(detail: (text: string) => void) => Promise<T>} work calls `detail` with what the next line should add
 * @returns {Promise<T>}
 */
export async function withProgress(what, work) {
  const began = performance.now();
  let detail = "";
  say(`${what}…`);
  const timer = setInterval(() => say(`  ${duration(performance.now() - began)}${detail && `, ${detail}`}`), 5_000);
  try {
    const result = await work((text) => {
      detail = text;
    });
    say(`  done in ${duration(performance.now() - began)}`);
    return result;
  } finally {
    clearInterval(timer);
  }
}
