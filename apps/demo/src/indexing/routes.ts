import type { FastifyInstance } from "fastify";
import type { Dependencies } from "../app.ts";
import { reindex } from "./index-files.ts";
import { insideCodeDir } from "./source-files.ts";

export function indexingRoutes(app: FastifyInstance, { sql, codeDir }: Dependencies): void {
  app.post<{ Body: { path: string } }>(
    "/v1/code/index",
    {
      bodyLimit: 16_384,
      schema: {
        body: {
          type: "object",
          required: ["path"],
          additionalProperties: false,
          properties: { path: { type: "string", minLength: 1, maxLength: 1_000 } },
        },
      },
    },
    async ({ body, log }, reply) => {
      const path = body.path.includes("\0") ? null : await insideCodeDir(codeDir, body.path);
      const counts = path === null ? null : await reindex(sql, { codeDir, path });
      if (counts === null)
        return reply
          .code(404)
          .send({ statusCode: 404, error: "Not Found", message: "There are no source files at this path." });
      log.info({ path, ...counts }, "indexed again");
      return { path, ...counts };
    },
  );
}
