import { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply } from "fastify";
import type { Dependencies } from "../app.ts";
import { describePackage } from "./describe.ts";
import { exportPackage } from "./export.ts";
import { outlinePackage } from "./outline.ts";

interface OfPackage {
  Params: { name: string };
}

const params = {
  type: "object",
  properties: { name: { type: "string", minLength: 1, maxLength: 214 } },
};

export function packagesRoutes(app: FastifyInstance, { sql, directory, vigie }: Dependencies): void {
  app.get<OfPackage>("/v1/code/packages/:name", { schema: { params } }, async ({ params: { name }, log }, reply) => {
    vigie.annotate({ package: name });
    log.debug({ package: name }, "describing a package");
    return (await describePackage({ sql, directory }, name)) ?? noSuchPackage(reply, name);
  });

  app.get<OfPackage & { Querystring: { limit: number } }>(
    "/v1/code/packages/:name/files",
    {
      schema: {
        params,
        querystring: {
          type: "object",
          properties: { limit: { type: "integer", minimum: 1, maximum: 100, default: 25 } },
        },
      },
    },
    async ({ params: { name }, query: { limit } }, reply) => {
      const files = await outlinePackage(sql, { name, limit });
      return files.length === 0 ? noSuchPackage(reply, name) : { name, count: files.length, files };
    },
  );

  app.get<OfPackage>("/v1/code/packages/:name/export", { schema: { params } }, async ({ params: { name } }, reply) => {
    const [known] = await sql`SELECT 1 FROM files WHERE package = ${name} LIMIT 1`;
    if (!known) return noSuchPackage(reply, name);
    return reply.type("application/x-ndjson").send(Readable.from(exportPackage(sql, name)));
  });
}

function noSuchPackage(reply: FastifyReply, name: string): FastifyReply {
  return reply.code(404).send({ statusCode: 404, error: "Not Found", message: `There is no package ${name}.` });
}
