import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { containerUsedRatio, usedMemoryRatio } from "./memory.ts";

const V2 = "sys/fs/cgroup";
const V1 = "sys/fs/cgroup/memory";

/** What a Linux shows to a process, as files: `{ "proc/self/cgroup": "0::/" }`. */
async function ratioIn(files: Record<string, string>): Promise<number | null> {
  const root = await mkdtemp(join(tmpdir(), "vigie-cgroup-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    }
    return await containerUsedRatio(root);
  } finally {
    await rm(root, { recursive: true });
  }
}

const v2 = (path: string, max: string, current: number, inactive: number) => ({
  [`${V2}${path}/memory.max`]: `${max}\n`,
  [`${V2}${path}/memory.current`]: `${current}\n`,
  [`${V2}${path}/memory.stat`]: `anon 5\ninactive_file ${inactive}\nactive_file 7\n`,
});

const v1 = (path: string, limit: string, usage: number, inactive: number) => ({
  [`${V1}${path}/memory.limit_in_bytes`]: `${limit}\n`,
  [`${V1}${path}/memory.usage_in_bytes`]: `${usage}\n`,
  [`${V1}${path}/memory.stat`]: `inactive_file 1\ntotal_inactive_file ${inactive}\n`,
});

test.each<[string, Record<string, string>, number | null]>([
  ["no cgroups at all", {}, null],
  ["v2, a container of its own", { "proc/self/cgroup": "0::/\n", ...v2("", "1000", 700, 100) }, 0.6],
  ["v2, no limit", { "proc/self/cgroup": "0::/\n", ...v2("", "max", 700, 100) }, null],
  [
    "v2, a service of systemd below a slice that is tighter",
    {
      "proc/self/cgroup": "0::/vigie.slice/vigie.service\n",
      ...v2("/vigie.slice", "1000", 900, 0),
      ...v2("/vigie.slice/vigie.service", "2000", 600, 0),
    },
    0.9,
  ],
  ["v2, a path that only the host has", { "proc/self/cgroup": "0::/docker/abc\n", ...v2("", "1000", 250, 0) }, 0.25],
  ["v1", { "proc/self/cgroup": "5:cpu,cpuacct:/x\n4:memory:/x\n0::/\n", ...v1("/x", "1000", 800, 300) }, 0.5],
  ["v1, no limit", { "proc/self/cgroup": "4:memory:/\n", ...v1("", "9223372036854771712", 800, 300) }, null],
  ["v1 beside another controller", { "proc/self/cgroup": "4:blkio,memory:/\n", ...v1("", "1000", 300, 0) }, 0.3],
  ["files that cannot be understood", { "proc/self/cgroup": "0::/\n", ...v2("", "lots", 1, 0) }, null],
  ["more given back than used", { "proc/self/cgroup": "0::/\n", ...v2("", "1000", 1, 9) }, 0],
])("a container's limit: %s", async (_name, files, ratio) => {
  expect(await ratioIn(files)).toBe(ratio);
});

test("of this machine there is a share", async () => {
  const ratio = await usedMemoryRatio();
  expect(ratio).toBeGreaterThan(0);
  expect(ratio).toBeLessThanOrEqual(1);
});
