import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";

/** Questions that a child answers, by name: what each takes and gives. */
export type Answers = Record<string, (input: never) => unknown>;

/** A process of our own that answers questions over IPC, one at a time. */
export interface Child<A extends Answers> extends AsyncDisposable {
  readonly pid: number;
  ask<Name extends keyof A & string>(name: Name, input?: Parameters<A[Name]>[0]): Promise<Awaited<ReturnType<A[Name]>>>;
}

type Reply = { answer: unknown } | { error: string };

/** Starts a module, which calls `answer`, in a process of its own. */
export function startChild<A extends Answers>(
  module: URL,
  { args = [], execArgv = [], env = {} }: { args?: string[]; execArgv?: string[]; env?: Record<string, string> } = {},
): Child<A> {
  const child: ChildProcess = fork(module, args, {
    execArgv,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: "production", ...env },
  });
  const gone = once(child, "exit").then(([code, signal]): never => {
    throw new Error(`${module.pathname.split("/").at(-1)} ${args.join(" ")} ended with ${code ?? signal}`);
  });
  gone.catch(() => {});
  return {
    pid: child.pid ?? 0,
    async ask(name, input) {
      const reply = once(child, "message");
      child.send({ name, input });
      const [message] = (await Promise.race([reply, gone])) as [Reply];
      if ("error" in message) throw new Error(`${args.join(" ")}: ${message.error}`);
      return message.answer as never;
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGKILL");
      await gone.catch(() => {});
    },
  };
}

/** The child's side. The process ends with its parent. */
export function answer<A extends Answers>(answers: A): void {
  process.on("disconnect", () => process.exit());
  process.on("message", (message) => {
    const { name, input } = message as { name: keyof A; input: never };
    void (async () => answers[name]?.(input))().then(
      (found) => process.send?.({ answer: found }),
      (error: unknown) => process.send?.({ error: error instanceof Error ? (error.stack ?? "") : String(error) }),
    );
  });
}
