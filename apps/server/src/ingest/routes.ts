import { type Batch, LIMITS, SENT_AT_HEADER, VigieError } from "@vigie/protocol";
import type { FastifyError, FastifyInstance, FastifyRequest } from "fastify";
import { createAdmission, type Place } from "./admission.ts";
import type { CommitGroup } from "./commit-group.ts";
import { parseBatch } from "./parse-batch.ts";
import { senderOf } from "./sender-of.ts";
import { createTurns } from "./turns.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Of a request that brings a batch. */
    place: Place | null;
  }
}

export interface IngestOptions {
  commitGroup: CommitGroup;
  /** Shows a batch that waits at its sender to those who follow logs live. */
  preview: (batch: Batch) => void;
  now: () => number;
}

/**
 * `POST /v1/batch`: one batch of the native protocol, gzip or plain JSON. Answers BatchAck after Postgres committed it.
 * `POST /v1/preview`: the same while Postgres is away: its logs are shown, nothing is stored, and it is to be sent once more.
 * Both answer RATE_LIMITED to a sender that holds its share already, before they read the body.
 */
export async function ingestRoutes(app: FastifyInstance, { commitGroup, preview, now }: IngestOptions): Promise<void> {
  const admission = createAdmission();
  const turns = createTurns();

  // The body is read as it is, whatever its content-type says: parseBatch tells the sender more than a parser would.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: LIMITS.compressedBytes }, (_request, body, done) =>
    done(null, body),
  );

  app.setErrorHandler<FastifyError>((error) => {
    throw asBatchError(error);
  });

  app.decorateRequest("place", null);
  app.addHook("onRequest", async (request, reply) => {
    const place = admission.enter(senderOf(request), announcedBytes(request));
    request.place = place;
    reply.raw.once("close", () => place.leave());
  });

  /** Parses the batch when its sender's turn comes, and hands it on. The place is held until that is done, whether anybody waits for the answer or not. */
  const take = async <T>(
    request: FastifyRequest,
    use: (batch: Batch, place: Place) => T | Promise<T>,
    isStored?: (id: string) => Promise<boolean>,
  ): Promise<T> => {
    const { body, place, caller } = request;
    if (!Buffer.isBuffer(body)) throw new VigieError("BATCH_MALFORMED", { problem: "the body is empty" });
    if (!place?.hold()) throw new VigieError("BATCH_MALFORMED", { problem: "its sender went away" });
    place.received(body.byteLength);
    let parsedBytes = 0;
    try {
      const batch = await turns.take(place.sender, () => {
        const sentAt = request.headers[SENT_AT_HEADER];
        return parseBatch({
          body,
          encoding: request.headers["content-encoding"],
          sentAt: typeof sentAt === "string" ? sentAt : undefined,
          nowMs: now(),
          ...(isStored && { isStored }),
          unpacked: (bytes) => {
            parsedBytes = bytes;
            turns.parsed(place.sender, bytes);
          },
        });
      });
      const { service } = batch.resource;
      if (caller?.service && caller.service !== service)
        throw new VigieError("KEY_SERVICE", { name: caller.name, service: caller.service, received: service });
      return await use(batch, place);
    } finally {
      turns.parsed(place.sender, -parsedBytes);
      place.leave();
    }
  };

  app.post("/v1/batch", { config: { role: "ingest" } }, (request) =>
    take(request, commitGroup.submit, commitGroup.isStored),
  );

  app.post("/v1/preview", { config: { role: "ingest" } }, async (request, reply) => {
    await take(request, preview);
    return reply.code(202).send({});
  });
}

function announcedBytes({ headers }: FastifyRequest): number | undefined {
  const announced = Number(headers["content-length"] ?? Number.NaN);
  return Number.isNaN(announced) ? undefined : announced;
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
