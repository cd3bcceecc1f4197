import type { Sql } from "./connection.ts";

/**
 * Hears what is said on a channel of Postgres, on a connection of its own that is made again when it is lost; `reconnected` is
 * called each time that it listens, since messages may have been missed before. Tries for ever.
 */
export function listenTo(
  sql: Sql,
  { channel, heard, reconnected }: { channel: string; heard: (text: string) => void; reconnected: () => void },
): { stop: () => Promise<void> } {
  let stopped = false;
  let unlisten = () => Promise.resolve();
  const start = async () => {
    while (!stopped) {
      try {
        const listening = await sql.listen(channel, heard, reconnected);
        unlisten = () => listening.unlisten();
        return;
      } catch {
        await new Promise<void>((done) => setTimeout(done, 1_000).unref());
      }
    }
  };
  const started = start();
  return {
    async stop() {
      stopped = true;
      // With Postgres away neither comes to an end by itself.
      await Promise.race([
        started.then(() => unlisten()),
        new Promise<void>((done) => setTimeout(done, 500).unref()),
      ]).catch(() => {});
    },
  };
}
