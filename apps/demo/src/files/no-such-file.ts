import type { FastifyReply } from "fastify";

export function noSuchFile(reply: FastifyReply, id: number): FastifyReply {
  return reply.code(404).send({ statusCode: 404, error: "Not Found", message: `There is no file ${id}.` });
}
