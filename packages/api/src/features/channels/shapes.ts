import type { Severity } from "../../alerting/rule.ts";

/** Where notifications go, as a person writes it. */
export type ChannelSettings =
  /** POST of JSON, signed: see docs/notifications.md. */
  | { kind: "webhook"; url: string }
  /** A webhook that takes Slack's format: Slack, Mattermost, Rocket.Chat, Discord with /slack. */
  | { kind: "slack"; url: string }
  /** By the SMTP server of the settings of this Vigie (SMTP_URL). */
  | { kind: "email"; to: string[] };

export interface QuietHours {
  /** `22:00`; may be later than `to`: over midnight. */
  from: string;
  to: string;
  /** IANA: `Europe/Paris`. */
  timeZone: string;
  /** Whether critical alerts come through. */
  exceptCritical: boolean;
}

export interface ChannelDraft {
  name: string;
  settings: ChannelSettings;
  minimumSeverity: Severity;
  quietHours: QuietHours | null;
  isEnabled: boolean;
}

/**
 * Its URL is told without what could be a secret in it: `https://hooks.example.com/…`. Given back like that in an update, the one
 * that is stored stays.
 */
export interface Channel extends ChannelDraft {
  id: number;
  version: number;
  /** That URL, or the addresses. */
  target: string;
  /** The newest of its notifications that was sent, and the newest failure after that. */
  lastSentAt: string | null;
  lastProblem: { at: string; problem: string } | null;
  /** Notifications that wait to be sent, and that were suppressed in the last 24 hours. */
  waiting: number;
  suppressed: number;
}

/** What a test message came to. */
export type ChannelTest = { ok: true; ms: number } | { ok: false; problem: string; remedy: string };

/** Why nothing could ever be sent by these settings: which part of them, and what is wrong with it. */
export interface ChannelProblem {
  field: string;
  problem: string;
}
