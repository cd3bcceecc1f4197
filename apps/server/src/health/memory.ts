import { readFile } from "node:fs/promises";
import { join } from "node:path";
import si from "systeminformation";

/** Where a cgroup says what it may use and what it uses, bytes, by version. */
const FILES = {
  v1: { limit: "memory.limit_in_bytes", used: "memory.usage_in_bytes", reclaimable: "total_inactive_file" },
  v2: { limit: "memory.max", used: "memory.current", reclaimable: "inactive_file" },
} as const;

/** Version 1 writes "no limit" as nearly 2^63. */
const NO_LIMIT_BYTES = 2 ** 60;

/** How much of the memory is used, 0–1: of the machine, counting as free what can be had, or of the container where that is tighter. */
export async function usedMemoryRatio(): Promise<number> {
  const [{ total, available }, container] = await Promise.all([si.mem(), containerUsedRatio()]);
  return Math.max((total - available) / total, container ?? 0);
}

/**
 * Of the limits that hold for this process, its own cgroup's and those above it, the share used of the tightest; null without any.
 * What the kernel would give back first, inactive file pages, counts as free, as it does for Kubernetes.
 */
export async function containerUsedRatio(root = "/"): Promise<number | null> {
  const own = await readFile(join(root, "proc/self/cgroup"), "utf8").catch(() => "");
  const [, unified] = /^0::(\/.*)$/m.exec(own) ?? [];
  const [, legacy] = /^\d+:(?:[^:\n]*,)?memory(?:,[^:\n]*)?:(\/.*)$/m.exec(own) ?? [];
  const ratios = await Promise.all([
    ...upwards(unified).map((path) => usedRatioOf(join(root, "sys/fs/cgroup", path), FILES.v2)),
    ...upwards(legacy).map((path) => usedRatioOf(join(root, "sys/fs/cgroup/memory", path), FILES.v1)),
  ]);
  const known = ratios.filter((ratio) => ratio !== null);
  return known.length === 0 ? null : Math.max(...known);
}

/** `/a/b` → `/a/b`, `/a`, `/`. In a container the first may name a place that only the host has; the last is then its own. */
function upwards(path: string | undefined): string[] {
  if (path === undefined) return [];
  const parts = path.split("/").filter((part) => part !== "" && part !== "..");
  return [...parts.keys(), parts.length].map((length) => `/${parts.slice(0, length).join("/")}`).reverse();
}

async function usedRatioOf(
  folder: string,
  { limit, used, reclaimable }: { limit: string; used: string; reclaimable: string },
): Promise<number | null> {
  try {
    const read = (file: string) => readFile(join(folder, file), "utf8");
    const [limitText, usedText, stat] = await Promise.all([read(limit), read(used), read("memory.stat")]);
    const limitBytes = Number(limitText);
    if (!(limitBytes > 0 && limitBytes < NO_LIMIT_BYTES)) return null;
    const [, given = "0"] = new RegExp(`^${reclaimable} (\\d+)$`, "m").exec(stat) ?? [];
    return Math.max(0, Number(usedText) - Number(given)) / limitBytes;
  } catch {
    return null;
  }
}
