import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { LIMITS, VigieError } from "@vigie/protocol";

const unzip = promisify(gunzip);
/** What of a sender's own text is sent back to it, characters. */
const QUOTED = 200;

/** The JSON in a body. Throws BATCH_ENCODING, BATCH_TOO_LARGE, or OVERLOADED when there is no memory to unpack it. */
export async function unpackBody(body: Buffer, encoding: string | undefined): Promise<Buffer> {
  if (encoding === undefined || encoding === "identity") return body;
  if (encoding !== "gzip") {
    throw new VigieError("BATCH_ENCODING", { encoding: encoding.slice(0, QUOTED), problem: "it is not known here" });
  }
  try {
    return await unzip(body, { maxOutputLength: LIMITS.bodyBytes });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === "ERR_BUFFER_TOO_LARGE") {
      throw new VigieError(
        "BATCH_TOO_LARGE",
        { receivedBytes: LIMITS.bodyBytes, limitBytes: LIMITS.bodyBytes, kind: "uncompressed" },
        cause,
      );
    }
    // It may well be a good one.
    if (code === "Z_MEM_ERROR" || code === "ERR_MEMORY_ALLOCATION_FAILED")
      throw new VigieError("OVERLOADED", { pending: 1 }, cause);
    throw new VigieError("BATCH_ENCODING", { encoding, problem: message }, cause);
  }
}
