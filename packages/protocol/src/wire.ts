/** Version of the wire format. A server answers WIRE_VERSION_UNSUPPORTED to any other. */
export const WIRE_VERSION = 1;

/** Header with the sender's clock (milliseconds since the epoch) at the moment of sending. */
export const SENT_AT_HEADER = "vigie-sent-at";

export const METRIC_TYPES = ["api", "redis", "postgres", "system", "cache", "custom"] as const;

/**
 * What a request can wait for: a connection of a pool, SQL, a cache, a call to another service. The order is that of every list
 * of waits on the wire. What is left of a request's duration is its own code.
 */
export const WAITS = ["pool", "sql", "cache", "http"] as const;

/** Stands for the error groups and statements that are past their limit. */
export const OTHER_FINGERPRINT = "0000000000000000";

/** What is logged at, least first; severities of the OpenTelemetry log data model by their short names. */
export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal"] as const;

/** What a span is: one of the waits, or a step of the service's own code. */
export const SPAN_KINDS = [...WAITS, "own"] as const;
