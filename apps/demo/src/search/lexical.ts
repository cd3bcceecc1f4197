import type { Sql } from "postgres";

export interface LexicalQuery {
  q: string;
  /** `q` is a regular expression as Postgres reads them; it is matched with regard to case. */
  isRegex: boolean;
  language: string | null;
  limit: number;
}

export interface LexicalHit {
  id: number;
  path: string;
  package: string;
  lines: number;
  /** 0–1: how much of the query stands in the file's headline (path and exported names). */
  score: number;
  /** The line around the first match. */
  excerpt: string;
}

/** So many matches are ranked: a word that stands everywhere is not worth reading everything. */
const MOST_RANKED = 200;

/**
 * Files that contain the text, whatever its case. Served by files_lowered_trigrams, where the text has three letters or
 * more; shorter ones, and regular expressions, read every file until enough match.
 */
export async function searchLexical(sql: Sql, { q, isRegex, language, limit }: LexicalQuery): Promise<LexicalHit[]> {
  const lowered = q.toLowerCase();
  const pattern = `%${lowered.replace(/[\\%_]/g, "\\$&")}%`;
  const rows = await sql<(Omit<LexicalHit, "excerpt"> & { around: string; before: number })[]>`
    WITH found AS MATERIALIZED (
      SELECT id, path, package, lines, word_similarity(${q}, headline) AS score
      FROM files
      WHERE ${isRegex ? sql`content ~ ${q}` : sql`lowered LIKE ${pattern}`}
        ${language === null ? sql`` : sql`AND language = ${language}`}
      LIMIT ${MOST_RANKED}
    ), best AS (
      SELECT * FROM found ORDER BY score DESC, lines, id LIMIT ${limit}
    ), placed AS (
      SELECT best.*, files.content,
             greatest(${isRegex ? sql`regexp_instr(files.content, ${q})` : sql`strpos(files.lowered, ${lowered})`}, 1) AS at
      FROM best JOIN files ON files.id = best.id
    )
    SELECT id::int, path, package, lines, score,
           substr(content, greatest(at - 80, 1), 240) AS around, least(at - 1, 80) AS before
    FROM placed ORDER BY score DESC, lines, id`;
  return rows.map(({ around, before, ...hit }) => ({ ...hit, excerpt: lineAround(around, before) }));
}

/** The line in which the character at `offset` stands. */
function lineAround(text: string, offset: number): string {
  const start = text.lastIndexOf("\n", Math.max(offset - 1, 0)) + 1;
  const end = text.indexOf("\n", Math.max(offset, start));
  return text.slice(start, end === -1 ? undefined : end).trim();
}
