import type { FastifyInstance } from "fastify";
import type { Dependencies } from "../app.ts";
import { noSuchFile } from "../files/no-such-file.ts";
import { DEEPEST, type Traversal, traverse } from "./traverse.ts";

export function graphRoutes(app: FastifyInstance, { sql, cache }: Dependencies): void {
  app.get<{ Querystring: Traversal }>(
    "/v1/code/graph/traverse",
    {
      schema: {
        querystring: {
          type: "object",
          required: ["from"],
          properties: {
            from: { type: "integer", minimum: 1 },
            direction: { type: "string", enum: ["imports", "importers"], default: "imports" },
            depth: { type: "integer", minimum: 1, maximum: DEEPEST, default: 3 },
          },
        },
      },
    },
    async ({ query: { from, direction, depth } }, reply) => {
      const nodes = await cache.through("graph_traversal", [from, direction, depth], () =>
        traverse(sql, { from, direction, depth }),
      );
      if (nodes.length === 0) return noSuchFile(reply, from);
      return { from, direction, depth, count: nodes.length, nodes };
    },
  );
}
