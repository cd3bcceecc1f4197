import type { Sql } from "postgres";

export const DEEPEST = 8;
const MOST_NODES = 500;

export interface Traversal {
  from: number;
  /** `imports`: what the file needs. `importers`: what needs the file. */
  direction: "imports" | "importers";
  depth: number;
}

export interface GraphNode {
  id: number;
  path: string;
  package: string;
  /** Steps from the start, 0 for itself. */
  depth: number;
}

/** The files that can be reached over imports, nearest first; empty when there is no such file. Cycles end by the depth. */
export function traverse(sql: Sql, { from, direction, depth }: Traversal): Promise<GraphNode[]> {
  const step =
    direction === "imports"
      ? sql`SELECT imports.target_id, walk.depth + 1 FROM walk JOIN imports ON imports.file_id = walk.id`
      : sql`SELECT imports.file_id, walk.depth + 1 FROM walk JOIN imports ON imports.target_id = walk.id`;
  return sql<GraphNode[]>`
    WITH RECURSIVE walk (id, depth) AS (
      SELECT id, 0 FROM files WHERE id = ${from}
      UNION
      ${step} WHERE walk.depth < ${depth}
    ), nearest AS (
      SELECT id, min(depth) AS depth FROM walk WHERE id IS NOT NULL GROUP BY id
    )
    SELECT files.id::int, files.path, files.package, nearest.depth
    FROM nearest JOIN files USING (id)
    ORDER BY nearest.depth, files.id LIMIT ${MOST_NODES}`;
}
