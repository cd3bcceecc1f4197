import type { FastifyInstance } from "fastify";
import type { Dependencies } from "../app.ts";
import { noSuchFile } from "./no-such-file.ts";
import { similarFiles } from "./similar.ts";

interface StoredFile {
  id: number;
  path: string;
  package: string;
  language: string;
  sizeBytes: number;
  lines: number;
  content: string;
}

const params = {
  type: "object",
  properties: { id: { type: "integer", minimum: 1, maximum: Number.MAX_SAFE_INTEGER } },
};

export function filesRoutes(app: FastifyInstance, { sql }: Dependencies): void {
  app.get<{ Params: { id: number } }>(
    "/v1/code/files/:id/similar",
    { schema: { params } },
    async ({ params: { id } }, reply) => {
      const similar = await similarFiles(sql, id);
      return similar === null ? noSuchFile(reply, id) : { id, similar };
    },
  );

  app.get<{ Params: { id: number } }>(
    "/v1/code/files/:id",
    { schema: { params } },
    async ({ params: { id } }, reply) => {
      const [file] = await sql<StoredFile[]>`
        SELECT id::int, path, package, language, size_bytes AS "sizeBytes", lines, content FROM files WHERE id = ${id}`;
      if (!file) return noSuchFile(reply, id);
      const [imports, importers] = await Promise.all([
        sql<{ specifier: string; id: number | null }[]>`
          SELECT specifier, target_id::int AS id FROM imports WHERE file_id = ${id} ORDER BY specifier`,
        sql<{ id: number; path: string }[]>`
          SELECT files.id::int, files.path FROM imports JOIN files ON files.id = imports.file_id
          WHERE imports.target_id = ${id} ORDER BY files.path LIMIT 50`,
      ]);
      return { ...file, imports, importers };
    },
  );
}
