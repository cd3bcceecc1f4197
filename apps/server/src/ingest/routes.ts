import { type Batch, LIMITS, SENT_AT_HEADER, VigieError } from "@vigie/protocol";
import type { FastifyError, FastifyInstance, FastifyRequest } from "fastify";
import type { CommitGroup } from "./commit-group.ts";
import { parseBatch } from "./parse-batch.ts";

export interface IngestOptions {
  commitGroup: CommitGroup;
  /** Shows a batch that waits at its sender to those who follow logs live. */
  preview: (batch: Batch) => void;
  now: () => number;
}

/**
 * `POST /v1/batch`: one batch of the native protocol, gzip or plain JSON. Answers BatchAck after Postgres committed it.
 * `POST /v1/preview`: the same while Postgres is away: its logs are shown, nothing is stored, and it is to be sent once more.
 */
export async function ingestRoutes(app: FastifyInstance, { commitGroup, preview, now }: IngestOptions): Promise<void> {
  // The body is read as it is, whatever its content-type says: parseBatch tells the sender more than a parser would.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: LIMITS.compressedBytes }, (_request, body, done) =>
    done(null, body),
  );

  app.setErrorHandler<FastifyError>((error) => {
    throw asBatchError(error);
  });

  const read = async (request: FastifyRequest): Promise<Batch> => {
    const { body, caller } = request;
    if (!Buffer.isBuffer(body)) throw new VigieError("BATCH_MALFORMED", { problem: "the body is empty" });
    const sentAt = request.headers[SENT_AT_HEADER];
    const batch = await parseBatch({
      body,
      encoding: request.headers["content-encoding"],
      sentAt: typeof sentAt === "string" ? sentAt : undefined,
      nowMs: now(),
    });
    const { service } = batch.resource;
    if (caller?.service && caller.service !== service)
      throw new VigieError("KEY_SERVICE", { name: caller.name, service: caller.service, received: service });
    return batch;
  };

  app.post("/v1/batch", { config: { role: "ingest" } }, async (request) => commitGroup.submit(await read(request)));

  app.post("/v1/preview", { config: { role: "ingest" } }, async (request, reply) => {
    preview(await read(request));
    return reply.code(202).send({});
  });
}

/** What Fastify refuses before the route is asked, in the words of the protocol. */
function asBatchError(error: FastifyError): Error {
  if (error.code === "FST_ERR_CTP_BODY_TOO_LARGE") {
    const limitBytes = LIMITS.compressedBytes;
    return new VigieError("BATCH_TOO_LARGE", { receivedBytes: limitBytes, limitBytes, kind: "as it arrives" }, error);
  }
  if (error.statusCode !== undefined && error.statusCode < 500 && !(error instanceof VigieError))
    return new VigieError("BATCH_MALFORMED", { problem: error.message }, error);
  return error;
}
