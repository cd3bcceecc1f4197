import { deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import type { Random } from "./random.ts";
import { hostileText, many, nested } from "./values.ts";

export interface HostileBody {
  body: Buffer;
  /** The content-encoding header, right or wrong. */
  encoding?: string;
}

/** Largest body that is worth being sent: one that the server reads to its end. */
const LARGE_BYTES = 8_000_000;

/** Text that was to be JSON and is no more. */
export function corruptText(random: Random, text: string): Buffer {
  const bytes = Buffer.from(text);
  const at = random.below(bytes.length + 1);
  const insert = (what: Buffer | string) =>
    Buffer.concat([bytes.subarray(0, at), Buffer.from(what), bytes.subarray(at)]);
  switch (random.below(11)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      return insert(random.bytes(1 + random.below(8)));
    case 2:
      // Overlong forms, halves of characters, what no UTF-8 holds.
      return insert(Buffer.from(random.pick(["c080", "eda080", "ff", "f8888080", "e2", "f09f", "feff", "80"]), "hex"));
    case 3:
      return Buffer.concat([Buffer.from("\ufeff"), bytes]);
    case 4:
      return insert("\0");
    case 5:
      return Buffer.concat([bytes, Buffer.from(random.pick(["}", "]", "\n{}", "garbage", "\0", ","]))]);
    case 6:
      return Buffer.from(text, "utf16le");
    case 7:
      return Buffer.from(text, "latin1");
    case 8: {
      const flipped = Buffer.from(bytes);
      for (let i = 0; i <= random.size(20); i++) flipped[random.below(flipped.length)] = random.below(256);
      return flipped;
    }
    case 9:
      return insert(hostileText(random));
    default:
      return random.bytes(random.size(4_000));
  }
}

/** A body that says that it is packed, and is so badly, or not at all. */
export function badlyPacked(random: Random, text: string): HostileBody {
  const packed = gzipSync(text);
  switch (random.below(12)) {
    case 0:
      return { body: random.bytes(1 + random.below(500)), encoding: "gzip" };
    case 1:
      return { body: packed.subarray(0, random.below(packed.length)), encoding: "gzip" };
    case 2: {
      const damaged = Buffer.from(packed);
      damaged[random.below(damaged.length)] = random.below(256);
      return { body: damaged, encoding: "gzip" };
    }
    case 3:
      return { body: Buffer.concat([packed, random.bytes(random.below(100))]), encoding: "gzip" };
    case 4:
      return { body: Buffer.concat([packed, packed]), encoding: "gzip" };
    case 5:
      return { body: Buffer.from(text), encoding: "gzip" };
    case 6:
      return { body: packed };
    case 7:
      return { body: gzipSync(packed), encoding: "gzip" };
    case 8:
      return { body: random.chance(0.5) ? deflateSync(text) : deflateRawSync(text), encoding: "gzip" };
    case 9:
      return { body: packed, encoding: random.pick(["GZIP", " gzip ", "x-gzip", "gzip, gzip", "gzip;q=1", ""]) };
    case 10:
      return { body: packed, encoding: random.pick(["br", "deflate", "zstd", "compress", "__proto__", "constructor"]) };
    default:
      return { body: gzipBomb(1 + random.size(200)), encoding: "gzip" };
  }
}

const member = gzipSync(Buffer.alloc(1_048_576, " "));

/** Unpacks to so many mebibytes; a thousandth of that as it is sent. Of many members, which costs nothing to make. */
function gzipBomb(mebibytes: number): Buffer {
  return Buffer.concat(Array<Buffer>(mebibytes).fill(member));
}

/** JSON whose size or depth is what is wrong with it. Few are large, because each costs both sides a while. */
export function monster(random: Random): Buffer {
  const large = random.chance(0.06);
  const size = large ? 200_000 + random.below(1_200_000) : random.size(20_000);
  const text = (() => {
    switch (random.below(5)) {
      case 0:
        return nested(random, Math.min(size, 200_000));
      case 1:
        return many(random, size);
      case 2:
        return `{"${"k".repeat(size)}":1}`;
      case 3:
        return JSON.stringify(hostileText(random).repeat(1 + Math.floor(size / 1_000)));
      default:
        return large ? `"${"x".repeat(LARGE_BYTES)}"` : `[${"1e5,".repeat(size)}1]`;
    }
  })();
  return Buffer.from(text.length > LARGE_BYTES ? text.slice(0, LARGE_BYTES) : text);
}
