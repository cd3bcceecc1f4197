/**
 * What one batch may hold. The SDK stays inside these limits by itself; the server refuses what is
 * outside them with an error that names the limit. All sizes are bytes.
 */
export const LIMITS = {
  /** Body as it arrives, compressed. */
  compressedBytes: 1_048_576,
  /** Body after gunzip. */
  bodyBytes: 8_388_608,
  /** Nested objects and arrays: four of a batch, the rest of the attributes in it. */
  depth: 12,
  /** Objects and lists in one body. The smallest that the protocol names take 54 bytes each, so that a full body of them fits. */
  objectsPerBatch: 160_000,
  /** Names in one object. */
  namesPerObject: 1_000,
  /** Batches in progress at once in one server, of all senders: each may have as many as are still free, and so half when it is alone. */
  batchesInProgress: 2_000,
  /** Bytes of their bodies as they arrive, shared in the same way. */
  bytesInProgress: 33_554_432,
  /** Bytes of JSON that are parsed and wait to be stored, past which a sender's next batch is not parsed yet; shared in the same way. */
  parsedBytesInProgress: 16_777_216,
  rollupsPerBatch: 5_000,
  requestsPerBatch: 1_000,
  metricsPerBatch: 5_000,
  lossesPerBatch: 100,
  logsPerBatch: 10_000,
  labelsPerMetric: 16,
  nameLength: 128,
  routeLength: 512,
  labelLength: 256,
  /** Services that all servers of one database know, at most; a batch of another one is refused as SERVICE_LIMIT. */
  services: 1_000,
  /** Instances of one service (a name at a release in an environment) within a day; others are counted under the instance `(other)`. */
  instancesPerService: 5_000,
  /** Releases of one service within a day, and environments; others are counted under `(other)`. */
  releasesPerService: 200,
  environmentsPerService: 100,
  /** Distinct error groups of one service; the rest is counted under the group `(other)`. */
  errorGroupsPerService: 1_000,
  /** Distinct statements of one service; the rest is counted under the statement `(other)`. */
  statementsPerService: 2_000,
  statusesPerRollup: 50,
  errorsPerRollup: 50,
  statementsPerRollup: 100,
  errorsPerBatch: 500,
  statementsPerBatch: 1_000,
  /** First line of a sample error. */
  messageLength: 1_000,
  stackLength: 16_000,
  statementLength: 4_000,
  /** Message of a log, characters; the SDK cuts what is longer and says by how much. */
  logLength: 32_768,
  /** Attributes of a log, characters of JSON; what does not fit is left out. */
  attributesLength: 32_768,
  /** Names of attributes of one log or request, at all depths together. */
  attributeCount: 256,
  /** Nested objects and arrays in attributes. */
  attributeDepth: 6,
  /** One text in attributes, characters. */
  attributeLength: 8_192,
  spansPerRequest: 200,
  attributesPerSpan: 16,
  headersPerRequest: 64,
  headerLength: 1_024,
  urlLength: 2_048,
  /** Distinct endpoints of one service; the rest is counted under the endpoint `(other)`. */
  endpointsPerService: 1_000,
  /** Histogram of one rollup, encoded. */
  histogramBytes: 8_192,
  /** Requests in one rollup, or of one loss. A day of such rollups still adds up exactly. */
  count: 1_000_000_000,
  /** Bytes of response bodies in one rollup. */
  sentBytes: 1e15,
  /** Duration of one request, milliseconds: 31 years. */
  milliseconds: 1e12,
  /** Largest value of a sample, up or down. Postgres squares values on the way to their mean. */
  magnitude: 1e100,
  /** How far a batch's clock may be from the server's before CLOCK_SKEW, milliseconds. */
  clockSkewMs: 30_000,
  /** How old a window may be when it arrives, milliseconds. Older ones are refused as BATCH_TOO_OLD. */
  lateMs: 3_600_000,
  /** How old a sample of a metric or the beginning of a kept request may be, milliseconds. */
  sampleAgeMs: 86_400_000,
} as const;

/** Stands for instances, releases and environments that are past their limit. */
export const OTHER_NAME = "(other)";

/** Where requests go whose endpoint is past `endpointsPerService`. */
export const OTHER_ROUTE = "(other)";
