import { createHash } from "node:crypto";
import type { Sql, TransactionSql } from "postgres";
import { embed } from "./embedding.ts";
import { extractExports, extractImports } from "./extract-imports.ts";
import { resolveImport } from "./resolve-import.ts";
import { createIndexes } from "./schema.ts";
import { listPackages, readFolder, readPackages, type SourceFile } from "./source-files.ts";
import { wordsOf } from "./words.ts";

const FILES_PER_INSERT = 100;
/** One call of POST /v1/code/index takes at most this many, so that it ends. */
const FILES_PER_REINDEX = 60;
const MOST_TERMS = 5_000;

export interface IndexedCount {
  files: number;
  imports: number;
}

/**
 * Fills an empty or outdated index from a node_modules folder, in one transaction. Returns null when the index was made
 * from the same packages with the same limit before.
 */
export async function buildIndex(
  sql: Sql,
  { codeDir, limit }: { codeDir: string; limit: number },
): Promise<IndexedCount | null> {
  const packages = await listPackages(codeDir);
  if (packages.length === 0) throw new Error(`There are no packages below ${codeDir}/.pnpm to index.`);
  const fingerprint = createHash("sha256")
    .update(`1 ${limit} ${packages.join("\n")}`)
    .digest("hex");
  const [state] = await sql`SELECT 1 FROM index_state WHERE fingerprint = ${fingerprint}`;
  if (state) return null;

  const counted = await sql.begin(async (tx) => {
    await tx`SET LOCAL statement_timeout = 0`;
    await tx`DROP INDEX IF EXISTS files_lowered_trigrams, files_headline_trigrams, files_document`;
    await tx`TRUNCATE files, imports, terms, index_state`;
    const counts = await store(tx, codeDir, readPackages(codeDir, packages, limit));
    await tx`
      INSERT INTO terms (word, files)
      SELECT word, ndoc FROM ts_stat('SELECT document FROM files')
      WHERE length(word) BETWEEN 3 AND 24 AND ndoc >= 3
      ORDER BY ndoc DESC, word LIMIT ${MOST_TERMS}`;
    await tx`INSERT INTO index_state (fingerprint) VALUES (${fingerprint})`;
    return counts;
  });
  await sql.begin(async (tx) => {
    await tx`SET LOCAL statement_timeout = 0`;
    await tx`SET LOCAL maintenance_work_mem = '128MB'`;
    await createIndexes(tx);
  });
  return counted;
}

/** Reads one folder or file again; `path` is below the code folder. Returns null when there is no source file in it. */
export async function reindex(
  sql: Sql,
  { codeDir, path }: { codeDir: string; path: string },
): Promise<IndexedCount | null> {
  const counted = await sql.begin((tx) => store(tx, codeDir, readFolder(codeDir, path, FILES_PER_REINDEX)));
  return counted.files === 0 ? null : counted;
}

async function store(tx: TransactionSql, codeDir: string, files: AsyncIterable<SourceFile>): Promise<IndexedCount> {
  const ids = new Map<string, string>();
  const imports: { from: string; specifier: string }[] = [];
  let batch: SourceFile[] = [];
  const flush = async () => {
    for (const { id, path } of await insertFiles(tx, batch)) ids.set(path, id);
    batch = [];
  };
  for await (const file of files) {
    for (const specifier of extractImports(file.content)) imports.push({ from: file.path, specifier });
    if (batch.push(file) >= FILES_PER_INSERT) await flush();
  }
  if (batch.length > 0) await flush();
  if (ids.size > 0) await insertImports(tx, { codeDir, ids, imports });
  return { files: ids.size, imports: imports.length };
}

async function insertFiles(tx: TransactionSql, files: SourceFile[]): Promise<{ id: string; path: string }[]> {
  const words = files.map((file) => wordsOf(file.content));
  const headlines = files.map(
    (file) => `${file.path.split("node_modules/").at(-1)} ${extractExports(file.content).join(" ")}`,
  );
  return tx<{ id: string; path: string }[]>`
    INSERT INTO files (path, package, language, size_bytes, lines, headline, content, lowered, document, embedding)
    SELECT path, package, language, octet_length(content), lines, left(headline, 1000), content, lowered,
           to_tsvector('simple', words), embedding::real[]
    FROM unnest(
      ${files.map((file) => file.path)}::text[], ${files.map((file) => file.package)}::text[],
      ${files.map((file) => file.language)}::text[], ${files.map((file) => file.content.split("\n").length)}::int[],
      ${headlines}::text[], ${files.map((file) => file.content)}::text[],
      ${files.map((file) => file.content.toLowerCase())}::text[],
      ${words.map((list) => list.join(" "))}::text[], ${words.map((list) => `{${embed(list).join(",")}}`)}::text[]
    ) AS file (path, package, language, lines, headline, content, lowered, words, embedding)
    ORDER BY path
    ON CONFLICT (path) DO UPDATE SET
      size_bytes = excluded.size_bytes, lines = excluded.lines, headline = excluded.headline, content = excluded.content,
      lowered = excluded.lowered, document = excluded.document, embedding = excluded.embedding, indexed_at = now()
    RETURNING id, path`;
}

interface FoundImports {
  codeDir: string;
  /** Of the files that were just written, by path. */
  ids: Map<string, string>;
  imports: { from: string; specifier: string }[];
}

async function insertImports(tx: TransactionSql, { codeDir, ids, imports }: FoundImports): Promise<void> {
  // Imports may lead to files that were indexed earlier.
  const known = new Map(ids);
  const packages = await tx<{ id: string; path: string }[]>`SELECT id, path FROM files`;
  for (const { id, path } of packages) known.set(path, id);

  const resolved = imports.map(({ from, specifier }) => {
    const target = resolveImport(codeDir, from, specifier, (path) => known.has(path));
    return { from: ids.get(from) ?? null, specifier, target: target === null ? null : (known.get(target) ?? null) };
  });
  await tx`DELETE FROM imports WHERE file_id = ANY(${[...ids.values()]}::bigint[])`;
  await tx`
    INSERT INTO imports (file_id, specifier, target_id)
    SELECT * FROM unnest(
      ${resolved.map((row) => row.from)}::bigint[], ${resolved.map((row) => row.specifier)}::text[],
      ${resolved.map((row) => row.target)}::bigint[]
    )`;
}
