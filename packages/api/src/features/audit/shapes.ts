/** Something that somebody did. Times are ISO 8601. */
export interface AuditEntry {
  id: number;
  time: string;
  /** nobody: who tried did not get in. */
  actorKind: "user" | "token" | "key" | "nobody";
  actor: string;
  address: string;
  /** `sign-in`, `sign-in.refused`, or the procedure that was called: `rules.update`. */
  action: string;
  /** What of it says to what: `name=Slow checkout id=4`. */
  subject: string;
}

export interface AuditPage {
  entries: AuditEntry[];
  /** For `before` of the next call; null: that is all. */
  next: number | null;
}
