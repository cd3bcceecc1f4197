import { createHmac } from "node:crypto";
import type { Message } from "./message.ts";

/** What a webhook gets: docs/notifications.md describes it. */
export function webhookBody(message: Message, nowMs: number): string {
  const { isTest, title, alerts, more, suppressed, url } = message;
  return JSON.stringify({
    type: isTest ? "test" : "alerts",
    timestamp: new Date(nowMs).toISOString(),
    data: { title, alerts, more, suppressed, url },
  });
}

/** The headers of Standard Webhooks: id, seconds since the epoch, and HMAC-SHA256 over `id.seconds.body`, base64. */
export function webhookHeaders({
  id,
  body,
  secret,
  nowMs,
}: {
  id: string;
  body: string;
  /** `whsec_` and the key in base64. */
  secret: string;
  nowMs: number;
}): Record<string, string> {
  const seconds = String(Math.floor(nowMs / 1000));
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${seconds}.${body}`).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": seconds, "webhook-signature": `v1,${signature}` };
}
