/** Version of the wire format. A server answers WIRE_VERSION_UNSUPPORTED to any other. */
export const WIRE_VERSION = 1;

/** Header with the sender's clock (milliseconds since the epoch) at the moment of sending. */
export const SENT_AT_HEADER = "vigie-sent-at";

export const METRIC_TYPES = ["api", "redis", "postgres", "system", "cache", "custom"] as const;
