import type { Sql } from "postgres";
import { wordsOf } from "../indexing/words.ts";

/** Files that are held against the one asked for: those nearest to it in length. */
const CANDIDATES = 60;
const MOST = 10;
/** Words in a row that count as one piece. */
const PIECE = 4;

export interface SimilarFile {
  id: number;
  path: string;
  /** Pieces in both ÷ pieces in either (Jaccard index), 0–1. */
  likeness: number;
}

interface Content {
  id: number;
  path: string;
  content: string;
}

/** Files with the same passages, the most alike first; null when there is no such file. Done in this process, not in SQL. */
export async function similarFiles(sql: Sql, id: number): Promise<SimilarFile[] | null> {
  const [file] = await sql<(Content & { language: string; lines: number })[]>`
    SELECT id::int, path, content, language, lines FROM files WHERE id = ${id}`;
  if (!file) return null;
  const candidates = await sql<Content[]>`
    SELECT id::int, path, content FROM files
    WHERE id <> ${id} AND language = ${file.language}
    ORDER BY abs(lines - ${file.lines}), id LIMIT ${CANDIDATES}`;
  const pieces = piecesOf(file.content);
  return candidates
    .map((candidate) => ({
      id: candidate.id,
      path: candidate.path,
      likeness: jaccard(pieces, piecesOf(candidate.content)),
    }))
    .filter(({ likeness }) => likeness > 0)
    .sort((a, b) => b.likeness - a.likeness || a.id - b.id)
    .slice(0, MOST);
}

function piecesOf(content: string): Set<string> {
  const words = wordsOf(content);
  const pieces = new Set<string>();
  for (let end = PIECE; end <= words.length; end++) pieces.add(words.slice(end - PIECE, end).join(" "));
  return pieces;
}

function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let shared = 0;
  for (const piece of a) if (b.has(piece)) shared++;
  const either = a.size + b.size - shared;
  return either === 0 ? 0 : shared / either;
}
