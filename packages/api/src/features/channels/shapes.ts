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

export interface Channel extends ChannelDraft {
  id: number;
  version: number;
  /** URLs are shown without what could be a secret in them: `https://hooks.example.com/…`. */
  target: string;
  /** The newest of its notifications that was sent, and the newest failure after that. */
  lastSentAt: string | null;
  lastProblem: { at: string; problem: string } | null;
  /** Waiting to be sent, and suppressed in the last 24 hours. */
  waiting: number;
  suppressed: number;
}

/** What a test message came to. */
export type ChannelTest = { ok: true; ms: number } | { ok: false; problem: string; remedy: string };
