import type { LookupFunction } from "node:net";
import type { ChannelProblem, ChannelSettings } from "@vigie/api";
import type { StoredChannelSettings } from "@vigie/storage";
import { type Delivery, failed } from "./delivery.ts";
import { createMailer } from "./email.ts";
import type { Message } from "./message.ts";
import { post, problemWithUrl } from "./post.ts";
import { slackBody } from "./slack.ts";
import { webhookBody, webhookHeaders } from "./webhook.ts";

export interface SendSettings {
  /** Server that takes e-mail; without it there is none. */
  smtpUrl: string | undefined;
  smtpFrom: string | undefined;
  allowPrivateWebhooks: boolean;
  /** Longest exchange with a webhook, for tests; default 10 s. */
  exchangeMs?: number | undefined;
  /** How names of webhooks are resolved, for tests. */
  lookup?: LookupFunction | undefined;
}

export interface Sender {
  /** Tries once to send a message to where a channel sends. Never throws. */
  send(settings: StoredChannelSettings, message: Message, signal: AbortSignal): Promise<Delivery>;
  /** Why nothing could ever be sent there; null: it could. */
  problemWith(settings: ChannelSettings): ChannelProblem | null;
}

const NO_SMTP = { problem: "no SMTP server is set", remedy: "Set SMTP_URL and start Vigie again." };

export function createSender({ smtpUrl, smtpFrom, allowPrivateWebhooks, exchangeMs, lookup }: SendSettings): Sender {
  const mailer = smtpUrl === undefined ? undefined : createMailer({ smtpUrl, from: smtpFrom });
  return {
    async send(settings, message, signal) {
      const how = { url: "", allowPrivate: allowPrivateWebhooks, signal, limitMs: exchangeMs, lookup };
      switch (settings.kind) {
        case "webhook": {
          const nowMs = Date.now();
          const body = webhookBody(message, nowMs);
          const headers = webhookHeaders({ id: message.id, body, secret: settings.secret, nowMs });
          return post({ ...how, url: settings.url, body, headers: { ...headers, "user-agent": USER_AGENT } });
        }
        case "slack":
          return post({
            ...how,
            url: settings.url,
            body: slackBody(message),
            headers: { "webhook-id": message.id, "user-agent": USER_AGENT },
          });
        case "email":
          if (mailer === undefined) return failed(`Nothing can be sent by e-mail: ${NO_SMTP.problem}.`, NO_SMTP.remedy);
          return mailer.send({ to: settings.to, message, signal });
      }
    },
    problemWith(settings) {
      switch (settings.kind) {
        case "webhook":
        case "slack": {
          const wrong = problemWithUrl(settings.url, allowPrivateWebhooks);
          return wrong && { field: "url", problem: inOneSentence(wrong) };
        }
        case "email":
          return mailer === undefined ? { field: "kind", problem: inOneSentence(NO_SMTP) } : null;
      }
    },
  };
}

/** "no SMTP server is set; set SMTP_URL and start Vigie again" */
function inOneSentence({ problem, remedy }: { problem: string; remedy: string }): string {
  return `${problem}; ${remedy.charAt(0).toLowerCase()}${remedy.slice(1).replace(/\.$/, "")}`;
}

const USER_AGENT = "Vigie";
