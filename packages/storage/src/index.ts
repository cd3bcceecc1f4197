export { accountAdapter } from "./accounts/account-adapter.ts";
export {
  type ActiveKey,
  countActiveKeys,
  insertKey,
  type KeyToStore,
  listKeys,
  noteKeysUsed,
  readActiveKeys,
  revokeKey,
  type StoredKey,
} from "./accounts/api-keys.ts";
export { type AuditEntry, readAudit, recordAudit, type StoredAuditEntry } from "./accounts/audit.ts";
export {
  createSetupLink,
  type Redeemed,
  readSetupLink,
  redeemSetupLink,
  type SetupLink,
  type SetupPurpose,
} from "./accounts/setup-links.ts";
export { beginAttempt, forgetAttempts, SIGN_IN_LIMITS } from "./accounts/sign-in-attempts.ts";
export {
  countUsers,
  endSessions,
  findUserByEmail,
  listSessions,
  listUsers,
  pruneAccounts,
  removeUser,
  type StoredSession,
  type StoredUser,
  setUserRole,
  type UserRefusal,
} from "./accounts/users.ts";
export {
  type AlertAction,
  type AlertRefusal,
  acknowledgeAlerts,
  resolveAlertsByHand,
  snoozeAlerts,
  wakeAlerts,
} from "./alert-actions.ts";
export {
  ALERTS_CHANNEL,
  type AlertToOpen,
  changedByPerson,
  commitEvaluation,
  type Evaluation,
  type EvaluationPlace,
  noteEvents,
  type OpenAlert,
  readEvaluationPlace,
  readOpenAlerts,
  readRuleStates,
  type StoredRuleState,
  type TellAlerts,
} from "./alerts.ts";
export {
  endAnomalies,
  type NewAnomaly,
  type OpenAnomaly,
  openAnomalies,
  readOpenAnomalies,
  worsenAnomalies,
} from "./anomalies.ts";
export { type BandToRecord, type BandWindow, readBands, recordBands } from "./anomaly-bands.ts";
export {
  type DetectorState,
  forgetDetectorStates,
  readDetectorStates,
  saveDetectorStates,
} from "./anomaly-detectors.ts";
export { readMetricWindowsByService, type ServiceMetricWindow } from "./anomaly-samples.ts";
export { levelOf, severityOf, traceUuid } from "./append-logs.ts";
export { type Committed, commitBatches, LOSS_METRIC, recordSamples, type Sample } from "./commit-batches.ts";
export { compact } from "./compact.ts";
export { APPLICATION_NAME, describeTarget, isConnectionProblem, isPassingProblem, problemOf } from "./connection.ts";
export { type EmbeddedPostgres, startEmbeddedPostgres } from "./embedded-postgres.ts";
export { findEndpoints, findServicesAndEndpoints, type KnownEndpoint } from "./endpoints.ts";
export { freePort } from "./free-port.ts";
export { isBatchStored } from "./is-batch-stored.ts";
export { keepPartitions } from "./keep-partitions.ts";
export { createLeadership, type Leadership } from "./leadership.ts";
export { listenTo } from "./listen.ts";
export { MergedRollup, type PerWait, type StatementTotals } from "./merge-rollups.ts";
export {
  type Enqueued,
  enqueueNotifications,
  type NotificationKind,
  suppressOfChannelsOff,
  suppressWhatIsOver,
} from "./notifications.ts";
export {
  type ChannelToStore,
  countChannels,
  describeHook,
  insertChannel,
  type ListedChannel,
  listChannels,
  readChannel,
  removeChannel,
  type StoredChannel,
  type StoredChannelSettings,
  updateChannel,
} from "./notifications-channels.ts";
export {
  type AlertToTell,
  type ClaimedMessage,
  claimMessage,
  noteFailure,
  noteSent,
  readDueChannels,
} from "./notifications-outbox.ts";
export {
  cancelled,
  type Fragment,
  readLogPosition,
  readLogs,
  readLogsById,
  type StoredLog,
  timeText,
} from "./read-logs.ts";
export {
  type MetricLatest,
  type MetricName,
  type MetricScope,
  type MetricWindow,
  readLatestMetrics,
  readMetricSeries,
  readMetricWindows,
} from "./read-metrics.ts";
export {
  alignPeriod,
  chartStep,
  keptFromSeconds,
  readRollupPeriods,
  readRollups,
  readRollupsByInstance,
  readRollupWindows,
} from "./read-rollups.ts";
export {
  DEFAULT_RETENTION_DAYS,
  isRetentionDays,
  RETENTION_KINDS,
  RETENTION_LIMITS,
  type RetentionDays,
  type RetentionKind,
  writeRetention,
} from "./retention.ts";
export { readBlock } from "./rollup-block.ts";
export type { RollupsOf } from "./rollup-rows.ts";
export {
  insertRule,
  type RuleResolution,
  type RuleToStore,
  readRules,
  removeRule,
  type StoredRule,
  updateRule,
} from "./rules.ts";
export * as schema from "./schema/index.ts";
export { findInstances, findServices, type KnownInstance, type KnownService, OWN_SERVICE } from "./services.ts";
export { keepSecret, readSetting, writeSetting } from "./settings.ts";
export { PRESENCE, readLastHeard, readPresence, readSilences } from "./silences.ts";
export { openStore, type Store } from "./store.ts";
export {
  readDatabaseBytes,
  readStoredSizes,
  readWhatExpires,
  type StoredKind,
  type StoredSize,
} from "./table-sizes.ts";
export { type Period, readStaleMarks, type StaleMarks } from "./tile-stored.ts";
export { hashWord, OVERFLOW, textsOf } from "./word-hashes.ts";
export { fold, isWordAt, wordsOf } from "./words.ts";
export { makePastPartitions, type WindowToWrite, writeWindows } from "./write-windows.ts";
