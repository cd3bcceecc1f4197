import { mkdir, readFile, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

export interface MemoryLimit extends AsyncDisposable {
  /** What holds it, for the report. */
  how: string;
  /** What starts a command within it. */
  through: string[];
  /** For NODE_OPTIONS. */
  nodeOptions: string;
  /** How often a process in it was killed for its memory. */
  kills(): Promise<number>;
  /** The most that was ever charged to it, bytes, with what the kernel keeps of files; null where nothing counts it. */
  peakBytes(): Promise<number | null>;
}

interface CgroupVersion {
  name: string;
  root: string;
  /** A file that is there where this version holds memory. */
  marks: string;
  limits(bytes: number): [file: string, value: number][];
  kills: string;
  peak: string;
}

/** Files of a memory cgroup, by version. Swap first: in version 1 the limit of both may not be below that of memory. */
const VERSIONS: readonly CgroupVersion[] = [
  {
    name: "cgroup v1",
    root: "/sys/fs/cgroup/memory",
    marks: "memory.limit_in_bytes",
    limits: (bytes: number) => [
      ["memory.limit_in_bytes", bytes],
      ["memory.memsw.limit_in_bytes", bytes],
    ],
    kills: "memory.oom_control",
    peak: "memory.max_usage_in_bytes",
  },
  {
    name: "cgroup v2",
    root: "/sys/fs/cgroup",
    marks: "cgroup.controllers",
    limits: (bytes: number) => [
      ["memory.max", bytes],
      ["memory.swap.max", 0],
    ],
    kills: "memory.events",
    peak: "memory.peak",
  },
];

/** A cgroup of its own where this machine lets us have one; else V8 is told, and whoever asked has to watch. */
export async function openMemoryLimit(bytes: number): Promise<MemoryLimit> {
  for (const { name, root, marks, limits, kills, peak } of VERSIONS) {
    const folder = join(root, `vigie-weather-${process.pid}`);
    const read = (file: string) => readFile(join(folder, file), "utf8");
    try {
      await readFile(join(root, marks));
      await mkdir(folder);
    } catch {
      continue;
    }
    const remove = () => rmdir(folder).catch(() => {});
    try {
      for (const [file, value] of limits(bytes))
        await writeFile(join(folder, file), String(value)).catch((error: NodeJS.ErrnoException) => {
          // Without an account of swap there is no limit of it; this machine need not have any.
          if (!/swap|memsw/.test(file)) throw error;
        });
    } catch {
      await remove();
      continue;
    }
    return {
      how: `${name}, ${limits(bytes)[0]?.join(" = ")}`,
      through: ["sh", "-c", `echo $$ > '${folder}/cgroup.procs' && exec "$@"`, "sh"],
      nodeOptions: "",
      kills: async () => Number(/^oom_kill (\d+)$/m.exec(await read(kills))?.[1] ?? 0),
      peakBytes: async () => Number(await read(peak).catch(() => "")) || null,
      [Symbol.asyncDispose]: remove,
    };
  }
  const heapMb = Math.floor((bytes / 1_048_576) * 0.6);
  return {
    how: `--max-old-space-size=${heapMb}, and its resident memory looked at`,
    through: [],
    nodeOptions: `--max-old-space-size=${heapMb}`,
    kills: async () => 0,
    peakBytes: async () => null,
    async [Symbol.asyncDispose]() {},
  };
}
