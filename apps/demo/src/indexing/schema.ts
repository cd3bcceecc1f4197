import type { Sql, TransactionSql } from "postgres";

/** Makes what is missing. The extension is one that the owner of a database may add by himself. */
export async function createSchema(sql: Sql): Promise<void> {
  await sql.unsafe(`
    CREATE EXTENSION IF NOT EXISTS pg_trgm;

    CREATE TABLE IF NOT EXISTS files (
      id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      path        text NOT NULL UNIQUE,
      package     text NOT NULL,
      language    text NOT NULL,
      size_bytes  integer NOT NULL,
      lines       integer NOT NULL,
      -- Path in its package and exported names: what a file is about, in one line.
      headline    text NOT NULL,
      content     text NOT NULL,
      -- The content in lower case, not compressed: comparing without case would lower every candidate each time.
      lowered     text STORAGE EXTERNAL NOT NULL,
      document    tsvector NOT NULL,
      embedding   real[] NOT NULL,
      indexed_at  timestamptz NOT NULL DEFAULT now()
    );
    CREATE TABLE IF NOT EXISTS imports (
      file_id     bigint NOT NULL REFERENCES files ON DELETE CASCADE,
      specifier   text NOT NULL,
      target_id   bigint REFERENCES files ON DELETE SET NULL,
      PRIMARY KEY (file_id, specifier)
    );
    CREATE TABLE IF NOT EXISTS terms (
      word        text PRIMARY KEY,
      files       integer NOT NULL
    );
    -- What was asked before, one row for each question. It has no index.
    CREATE TABLE IF NOT EXISTS searches (
      asked_at    timestamptz NOT NULL,
      visitor     integer NOT NULL,
      word        text NOT NULL
    );
    CREATE TABLE IF NOT EXISTS index_state (
      one         boolean PRIMARY KEY DEFAULT true CHECK (one),
      fingerprint text NOT NULL,
      indexed_at  timestamptz NOT NULL DEFAULT now()
    );
  `);
}

/** Made after the first load: filling a table that already has them takes about three times as long. */
export async function createIndexes(tx: TransactionSql): Promise<void> {
  await tx.unsafe(`
    CREATE INDEX IF NOT EXISTS files_lowered_trigrams ON files USING gin (lowered gin_trgm_ops);
    CREATE INDEX IF NOT EXISTS files_headline_trigrams ON files USING gin (headline gin_trgm_ops);
    CREATE INDEX IF NOT EXISTS files_document ON files USING gin (document);
    CREATE INDEX IF NOT EXISTS files_package ON files (package);
    CREATE INDEX IF NOT EXISTS imports_target ON imports (target_id);
    ANALYZE;
  `);
}
