// Finds a redis-server, or unpacks the distribution's own into the cache folder without touching the system.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { say } from "./terminal.mjs";
import { attempt, CACHE, onPath } from "./tools.mjs";

const UNPACKED = join(CACHE, "redis");
const PACKAGES = ["redis-server", "redis-tools", "liblzf1", "libjemalloc2"];
/** On every Debian and Ubuntu there is; shadowing them with another copy could only harm. */
const ALWAYS_THERE = /^(libc6|libgcc.*|libstdc\+\+.*)$/;

/**
 * @typedef {{ server: string, libs: string, missing?: undefined }} FoundRedis `libs` belongs into LD_LIBRARY_PATH, "" for none
 * @typedef {{ missing: string }} NoRedis why, and how to get one
 * @returns {Promise<FoundRedis | NoRedis>}
 */
export async function findRedis() {
  const installed = onPath("redis-server");
  if (installed) return { server: installed, libs: "" };
  const unpacked = await tryUnpacked();
  if (unpacked.server) return unpacked;
  if (process.platform === "darwin") return { missing: "get one with `brew install redis`." };
  if (!onPath("apt-get") || !onPath("dpkg")) return { missing: "install redis-server with your package manager." };

  say("fetching redis-server from the distribution into the cache folder…");
  const problem = await unpack();
  if (problem) return { missing: `${problem}; get one with \`apt-get install redis-server\`.` };
  const fetched = await tryUnpacked();
  if (fetched.server) return fetched;
  return {
    missing: `the unpacked one does not start (${fetched.problem}); get one with \`apt-get install redis-server\`.`,
  };
}

async function tryUnpacked() {
  const server = join(UNPACKED, "usr/bin/redis-server");
  if (!existsSync(server)) return { problem: "not there" };
  const libs = libraryFolders().join(":");
  const { status, output } = await attempt([server, "--version"], {
    env: { LD_LIBRARY_PATH: libs },
    timeoutMs: 10_000,
  });
  return status === 0 ? { server, libs } : { problem: output.trim().split("\n").at(-1) };
}

/** usr/lib and its folder per machine type (x86_64-linux-gnu, …). */
function libraryFolders() {
  const folders = [join(UNPACKED, "usr/lib"), join(UNPACKED, "lib")].filter(existsSync);
  return folders.flatMap((folder) => [
    folder,
    ...readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name.includes("-linux-"))
      .map((entry) => join(folder, entry.name)),
  ]);
}

/** @returns {Promise<string | undefined>} what went wrong */
async function unpack() {
  mkdirSync(CACHE, { recursive: true });
  const work = mkdtempSync(join(CACHE, "redis-"));
  try {
    let apt = ["apt-get"];
    const simulated = await attempt([...apt, "download", "--print-uris", ...PACKAGES], { timeoutMs: 30_000 });
    if (simulated.status !== 0) {
      // No package lists (as in slim images): fetch them to a folder of ours, which also works without root.
      apt = ["apt-get", ...privateLists(work)];
      const updated = await attempt([...apt, "update"], { timeoutMs: 180_000 });
      if (updated.status !== 0) return "the distribution's package lists cannot be fetched";
    }
    const wanted = [...PACKAGES, ...(await libraries(apt.slice(1)))];
    const deadline = { timeoutMs: 180_000 };
    // `apt-get download` puts files where it stands, so it has to stand in the work folder.
    const inWork = ["sh", "-c", 'cd "$0" && exec "$@"', work];
    const downloaded = await attempt([...inWork, ...apt, "-o", "Acquire::Retries=2", "download", ...wanted], deadline);
    if (downloaded.status !== 0) return "the distribution's redis-server cannot be fetched";
    const root = join(work, "root");
    for (const name of readdirSync(work).filter((file) => file.endsWith(".deb"))) {
      const { status, output } = await attempt(["dpkg", "-x", join(work, name), root]);
      if (status !== 0) return `${name} cannot be unpacked (${output.trim()})`;
    }
    rmSync(UNPACKED, { recursive: true, force: true });
    cpSync(root, UNPACKED, { recursive: true, verbatimSymlinks: true });
    return undefined;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function privateLists(work) {
  for (const folder of ["lists/partial", "cache/archives/partial"]) mkdirSync(join(work, folder), { recursive: true });
  const settings = {
    "Dir::State::Lists": join(work, "lists"),
    "Dir::Cache": join(work, "cache"),
    "Acquire::Languages": "none",
  };
  return Object.entries(settings).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
}

/** The shared libraries that redis-server and redis-tools name, whatever this release calls them. */
async function libraries(options) {
  const { output } = await attempt(["apt-cache", ...options, "depends", "--important", "redis-server", "redis-tools"]);
  const names = [...output.matchAll(/Depends: ((?:lib|lua)\S+)/g)].map((match) => match[1]);
  return [...new Set(names)].filter((name) => !PACKAGES.includes(name) && !ALWAYS_THERE.test(name));
}
