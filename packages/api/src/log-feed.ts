import type { StoredLog } from "@vigie/storage";

/** A log on its way to readers; its id is null while it is not stored. */
export type FedLog = Omit<StoredLog, "id"> & { id: number | null };

/** Told synchronously; must return at once and never throw. */
export interface LogReader {
  /** Logs that were committed, in the order of their ids and without gaps. */
  committed(logs: readonly FedLog[]): void;
  /** All that came and could not be stored yet, the newest of them; told anew whenever that changes. */
  unstored(logs: readonly FedLog[]): void;
}

/** Logs as they come, of all servers on the database. */
export interface LogFeed {
  /** From here on the reader is told everything behind `position`; what is up to it is in the store. */
  read(reader: LogReader): Promise<{ position: number; stop: () => void }>;
}
