import { uuidV7Time } from "@vigie/series";
import type { Store } from "./store.ts";

/** SQLSTATE check_violation: no partition has room for a time. */
const NO_PARTITION = "23514";

class Undone extends Error {}

/**
 * Whether a batch with this id was stored. Waits for a transaction that is about to store it: to claim the id, as that one did, and to
 * take it back is the only question that Postgres answers after the other has ended.
 */
export async function isBatchStored({ sql }: Pick<Store, "sql">, id: string): Promise<boolean> {
  let isStored = false;
  try {
    await sql.begin(async (tx) => {
      const claimed = await tx`
        INSERT INTO batches (time, id) VALUES (to_timestamp(${uuidV7Time(id) / 1000}::float8), ${id}::uuid)
        ON CONFLICT DO NOTHING RETURNING id`;
      isStored = claimed.length === 0;
      throw new Undone();
    });
  } catch (error) {
    const isNowhere = error instanceof Error && "code" in error && error.code === NO_PARTITION;
    if (!(error instanceof Undone) && !isNowhere) throw error;
  }
  return isStored;
}
