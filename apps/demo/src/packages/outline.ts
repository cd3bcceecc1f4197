import type { Sql } from "postgres";

export interface OutlinedFile {
  id: number;
  path: string;
  lines: number;
  /** So many files import it. */
  importers: number;
}

/** The files of a package; empty when there are none. One statement for each file: the demo's N+1, which a join would spare. */
export async function outlinePackage(
  sql: Sql,
  { name, limit }: { name: string; limit: number },
): Promise<OutlinedFile[]> {
  const files = await sql<Omit<OutlinedFile, "importers">[]>`
    SELECT id::int, path, lines FROM files WHERE package = ${name} ORDER BY path LIMIT ${limit}`;
  const outlined: OutlinedFile[] = [];
  for (const file of files) {
    const [row] = await sql<{ importers: number }[]>`
      SELECT count(*)::int AS importers FROM imports WHERE target_id = ${file.id}`;
    outlined.push({ ...file, importers: row?.importers ?? 0 });
  }
  return outlined;
}
