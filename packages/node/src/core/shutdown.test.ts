import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { gunzipSync } from "node:zlib";
import type { Batch } from "@vigie/protocol";
import { listen, stop } from "@vigie/testing/adapters";
import { describe, expect, it } from "vitest";

const SDK = new URL("../../dist/index.js", import.meta.url).href;

/** Runs a program with the built SDK, and returns how it ended and which metrics arrived. */
async function run(program: string, url?: string) {
  const names: string[] = [];
  const sink = createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const batch = JSON.parse(gunzipSync(Buffer.concat(chunks)).toString()) as Batch;
    names.push(...batch.metrics.map((metric) => metric.name));
    res.end(JSON.stringify({ id: batch.id, duplicate: false, serverTime: Date.now() }));
  });
  const target = url ?? (await listen(sink));
  const source = `
    import { createVigie } from ${JSON.stringify(SDK)};
    const vigie = createVigie({ service: "ends", url: ${JSON.stringify(target)}, flushIntervalMs: 60_000, closeTimeoutMs: 1_000, onError() {} });
    vigie.metric({ name: "last", value: 1 });
    ${program}`;
  const began = performance.now();
  const child = spawn(process.execPath, ["--input-type=module", "-e", source], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk;
    if (output.includes("ready")) child.kill("SIGTERM");
  });
  const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
  if (sink.listening) await stop(sink);
  return { code, signal, names, output, ms: performance.now() - began };
}

const WAIT = `console.log("ready"); setInterval(() => {}, 1_000);`;

describe("the end of a process", () => {
  it("sends the last figures when there is nothing left to do", async () => {
    expect(await run("")).toMatchObject({ code: 0, signal: null, names: ["last"] });
  });

  it("ends by the signal, as it would have, after sending the last figures", async () => {
    expect(await run(WAIT)).toMatchObject({ code: null, signal: "SIGTERM", names: ["last"] });
  });

  it.each(["on", "once"])("leaves the end to a host that listens (%s), however late it did", async (method) => {
    const host = `process.${method}("SIGTERM", () => setTimeout(() => { console.log("drained"); process.exit(3); }, 500)); ${WAIT}`;
    const end = await run(host);
    expect(end).toMatchObject({ code: 3, signal: null, names: ["last"] });
    expect(end.output).toContain("drained");
  });

  it("does not hold the process when Vigie is away", async () => {
    const end = await run("", "http://127.0.0.1:9");
    expect(end).toMatchObject({ code: 0, signal: null });
    expect(end.ms).toBeLessThan(5_000);
  });

  it("sends with close(), once", async () => {
    expect(await run("await vigie.close(); vigie.metric({ name: 'late', value: 1 });")).toMatchObject({
      code: 0,
      names: ["last"],
    });
  });
});
