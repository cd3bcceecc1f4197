import type { Severity } from "@vigie/api";
import { closingWords, type Message, stateWords, type ToldAlert, timeText } from "./message.ts";

const COLORS: Record<Severity | "resolved", string> = {
  critical: "#f85149",
  warning: "#d29922",
  info: "#58a6ff",
  resolved: "#3fb950",
};
const ORDER = ["critical", "warning", "info", "resolved"] as const;
/** Discord takes 2,000 characters of text and 6,000 in all attachments together; the others take more. */
const TITLE_LENGTH = 300;
const TEXT_LENGTH = 150;
const HINT_LENGTH = 300;

/**
 * What Slack, Mattermost, Rocket.Chat and Discord (its address with /slack) all show: a text, and one attachment for what is
 * critical, warning, info and resolved each.
 */
export function slackBody(message: Message): string {
  const { title, alerts, url } = message;
  const groups = ORDER.map((key) => ({
    key,
    alerts: alerts.filter((alert) => (alert.state === "resolved" ? "resolved" : alert.severity) === key),
  })).filter((group) => group.alerts.length > 0);
  const [only] = alerts;
  const closing = closingWords(message);
  return JSON.stringify({
    text: [escapeText(title, TITLE_LENGTH), ...(message.isTest ? [url] : [])].join("\n"),
    attachments: [
      ...groups.map((group) => ({
        color: COLORS[group.key],
        fallback: escapeText(title, TITLE_LENGTH),
        ...(alerts.length === 1 && only
          ? { title: escapeText(only.text, TEXT_LENGTH), title_link: only.url, text: detailsOf(only) }
          : { text: group.alerts.map(lineOf).join("\n") }),
      })),
      ...(closing.length === 0 ? [] : [{ fallback: closing.join(". "), text: `${closing.join("\n")}\n${url}` }]),
    ],
  });
}

function detailsOf(alert: ToldAlert): string {
  return [
    `${escapeText(stateWords(alert), TEXT_LENGTH)}, since ${timeText(alert.since)}`,
    ...(alert.hint === "" || alert.state === "resolved" ? [] : [escapeText(alert.hint, HINT_LENGTH)]),
  ].join("\n");
}

function lineOf(alert: ToldAlert): string {
  return `• ${escapeText(`${stateWords(alert)}: ${alert.text}`, TEXT_LENGTH)}, since ${timeText(alert.since)} ${alert.url}`;
}

/**
 * Text of a service's own in one line, without a way to mean more than itself: no markup of Slack's (&lt;!channel&gt;), no link of
 * Markdown's, and nobody is called: a zero-width space after each @ keeps @channel, @here and @everyone mere text.
 */
export function escapeText(text: string, length: number): string {
  const line = text.replace(/[\s\p{Cc}\p{Cf}]+/gu, " ").trim();
  const short = line.length > length ? `${line.slice(0, length - 1).replace(/[\ud800-\udbff]$/, "")}…` : line;
  return short
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("@", "@\u200b")
    .replaceAll("](", "]\u200b(");
}
