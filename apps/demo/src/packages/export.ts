import type { Sql } from "postgres";

const FILES_AT_ONCE = 5;

/** The files of a package as JSON, one a line, read from the database as fast as they are sent. */
export async function* exportPackage(sql: Sql, name: string): AsyncGenerator<string> {
  const cursor = sql<{ path: string; language: string; content: string }[]>`
    SELECT path, language, content FROM files WHERE package = ${name} ORDER BY path`.cursor(FILES_AT_ONCE);
  for await (const files of cursor) yield files.map((file) => `${JSON.stringify(file)}\n`).join("");
}
