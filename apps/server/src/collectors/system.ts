import { hostname, loadavg } from "node:os";
import si from "systeminformation";
import { type Collector, createDeltas } from "./collector.ts";

/** File systems that hold no data of their own. */
const NO_DISK = /^(tmpfs|devtmpfs|squashfs|overlay|ramfs|iso9660|efivarfs|autofs|devfs)$/i;

/** Samples this machine. The process itself is sampled by the SDK, as the service `vigie`. */
export function systemCollector(): Collector {
  const deltas = createDeltas();
  return {
    part: "system",
    // Each server sees a machine of its own.
    shared: false,
    target: hostname(),
    remedy: "Look at Vigie's log; the figures of the machine come from the operating system.",
    async sample(nowMs) {
      const [load, memory, disks, networks] = await Promise.all([
        si.currentLoad(),
        si.mem(),
        si.fsSize(),
        si.networkStats("*"),
      ]);
      const sum = (values: number[]) =>
        values.reduce((total, value) => total + (Number.isFinite(value) ? value : 0), 0);
      const outside = networks.filter((network) => network.iface !== "lo" && !network.iface.startsWith("lo0"));
      return {
        values: {
          "cpu.utilisation": load.currentLoad / 100,
          "load.1m": loadavg()[0] ?? 0,
          cores: load.cpus.length,
          "memory.used": memory.total - memory.available,
          "memory.total": memory.total,
          "swap.used": memory.swapused,
          ...deltas(
            {
              "network.received": sum(outside.map((network) => network.rx_bytes)),
              "network.sent": sum(outside.map((network) => network.tx_bytes)),
            },
            nowMs,
          ),
        },
        labelled: { "disk.utilisation": dataDisks(disks) },
      };
    },
    close: () => Promise.resolve(),
  };
}

/** Share used of each disk, by mount; a disk mounted several times counts once. */
function dataDisks(disks: si.Systeminformation.FsSizeData[]): { labels: Record<string, string>; value: number }[] {
  const seen = new Set<string>();
  return disks.flatMap((disk) => {
    const isData =
      disk.size > 0 && (!NO_DISK.test(disk.type) || isContainerRoot(disk)) && !disk.fs.startsWith("/dev/loop");
    if (!isData || seen.has(disk.fs)) return [];
    seen.add(disk.fs);
    return [
      { labels: { mount: disk.mount.slice(0, 256) }, value: disk.used / (disk.used + disk.available || disk.size) },
    ];
  });
}

/** In a container the root is an overlay on the host's disk, and the only one to be seen. */
function isContainerRoot({ type, mount }: si.Systeminformation.FsSizeData): boolean {
  return type === "overlay" && mount === "/";
}
