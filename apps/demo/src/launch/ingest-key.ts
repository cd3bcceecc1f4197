import { createVigieClient } from "@vigie/client";

/** Under this name it is listed in Vigie's settings. */
const NAME = "demo";

export interface IngestKeyOptions {
  /** Where Vigie is, and its VIGIE_ADMIN_TOKEN. */
  url: string;
  adminToken: string;
  /** The one service that may send with the key. */
  service: string;
}

/** A new key for the service; those that an earlier demo left behind work no longer. Throws an Error that says what to do. */
export async function makeIngestKey({ url, adminToken, service }: IngestKeyOptions): Promise<string> {
  const { keys } = createVigieClient({ url, token: adminToken });
  try {
    const older = (await keys.list.query()).filter(
      (key) => key.name === NAME && key.kind === "ingest" && key.service === service && key.revokedAt === null,
    );
    for (const { id } of older) await keys.revoke.mutate({ id });
    const { key } = await keys.create.mutate({ kind: "ingest", name: NAME, service });
    return key;
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `The Vigie at ${url} makes no key for the demo (${problem}). Set VIGIE_ADMIN_TOKEN to the one that it was started with, or DEMO_VIGIE_TOKEN to an ingest key of it.`,
      { cause },
    );
  }
}
