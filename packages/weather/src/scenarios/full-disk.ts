import { execFile } from "node:child_process";
import { chmod, mkdtemp, open, rm, rmdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Scenario, SkippedScenario } from "../scenario.ts";

const run = promisify(execFile);
/** Postgres needs about 60 MB of it for itself. */
const SIZE_MB = 192;
const PIECE = Buffer.alloc(1_048_576);

/** A file system in memory, as small as that. */
async function mountSmall(): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), "vigie-small-"));
  try {
    await run("mount", ["-t", "tmpfs", "-o", `size=${SIZE_MB}m,mode=755`, "vigie-weather", path]);
  } catch (error) {
    await rmdir(path);
    throw new SkippedScenario(`a small file system cannot be mounted here: ${(error as Error).message.trim()}`);
  }
  await chmod(path, 0o755);
  return {
    path,
    async [Symbol.asyncDispose]() {
      await run("umount", ["-l", path]);
      await rmdir(path);
    },
  };
}

/** Takes all that is left, and gives it back when it is removed. */
async function fill(path: string): Promise<string> {
  const file = join(path, "filler");
  const handle = await open(file, "w");
  try {
    for (let piece = PIECE; piece.length >= 512; ) {
      try {
        await handle.appendFile(piece);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
        piece = piece.subarray(0, piece.length >> 1);
      }
    }
  } finally {
    await handle.close();
  }
  return file;
}

export const diskFull: Scenario = {
  name: "disk-full",
  what: `not a byte left for 20 s on the file system of Postgres, a tmpfs of ${SIZE_MB} MB`,
  postgresWithin: mountSmall,
  async fault(_world, stage) {
    const file = await fill(stage.postgresWithin ?? "");
    await stage.lasting({ long: 20, short: 4 });
    await rm(file);
    return undefined;
  },
};
