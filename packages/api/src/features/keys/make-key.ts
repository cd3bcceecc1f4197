import { createHash, randomBytes } from "node:crypto";

/** A new key of 256 random bits; its beginning says what it is, to people and to programs that look for secrets in code. */
export function makeKey(kind: "ingest" | "read"): { key: string; hash: string; hint: string } {
  const key = `${kind === "ingest" ? "vgi" : "vgr"}_${randomBytes(32).toString("base64url")}`;
  // One round of SHA-256 does: what is hashed is random, not somebody's password.
  return { key, hash: keyHash(key), hint: key.slice(-4) };
}

/** SHA-256, hex. */
export function keyHash(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}
