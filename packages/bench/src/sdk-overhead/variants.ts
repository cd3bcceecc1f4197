export const FRAMEWORKS = ["Express", "Fastify"] as const;
export type Framework = (typeof FRAMEWORKS)[number];

/**
 * What is compared on each framework. The first two are the same, and the reference. prom-client's histogram alone does
 * less than Vigie without context; with a trace id on each response it does about the same. "bare prepared" records nothing, but
 * lets requests share their hidden classes as Vigie does: what Vigie takes above it is the price of recording itself.
 */
export const VARIANTS = {
  Express: [
    "bare A",
    "bare B",
    "bare prepared",
    "vigie",
    "vigie no context",
    "prom-client",
    "prom-client + trace id",
    "swagger-stats",
    "opentelemetry",
  ],
  Fastify: [
    "bare A",
    "bare B",
    "vigie",
    "vigie no context",
    "prom-client",
    "prom-client + trace id",
    "fastify-metrics",
    "opentelemetry",
  ],
} as const satisfies Record<Framework, readonly string[]>;

export type Variant = (typeof VARIANTS)[Framework][number];

export const BARE = ["bare A", "bare B"] as const satisfies readonly Variant[];
