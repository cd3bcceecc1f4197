import { createHmac } from "node:crypto";
import type { Receiver } from "@vigie/testing";

/** What docs/notifications.md says of an alert in a message, as far as journeys look at it. */
export interface ToldAlert {
  id: number;
  state: "opened" | "changed" | "resolved";
  severity: string;
  text: string;
}

/** The alerts of all messages that came, each checked as somebody would by the documentation. Throws where a signature is wrong. */
export function toldAlerts({ received }: Receiver, secret: string): ToldAlert[] {
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  return received.flatMap(({ headers, body }) => {
    const signature = headers["webhook-signature"];
    const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
    const expected = createHmac("sha256", key).update(signed).digest("base64");
    if (signature !== `v1,${expected}`) throw new Error(`a message came with a wrong signature: ${signature}`);
    return (JSON.parse(body) as { data: { alerts: ToldAlert[] } }).data.alerts;
  });
}
