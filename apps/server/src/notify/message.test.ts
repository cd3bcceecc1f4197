import { createHmac, timingSafeEqual } from "node:crypto";
import type { AlertToTell, ClaimedMessage } from "@vigie/storage";
import { WEBHOOK_SECRET } from "@vigie/testing";
import { describe, expect, test } from "vitest";
import { durationText, messageOf } from "./message.ts";
import { escapeText, slackBody } from "./slack.ts";
import { webhookBody, webhookHeaders } from "./webhook.ts";

const AT = Date.parse("2026-03-01T12:00:00Z");

function alert(changes: Partial<AlertToTell> = {}): AlertToTell {
  return {
    id: 7,
    state: "opened",
    severity: "critical",
    rule: {
      id: 1,
      name: "Too many errors",
      label: "Error rate (5xx)",
      unit: "ratio",
      metric: { kind: "figure", figure: "api.errorRate" },
      comparison: "above",
      threshold: 0.05,
      hint: "Look at the hotspots.",
    },
    labels: { service: "shop" },
    sinceMs: AT - 30_000,
    openedMs: AT,
    resolvedMs: null,
    resolution: null,
    resolvedBy: null,
    lastValue: 0.083,
    worstValue: 0.12,
    ...changes,
  };
}

function message(alerts: AlertToTell[], changes: Partial<ClaimedMessage> = {}) {
  const counts = { critical: 0, warning: 0, info: 0, resolved: 0 };
  for (const { state, severity } of alerts) counts[state === "resolved" ? state : severity]++;
  const claimed = { id: "m1", alerts, counts, more: 0, suppressed: 0, ...changes } as ClaimedMessage;
  return messageOf(claimed, { publicUrl: "https://vigie.example/watch" });
}

interface SlackBody {
  text: string;
  attachments: { color?: string; title?: string; title_link?: string; text: string }[];
}
const slack = (...given: Parameters<typeof message>) => JSON.parse(slackBody(message(...given))) as SlackBody;

describe("the title", () => {
  test("of one alert says what it is", () => {
    expect(message([alert()]).title).toBe("Critical: shop: Error rate (5xx) 8.3 %, above 5 %");
    expect(message([alert({ state: "changed", severity: "warning" })]).title).toMatch(/^Still open, warning: shop/);
    expect(message([alert({ state: "resolved", resolvedMs: AT + 690_000 })]).title).toBe(
      "Resolved after 12 min: shop: Error rate (5xx) 12 %, above 5 %",
    );
  });

  test("of several says how many of which", () => {
    const resolved = alert({ state: "resolved", resolvedMs: AT });
    expect(message([alert(), alert({ severity: "info" }), resolved]).title).toBe(
      "3 alerts: 1 critical, 1 info, 1 resolved",
    );
  });

  test("is one line, whatever a service calls itself", () => {
    const { title } = message([alert({ labels: { service: "shop\r\nCritical: all is lost\u0007" } })]);
    expect(title).toBe("Critical: shop Critical: all is lost : Error rate (5xx) 8.3 %, above 5 %");
  });
});

test.each([
  [0, "0 s"],
  [59_400, "59 s"],
  [59_600, "1 min"],
  [90_000, "2 min"],
  [3_600_000, "1 h"],
  [3_900_000, "1 h 5 min"],
  [86_400_000, "24 h"],
  [183_600_000, "2 d 3 h"],
])("%i ms are %s", (ms, text) => expect(durationText(ms)).toBe(text));

