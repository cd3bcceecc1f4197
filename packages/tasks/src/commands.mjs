// What can be asked for. Each command imports what it needs only when it is called: `npm start` pays for nothing else.
import { say, ToolFailed } from "./terminal.mjs";

const COMMANDS = {
  async start(args) {
    await prepare();
    const { become } = await import("./become.mjs");
    await become("apps/server/dist/main.js", args);
  },
  async demo(args) {
    await prepare();
    await offerRedis();
    const { become } = await import("./become.mjs");
    await become("apps/demo/dist/main.js", args);
  },
  async bench(args) {
    await prepare();
    if (args.includes("logs")) await offerBrowser();
    const { become } = await import("./become.mjs");
    await become("packages/bench/dist/main.js", args);
  },
  async weather(args) {
    await prepare();
    const { become } = await import("./become.mjs");
    await become("packages/weather/dist/main.js", args);
  },
  async install(args) {
    const { install } = await import("./install.mjs");
    await install({ production: args.includes("--prod") });
  },
  build: prepare,
  async test(args) {
    // First: the gates themselves import what this brings.
    const { install } = await import("./install.mjs");
    await install();
    const { test } = await import("./test/test.mjs");
    process.exitCode = await test(args);
  },
  async format() {
    const { install } = await import("./install.mjs");
    await install();
    const { runTool, tool } = await import("./tools.mjs");
    await runTool("biome", [tool("biome"), "check", "--write", "."], { show: true });
  },
};

/** @param {string[]} argv what stands after run.mjs */
export async function run(argv) {
  const [name = "", ...args] = argv;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    say(`Unknown command ${JSON.stringify(name)}; there are ${Object.keys(COMMANDS).join(", ")}.`);
    process.exitCode = 1;
    return;
  }
  try {
    await command(args);
  } catch (error) {
    if (!(error instanceof ToolFailed)) throw error;
    say(error.message);
    process.exitCode = 1;
  }
}

async function prepare() {
  const { install } = await import("./install.mjs");
  await install();
  const { build } = await import("./build.mjs");
  await build();
}

/** The demo starts the server it is handed; without one it runs without its cache. */
async function offerRedis() {
  if (process.env.REDIS_URL) return;
  const { findRedis } = await import("./redis.mjs");
  const redis = await findRedis();
  if (redis.missing) return say(`no Redis, so the demo runs without its cache: ${redis.missing}`);
  process.env.VIGIE_DEMO_REDIS_SERVER = redis.server;
  process.env.VIGIE_DEMO_REDIS_LIBS = redis.libs;
}

/** The benchmark of logs looks at the page. */
async function offerBrowser() {
  if (process.env.VIGIE_TEST_BROWSER) return;
  const { findBrowser } = await import("./browser.mjs");
  const browser = await findBrowser();
  if (browser.missing) throw new ToolFailed(`no browser to measure the page in: ${browser.missing}`);
  process.env.VIGIE_TEST_BROWSER = browser.executable;
}
