import { LIMITS, SENT_AT_HEADER, VigieError } from "@vigie/protocol";
import type { FastifyError, FastifyInstance } from "fastify";
import type { CommitGroup } from "./commit-group.ts";
import { parseBatch } from "./parse-batch.ts";

/** `POST /v1/batch`: one batch of the native protocol, gzip or plain JSON. Answers BatchAck after Postgres committed it. */
export async function ingestRoutes(
  app: FastifyInstance,
  { commitGroup, now }: { commitGroup: CommitGroup; now: () => number },
): Promise<void> {
  // The body is read as it is, whatever its content-type says: parseBatch tells the sender more than a parser would.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: LIMITS.compressedBytes }, (_request, body, done) =>
    done(null, body),
  );

  app.setErrorHandler<FastifyError>((error) => {
    throw asBatchError(error);
  });

  app.post("/v1/batch", { config: { role: "ingest" } }, async (request) => {
    const { body } = request;
    if (!Buffer.isBuffer(body)) throw new VigieError("BATCH_MALFORMED", { problem: "the body is empty" });
    const sentAt = request.headers[SENT_AT_HEADER];
    const batch = await parseBatch({
      body,
      encoding: request.headers["content-encoding"],
      sentAt: typeof sentAt === "string" ? sentAt : undefined,
      nowMs: now(),
    });
    return commitGroup.submit(batch);
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
