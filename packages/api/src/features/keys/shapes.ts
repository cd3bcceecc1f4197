import type { Scope } from "../../caller.ts";

/** A key of a service or a program. Times are ISO 8601. */
export interface ApiKey {
  id: number;
  name: string;
  /** ingest: a service sends with it. read: a program reads with it. */
  kind: "ingest" | "read";
  /** The one service that an ingest key may send as; null: any. */
  service: string | null;
  /** What a read key may read. */
  scopes: Scope[];
  /** Its last four characters. */
  hint: string;
  createdBy: string;
  createdAt: string;
  /** To the minute; null: never. */
  lastUsedAt: string | null;
  revokedAt: string | null;
}
