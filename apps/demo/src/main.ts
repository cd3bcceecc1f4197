import { readLaunchEnv } from "./env.ts";
import { readDemoArguments, USAGE } from "./launch/arguments.ts";
import { Children } from "./launch/children.ts";
import { runDemo } from "./launch/run-demo.ts";

const say = (name: string, line: string) => console.log(`${name.padEnd(9)} | ${line}`);

/** Resolves with the exit code. */
async function main(): Promise<number> {
  const demoArguments = readDemoArguments(process.argv.slice(2));
  if (demoArguments.isHelp) {
    console.log(USAGE);
    return 0;
  }
  const children = new Children(say);
  const stopped = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.on(signal, () => {
      // A second one means: now.
      if (stopped.signal.aborted) {
        children.kill();
        process.exit(130);
      }
      say("demo", "stopping …");
      stopped.abort();
    });

  let code = 0;
  try {
    await runDemo({ children, env: readLaunchEnv(), demoArguments, stopped: stopped.signal, say });
  } catch (error) {
    // What an abort interrupts has not failed.
    if (!stopped.signal.aborted) {
      say("demo", error instanceof Error ? error.message : String(error));
      code = 1;
    }
  }
  const killed = await children.stop();
  if (killed.length > 0) {
    say("demo", `${killed.join(", ")} did not stop in time and had to be killed.`);
    code = 1;
  }
  return code;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  },
);
