/** Failures with one fingerprint: type and where thrown. */
export interface ErrorGroup {
  id: number;
  fingerprint: string;
  /** Class of the error, or `HTTP 503` where only the status is known. */
  type: string;
  /** First own stack frame, `function (file)`; empty where no stack is known. */
  place: string;
  /** In the period and selection that was asked for. */
  count: number;
  /** Ever. ISO 8601. */
  firstSeen: string;
  lastSeen: string;
  /** In which it was seen, the first one first; empty where the service does not say. */
  releases: string[];
  /** `reopened`: seen in a release that is newer than its being resolved. */
  state: "open" | "resolved" | "reopened";
  /** ISO 8601; null while it never was. */
  resolvedAt: string | null;
  /** The newest occurrence that was kept; null when it is past retention. */
  sample: ErrorSample | null;
}

export interface ErrorSample {
  /** ISO 8601 */
  time: string;
  /** The endpoint at which it was thrown. */
  service: string;
  method: string;
  route: string;
  status: number;
  /** Redacted by the SDK. */
  message: string;
  /** Frames, one a line, source-mapped where the service has maps. */
  stack: string;
  traceId: string;
  instance: string;
  release: string;
}
