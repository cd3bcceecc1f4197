import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { ROOT } from "./tools.mjs";

const PROGRAM = `
  let signals = 0;
  const stop = () => {
    signals++;
    console.log("signal", signals);
    if (signals === 2) process.exit(7);
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  setInterval(() => {}, 1000);
  console.log("ready", process.argv.slice(2).join(" "));
`;

test("signals that come in one go reach the program once, and its exit status is the command's", async () => {
  const folder = mkdtempSync(join(tmpdir(), "vigie-become-"));
  writeFileSync(join(folder, "main.js"), PROGRAM);
  const become = `import(${JSON.stringify(new URL("./become.mjs", import.meta.url).href)})`;
  const program = JSON.stringify(relative(ROOT, join(folder, "main.js")));
  const child = spawn(process.execPath, ["-e", `${become}.then((m) => m.become(${program}, ["--rate", "5"]))`]);
  try {
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (chunk) => {
      output += chunk;
    });
    const saysBy = async (text) => {
      while (!output.includes(text) && child.exitCode === null) await wait(10);
      return output;
    };
    expect(await saysBy("ready")).toBe("ready --rate 5\n");

    child.kill("SIGINT");
    child.kill("SIGTERM");
    await saysBy("signal 1");
    await wait(1_000);
    expect(output).not.toContain("signal 2");

    child.kill("SIGINT");
    const [status] = await once(child, "exit");
    expect(status).toBe(7);
  } finally {
    child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  }
});
