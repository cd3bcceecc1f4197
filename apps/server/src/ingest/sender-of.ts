import type { FastifyRequest } from "fastify";

/** Whose share a batch counts against: each key's, account's or token's own. */
export function senderOf({ caller, ip }: FastifyRequest): string {
  return caller === null ? `address ${ip}` : `${caller.kind} ${caller.id}`;
}
