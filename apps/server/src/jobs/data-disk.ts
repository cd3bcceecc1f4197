import { readFile, realpath, statfs } from "node:fs/promises";
import { join } from "node:path";
import type { Store } from "@vigie/storage";

export interface DiskSpace {
  freeBytes: number;
  totalBytes: number;
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * The folders in which the Postgres of the store keeps its data and its write-ahead log, if it is one of this machine and its files can be
 * seen: the embedded one, or another that runs as the same user. Null otherwise.
 */
export async function findDataFolders({ sql }: Store, databaseUrl: string): Promise<string[] | null> {
  try {
    const { hostname } = new URL(databaseUrl);
    if (!LOOPBACK.test(hostname)) return null;
    const [row] = await sql<{ folder: string; port: string; startedSeconds: number }[]>`
      SELECT current_setting('data_directory') AS folder, current_setting('port') AS port,
        extract(epoch FROM pg_postmaster_start_time())::float8 AS "startedSeconds"`;
    if (row === undefined) return null;
    // Behind a port of this machine may be a container, with the same path on another disk: the one that runs here left its mark.
    const [, , startedSeconds, port] = (await readFile(join(row.folder, "postmaster.pid"), "utf8")).split("\n");
    const isOurs = port?.trim() === row.port && Math.abs(Number(startedSeconds) - row.startedSeconds) < 60;
    return isOurs ? [row.folder, await realpath(join(row.folder, "pg_wal"))] : null;
  } catch {
    // Not everybody may ask for the folder, or enter it.
    return null;
  }
}

/** Of the disk that is fuller, as `df` counts: what only root may use is not there. */
export async function readDiskSpace(folders: readonly string[]): Promise<DiskSpace> {
  const spaces = await Promise.all(
    folders.map(async (folder) => {
      const { blocks, bfree, bavail, bsize } = await statfs(folder);
      return { freeBytes: bavail * bsize, totalBytes: (blocks - bfree + bavail) * bsize };
    }),
  );
  return spaces.reduce((least, space) => (space.freeBytes < least.freeBytes ? space : least));
}
