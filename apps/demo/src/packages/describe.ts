import type { Sql } from "postgres";
import type { Directory } from "./directory.ts";

export interface PackageDescription {
  name: string;
  files: number;
  lines: number;
  sizeBytes: number;
  /** Null without a directory. */
  latestVersion: string | null;
  licence: string | null;
}

/** Null when no file of it is indexed. */
export async function describePackage(
  { sql, directory }: { sql: Sql; directory: Directory },
  name: string,
): Promise<PackageDescription | null> {
  const [counted] = await sql<{ files: number; lines: number; sizeBytes: number }[]>`
    SELECT count(*)::int AS files, coalesce(sum(lines), 0)::int AS lines, coalesce(sum(size_bytes), 0)::int AS "sizeBytes"
    FROM files WHERE package = ${name}`;
  if (!counted || counted.files === 0) return null;
  const entry = await directory.lookUp(name);
  // This demo's own bug: while the directory still collects, it answers 202 and an entry without `latest`, which nobody thought of.
  return {
    name,
    ...counted,
    latestVersion: entry?.latest.version ?? null,
    licence: entry?.licence ?? null,
  };
}
