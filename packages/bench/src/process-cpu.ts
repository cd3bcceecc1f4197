import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

/** CPU time that another process used since its start, milliseconds; to 10 ms on Linux and macOS. */
export async function processCpuMs(pid: number): Promise<number> {
  if (process.platform === "linux") return parseStat(await readFile(`/proc/${pid}/stat`, "utf8"));
  const { stdout } = await promisify(execFile)("ps", ["-o", "time=", "-p", String(pid)]);
  return parseTime(stdout.trim());
}

/** proc_pid_stat(5): utime and stime are the fields 14 and 15, in ticks of 10 ms. The name before them may hold anything. */
export function parseStat(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** `[hours:]minutes:seconds.hundredths`, as ps writes it on macOS. */
export function parseTime(time: string): number {
  return time.split(":").reduce((sum, part) => sum * 60 + Number(part), 0) * 1000;
}
