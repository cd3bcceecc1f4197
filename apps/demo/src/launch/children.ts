import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";

const END_WITH_PARENT = import.meta.resolve("./end-with-parent.js");
/** A little more than the ten seconds in which Vigie promises to have stopped. */
const STOP_LIMIT_MS = 12_000;

export interface ChildOptions {
  name: string;
  /** A program for Node, or a binary. */
  run: { module: URL } | { binary: string };
  args?: string[];
  env: NodeJS.ProcessEnv;
  /** What of a line is shown; null for nothing. Default: all of it. */
  show?: (line: string) => string | null;
}

export interface Ended {
  name: string;
  code: number | null;
  signal: NodeJS.Signals | null;
}

interface Child {
  name: string;
  process: ChildProcess;
  ended: Promise<Ended>;
  isRunning: boolean;
}

/** The processes of the demo. They are stopped in the reverse order of their start, so that each still has what it needs. */
export class Children {
  readonly #say: (name: string, line: string) => void;
  readonly #started: Child[] = [];
  #isStopping = false;

  constructor(say: (name: string, line: string) => void) {
    this.#say = say;
  }

  /** Resolves when the child has ended, asked to or not; rejects when it could not be started. */
  start({ name, run, args = [], env, show = (line) => line }: ChildOptions): Promise<Ended> {
    const isNode = "module" in run;
    const command = isNode ? process.execPath : run.binary;
    const program = isNode ? ["--import", END_WITH_PARENT, fileURLToPath(run.module)] : [];
    const child = spawn(command, [...program, ...args], {
      env,
      // A process group of its own: Ctrl-C reaches the conductor alone, who stops the others in order.
      detached: true,
      stdio: isNode ? ["ignore", "pipe", "pipe", "ipc"] : ["ignore", "pipe", "pipe"],
    });
    const tell = (output: Readable | null) => {
      if (!output) return;
      createInterface({ input: output }).on("line", (line) => {
        const shown = show(line);
        if (shown !== null && shown.trim() !== "") this.#say(name, shown);
      });
    };
    tell(child.stdout);
    tell(child.stderr);
    // `close`, not `exit`: by then all that it printed has been read.
    const ended = once(child, "close").then(([code, signal]) => {
      started.isRunning = false;
      return { name, code, signal } as Ended;
    });
    const started: Child = { name, process: child, ended, isRunning: true };
    ended.catch(() => {
      started.isRunning = false;
    });
    this.#started.push(started);
    return ended;
  }

  /** Asks each to stop and waits for it. Resolves with the names of those that had to be killed. */
  async stop(): Promise<string[]> {
    this.#isStopping = true;
    const killed: string[] = [];
    for (const child of this.#started.toReversed()) {
      if (!child.isRunning) continue;
      child.process.kill("SIGTERM");
      const timer = setTimeout(() => {
        killed.push(child.name);
        child.process.kill("SIGKILL");
      }, STOP_LIMIT_MS);
      await child.ended.catch(() => {});
      clearTimeout(timer);
    }
    return killed;
  }

  /** At once, without order: for somebody who has lost patience. */
  kill(): void {
    for (const { process, isRunning } of this.#started)
      if (isRunning) process.kill(this.#isStopping ? "SIGKILL" : "SIGTERM");
  }
}
