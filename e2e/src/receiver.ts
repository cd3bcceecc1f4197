import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";

/** What docs/notifications.md says of an alert in a message, as far as journeys look at it. */
export interface ToldAlert {
  id: number;
  state: "opened" | "changed" | "resolved";
  severity: string;
  text: string;
}

export interface Receiver extends AsyncDisposable {
  url: string;
  /** What came and was signed with this secret; anything else that came is an error. */
  told(secret: string): ToldAlert[];
}

/** The other end of a webhook, as somebody would write it by the documentation. */
export async function startReceiver(): Promise<Receiver> {
  const messages: { id: string; seconds: string; signature: string; body: string }[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      const header = (name: string) => String(request.headers[name]);
      messages.push({
        id: header("webhook-id"),
        seconds: header("webhook-timestamp"),
        signature: header("webhook-signature"),
        body,
      });
      response.end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    url: `http://127.0.0.1:${address && typeof address === "object" ? address.port : 0}/hook`,
    told(secret) {
      const key = Buffer.from(secret.replace("whsec_", ""), "base64");
      return messages.flatMap(({ id, seconds, signature, body }) => {
        const expected = createHmac("sha256", key).update(`${id}.${seconds}.${body}`).digest("base64");
        if (signature !== `v1,${expected}`) throw new Error(`a message came with a wrong signature: ${signature}`);
        return (JSON.parse(body) as { data: { alerts: ToldAlert[] } }).data.alerts;
      });
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}
