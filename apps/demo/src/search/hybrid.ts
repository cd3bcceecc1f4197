import type { Vigie } from "@vigie/node";
import type { Sql } from "postgres";
import type { Cache } from "../cache/cache.ts";
import { cosine, embed } from "../indexing/embedding.ts";
import { wordsOf } from "../indexing/words.ts";

/** From Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion outperforms Condorcet …", 2009: it softens the first ranks. */
const RANK_OFFSET = 60;
const CANDIDATES = 80;

export interface HybridHit {
  id: number;
  path: string;
  package: string;
  lines: number;
  /** Sum of 1 ÷ (60 + rank) over the three orders below in which the file stands. */
  score: number;
  ranks: { words: number | null; spelling: number | null; meaning: number };
}

interface Candidate {
  id: number;
  path: string;
  package: string;
  lines: number;
  embedding: number[];
  words: number | null;
  spelling: number | null;
}

/**
 * Files about the words of the query: those that contain them (full text), those whose headline is spelled like them
 * (trigrams), both ordered again by likeness of embeddings; the three ranks are fused.
 */
export async function searchHybrid(
  { sql, cache, vigie }: { sql: Sql; cache: Cache; vigie: Vigie },
  { q, limit }: { q: string; limit: number },
): Promise<HybridHit[]> {
  const words = wordsOf(q);
  const embedding = await cache.through("embeddings", [words], () => embedQuery(sql, words));
  const candidates = await findCandidates(sql, { q, words });
  return vigie.span("fuse ranks", () => fuseRanks(candidates, embedding).slice(0, limit));
}

function fuseRanks(candidates: Candidate[], embedding: number[]): HybridHit[] {
  return candidates
    .map((candidate) => ({ candidate, likeness: cosine(embedding, candidate.embedding) }))
    .sort((a, b) => b.likeness - a.likeness)
    .map(({ candidate: { words: byWords, spelling, embedding: _, ...file } }, index) => {
      const ranks = { words: byWords, spelling, meaning: index + 1 };
      const parts = [ranks.words, ranks.spelling, ranks.meaning];
      const score = parts.reduce<number>((sum, rank) => sum + (rank === null ? 0 : 1 / (RANK_OFFSET + rank)), 0);
      return { ...file, score, ranks };
    })
    .sort((a, b) => b.score - a.score || a.id - b.id);
}

/** Rare words weigh more: ln(files ÷ files with the word), as in TF-IDF. */
async function embedQuery(sql: Sql, words: string[]): Promise<number[]> {
  const rows = await sql<{ word: string; files: number; total: number }[]>`
    SELECT word, files, (SELECT count(*)::int FROM files) AS total FROM terms WHERE word = ANY(${words})`;
  const weights = new Map(rows.map(({ word, files, total }) => [word, Math.log(1 + total / files)]));
  const unknown = Math.log(1 + (rows[0]?.total ?? 1));
  return embed(words, (word) => weights.get(word) ?? unknown);
}

/** Served by files_document and files_headline_trigrams. */
function findCandidates(sql: Sql, { q, words }: { q: string; words: string[] }): Promise<Candidate[]> {
  const anyWord = words.map((word) => `'${word}'`).join(" | ");
  return sql<Candidate[]>`
    WITH asked AS (
      SELECT ${anyWord}::tsquery AS query
    ), by_words AS (
      SELECT id, row_number() OVER (ORDER BY ts_rank_cd(document, query, 1) DESC, id) AS rank
      FROM files, asked WHERE document @@ query
      ORDER BY rank LIMIT ${CANDIDATES}
    ), by_spelling AS (
      SELECT id, row_number() OVER (ORDER BY word_similarity(${q}, headline) DESC, id) AS rank
      FROM files WHERE ${q} <% headline
      ORDER BY rank LIMIT ${CANDIDATES}
    )
    SELECT id::int, path, package, lines, embedding, by_words.rank::int AS words, by_spelling.rank::int AS spelling
    FROM by_words FULL JOIN by_spelling USING (id) JOIN files USING (id)`;
}
