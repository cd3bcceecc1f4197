import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { VigieError } from "@vigie/protocol";
import { problemOf } from "./connection.ts";

const PID_FILE = "vigie.pid";

/**
 * Makes the folder and leaves in it who uses it, so that a second Vigie cannot take the same cluster.
 * Throws DATA_DIR_IN_USE or DATA_DIR_UNUSABLE.
 */
export async function claimFolder(folder: string): Promise<void> {
  const file = join(folder, PID_FILE);
  try {
    await mkdir(folder, { recursive: true });
    const [pid = 0, startedAt] = (await readFile(file, "utf8").catch(() => "")).trim().split(" ").map(Number);
    const isOther = pid > 0 && pid !== process.pid && isRunning(pid);
    // Ids are used again: after a restart, and in a container at every start.
    if (isOther && (await startOf(pid)) === startedAt) throw new VigieError("DATA_DIR_IN_USE", { path: folder, pid });
    await writeFile(file, `${process.pid} ${await startOf(process.pid)}\n`);
  } catch (cause) {
    if (cause instanceof VigieError) throw cause;
    throw new VigieError("DATA_DIR_UNUSABLE", { path: folder, problem: problemOf(cause) }, cause);
  }
}

export async function releaseFolder(folder: string): Promise<void> {
  await rm(join(folder, PID_FILE), { force: true });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** When the process started, in ticks since the machine did; 0 where the system does not tell. */
async function startOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  // The second field is a name in brackets, which may hold anything; the start is the 22nd.
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? 0) || 0;
}