describe("Slack's format", () => {
  test("one alert: text, title with link, since when, hint", () => {
    expect(slack([alert()])).toEqual({
      text: "Critical: shop: Error rate (5xx) 8.3 %, above 5 %",
      attachments: [
        {
          color: "#f85149",
          fallback: expect.any(String),
          title: "shop: Error rate (5xx) 8.3 %, above 5 %",
          title_link: "https://vigie.example/watch/alerts?alert=7",
          text: "Critical, since 2026-03-01 11:59 UTC\nLook at the hotspots.",
        },
      ],
    });
  });

  test("several: one attachment for each severity, one line for each alert, and what is not named", () => {
    const many = Array.from({ length: 20 }, (_, i) => alert({ id: i, severity: i < 2 ? "critical" : "warning" }));
    const { attachments } = slack(many, { more: 5, suppressed: 3 });
    expect(attachments.map(({ color, text }) => [color, text.split("\n").length])).toEqual([
      ["#f85149", 2],
      ["#d29922", 18],
      [undefined, 3],
    ]);
    expect(attachments[2]?.text).toBe(
      "and 5 more\n3 more suppressed: over before they were to be told\nhttps://vigie.example/watch/alerts",
    );
  });

  test("fits what Discord takes, however long the names are", () => {
    const long = (severity: AlertToTell["severity"]) => alert({ severity, labels: { service: "s".repeat(500) } });
    const many = Array.from({ length: 20 }, (_, i) => long(i % 2 ? "critical" : "info"));
    const { text, attachments } = slack(many, { more: 5, suppressed: 3 });
    expect(text.length).toBeLessThanOrEqual(2_000);
    expect(attachments.length).toBeLessThanOrEqual(10);
    expect(attachments.every((one) => one.text.length <= 4_096)).toBe(true);
    expect(attachments.reduce((sum, one) => sum + one.text.length, 0)).toBeLessThanOrEqual(6_000);
  });

  test("nothing of a service's own calls anybody, links anywhere or looks like something else", () => {
    const nasty =
      "<!channel> <https://evil.example|login> @here @everyone [x](https://evil.example) &amp;\u202e\u0000\n*";
    const body = slackBody(message([alert({ labels: { service: nasty } })]));
    expect(body).not.toMatch(/<!|<https|@here|@everyone|@channel|\]\(|\\u202e|\\u0000|\\n\*/);
    expect(escapeText("<!channel> & @here", 100)).toBe("&lt;!channel&gt; &amp; @\u200bhere");
    expect(escapeText("a\u200b b\n\n c", 100)).toBe("a b c");
    expect(escapeText("😀😀😀", 4)).toBe("😀…");
  });
});

describe("a webhook's signature", () => {
  const body = webhookBody(message([alert()]), AT);
  const headers = webhookHeaders({ id: "m1", body, secret: WEBHOOK_SECRET, nowMs: AT + 999 });

  /** As docs/notifications.md shows it. */
  function verify(headers: Record<string, string>, body: string, secret: string): boolean {
    const key = Buffer.from(secret.slice("whsec_".length), "base64");
    const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
    const expected = createHmac("sha256", key).update(signed).digest();
    return (headers["webhook-signature"] ?? "").split(" ").some((one) => {
      const given = Buffer.from(one.replace(/^v1,/, ""), "base64");
      return given.length === expected.length && timingSafeEqual(given, expected);
    });
  }

  test("is that of Standard Webhooks", () => {
    expect(headers).toMatchObject({ "webhook-id": "m1", "webhook-timestamp": String(AT / 1000) });
    expect(verify(headers, body, WEBHOOK_SECRET)).toBe(true);
    // The example of the specification.
    expect(
      webhookHeaders({
        id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
        body: '{"test": 2432232314}',
        secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        nowMs: 1_614_265_330_000,
      })["webhook-signature"],
    ).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  });

  test("does not fit another body, id, time or secret", () => {
    expect(verify(headers, `${body} `, WEBHOOK_SECRET)).toBe(false);
    expect(verify({ ...headers, "webhook-id": "m2" }, body, WEBHOOK_SECRET)).toBe(false);
    expect(verify({ ...headers, "webhook-timestamp": "1" }, body, WEBHOOK_SECRET)).toBe(false);
    expect(verify(headers, body, WEBHOOK_SECRET.replace("M", "N"))).toBe(false);
  });
});
