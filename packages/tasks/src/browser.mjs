// Finds a Chromium for the end-to-end tests: Playwright's own, the system's, or one installed for the purpose.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { say } from "./terminal.mjs";
import { attempt, onPath, ROOT, tool } from "./tools.mjs";

const COMMANDS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const MAC_APPLICATIONS = ["Google Chrome", "Chromium"].map(
  (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
);

/**
 * @returns {Promise<{ executable: string, missing?: undefined } | { missing: string }>}
 *   executable "" means Playwright's own; `missing` says why there is none, and how to get one
 */
export async function findBrowser() {
  const found = (await playwrightsOwn()) ?? (await systems());
  if (found) return found;
  const isRoot = process.getuid?.() === 0;
  if (isRoot && onPath("apt-get")) {
    say("installing chromium from the distribution for the end-to-end tests…");
    const deadline = { timeoutMs: 300_000, env: { DEBIAN_FRONTEND: "noninteractive" } };
    await attempt(["sh", "-c", "apt-get update && apt-get install -y --no-install-recommends chromium"], deadline);
  } else {
    say("fetching Playwright's chromium for the end-to-end tests…");
    await attempt([tool("playwright", "e2e"), "install", "chromium"], { timeoutMs: 300_000 });
  }
  const installed = (await playwrightsOwn()) ?? (await systems());
  return installed ?? { missing: "get one with `npx playwright install chromium`, or install chromium." };
}

async function playwrightsOwn() {
  try {
    const { chromium } = createRequire(join(ROOT, "e2e/package.json"))("@playwright/test");
    return existsSync(chromium.executablePath()) && (await starts(chromium.executablePath()))
      ? { executable: "" }
      : undefined;
  } catch {
    return undefined;
  }
}

async function systems() {
  const candidates = [...COMMANDS.map(onPath), ...MAC_APPLICATIONS.filter(existsSync)];
  for (const executable of candidates) if (executable && (await starts(executable))) return { executable };
  return undefined;
}

/** A browser that lacks a system library is there and still of no use. */
async function starts(executable) {
  return (await attempt([executable, "--version"], { timeoutMs: 20_000 })).status === 0;
}
