import { promisify } from "node:util";
import { gunzip, gunzipSync } from "node:zlib";
import { LIMITS, VigieError } from "@vigie/protocol";

const unzip = promisify(gunzip);
/** What of a sender's own text is sent back to it, characters. */
const QUOTED = 200;

/** Up to this size a body is unpacked at once: the way to another thread and back costs more, and lasts long on a busy machine. Bytes. */
const SMALL = 8_192;
const SMALL_UNPACKED = 131_072;

/** Deflate makes no more of a byte. */
const LARGEST_RATIO = 1_032;

/** The JSON in a body. Throws BATCH_ENCODING, BATCH_TOO_LARGE, or OVERLOADED when there is no memory to unpack it. */
export async function unpackBody(body: Buffer, encoding: string | undefined): Promise<Buffer> {
  if (encoding === undefined || encoding === "identity") return body;
  if (encoding !== "gzip") {
    throw new VigieError("BATCH_ENCODING", { encoding: encoding.slice(0, QUOTED), problem: "it is not known here" });
  }
  const said = saidBytes(body);
  if (said === null) throw new VigieError("BATCH_ENCODING", { encoding, problem: "it is no gzip, or cut off" });
  if (said > LIMITS.bodyBytes) throw tooLarge();
  try {
    const small = body.byteLength <= SMALL ? unpackSmall(body) : undefined;
    return small ?? (await unzip(body, { maxOutputLength: Math.max(1, said) }));
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === "ERR_BUFFER_TOO_LARGE")
      throw new VigieError("BATCH_ENCODING", { encoding, problem: "it unpacks to more than it says" }, cause);
    // It may well be a good one.
    if (code === "Z_MEM_ERROR" || code === "ERR_MEMORY_ALLOCATION_FAILED")
      throw new VigieError("OVERLOADED", { pending: 1 }, cause);
    throw new VigieError("BATCH_ENCODING", { encoding, problem: message }, cause);
  }
}

/**
 * What gzip says at its end that it unpacks to; null where that cannot be. What says that it is too large is not unpacked at all, and
 * what lies no further than it said: forty that were unpacked up to the limit took 250 MB until their memory was given back.
 */
function saidBytes(body: Buffer): number | null {
  const said = body.length < 4 ? null : body.readUInt32LE(body.length - 4);
  // Of one that is cut off these are any four bytes.
  return said !== null && said <= body.length * LARGEST_RATIO ? said : null;
}

function tooLarge(): VigieError {
  const limitBytes = LIMITS.bodyBytes;
  return new VigieError("BATCH_TOO_LARGE", { receivedBytes: limitBytes, limitBytes, kind: "uncompressed" });
}

/** Undefined for a small body that is large inside. */
function unpackSmall(body: Buffer): Buffer | undefined {
  try {
    return gunzipSync(body, { maxOutputLength: SMALL_UNPACKED });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") return undefined;
    throw cause;
  }
}
