import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import type { Dependencies } from "../app.ts";
import { searchHybrid } from "./hybrid.ts";
import { searchLexical } from "./lexical.ts";
import { relatedWords } from "./related.ts";
import { reportSearches } from "./report.ts";
import { suggestWords } from "./suggest.ts";

const LONGEST_QUERY = 200;

const query = (more: Record<string, unknown>) => ({
  type: "object",
  required: ["q"],
  properties: {
    q: { type: "string", minLength: 1, maxLength: LONGEST_QUERY },
    limit: { type: "integer", minimum: 1, maximum: 100, default: 20 },
    ...more,
  },
});

interface LexicalQuerystring {
  q: string;
  limit: number;
  regex: boolean;
  language?: "typescript" | "javascript";
}

export function searchRoutes(app: FastifyInstance, { sql, cache, vigie }: Dependencies): void {
  const tell = (log: FastifyBaseLogger, query: string, hits: number) => {
    vigie.annotate({ search: { query, hits } });
    if (hits === 0) log.info({ query }, "nothing found");
    else log.debug({ query, hits }, `found ${hits} files`);
  };

  app.get<{ Querystring: LexicalQuerystring }>(
    "/v1/code/search/lexical",
    {
      schema: {
        querystring: query({
          regex: { type: "boolean", default: false },
          language: { type: "string", enum: ["typescript", "javascript"] },
        }),
      },
    },
    async ({ query: { q, limit, regex, language = null }, log }) => {
      const hits = await cache.through("search_results", ["lexical", q, regex, language, limit], () =>
        searchLexical(sql, { q, isRegex: regex, language, limit }),
      );
      tell(log, q, hits.length);
      return { query: q, count: hits.length, hits };
    },
  );

  app.get<{ Querystring: { q: string; limit: number } }>(
    "/v1/code/search/hybrid",
    { schema: { querystring: query({}) } },
    async ({ query: { q, limit }, log }) => {
      const hits = await cache.through("search_results", ["hybrid", q, limit], () =>
        searchHybrid({ sql, cache, vigie }, { q, limit }),
      );
      tell(log, q, hits.length);
      return { query: q, count: hits.length, hits };
    },
  );

  app.get<{ Querystring: { q: string; limit: number } }>(
    "/v1/code/search/related",
    { schema: { querystring: query({}) } },
    async ({ query: { q, limit } }) => ({ query: q, words: await relatedWords(sql, { q, limit }) }),
  );

  app.get("/v1/code/search/report", async () => ({ counts: await reportSearches(sql) }));

  app.get<{ Querystring: { prefix: string } }>(
    "/v1/code/suggest",
    {
      schema: {
        querystring: {
          type: "object",
          required: ["prefix"],
          properties: { prefix: { type: "string", minLength: 1, maxLength: 40 } },
        },
      },
    },
    async ({ query: { prefix } }) => ({
      prefix,
      words: await cache.through("suggestions", [prefix], () => suggestWords(sql, prefix)),
    }),
  );

  app.get<{ Querystring: { limit: number } }>(
    "/v1/code/terms",
    {
      schema: {
        querystring: {
          type: "object",
          properties: { limit: { type: "integer", minimum: 1, maximum: 5_000, default: 100 } },
        },
      },
    },
    async ({ query: { limit } }) => {
      // A word in every second file finds nothing out, so the commonest are left out.
      const rows = await sql<{ word: string }[]>`
        SELECT word FROM terms WHERE files < (SELECT count(*) / 4 FROM files) ORDER BY files DESC, word LIMIT ${limit}`;
      return { terms: rows.map(({ word }) => word) };
    },
  );
}
