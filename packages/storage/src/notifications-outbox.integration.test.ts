import { openOutbox } from "@vigie/testing";
import { expect, test } from "vitest";
import { claimMessage } from "./notifications-outbox.ts";

test("while one server puts a message for a channel together, another one leaves that channel alone", async () => {
  await using outbox = await openOutbox();
  const { sql } = outbox.store;
  const channel = await outbox.channel("https://hooks.example.org");
  await outbox.open();
  const claim = () =>
    claimMessage(sql, { channelId: channel.id, nowMs: outbox.now(), leaseMs: 60_000, holdsBack: () => false });
  await sql.begin(async (tx) => {
    await tx`SELECT FROM channels WHERE id = ${channel.id} FOR UPDATE`;
    expect(await claim()).toBeNull();
  });
  expect(await claim()).toMatchObject({ channel: { id: channel.id }, attempt: 1, more: 0, suppressed: 0 });
  expect(await claim()).toBeNull();
});

test("of thousands of alerts the worst are in the first message", async () => {
  await using outbox = await openOutbox();
  const { sql } = outbox.store;
  const channel = await outbox.channel("https://hooks.example.org");
  await sql`
    INSERT INTO alerts (rule_id, subject, rule, labels, severity, since, opened_at, value, worst_value, last_value, last_at)
    SELECT 1, n::text, '{}', '{}', CASE WHEN n > 6000 THEN 'critical' ELSE 'info' END, now(), now(), 1, 1, 1, now()
    FROM generate_series(1, 6010) AS n`;
  const alerts = await sql<{ id: number; severity: "info" }[]>`SELECT id::float8, severity FROM alerts`;
  await outbox.enqueue(alerts, "opened");
  const claim = { channelId: channel.id, nowMs: outbox.now(), leaseMs: 60_000, holdsBack: () => false };
  const message = await claimMessage(sql, claim);
  expect(message?.counts).toEqual({ critical: 10, warning: 0, info: 4_990, resolved: 0 });
  expect(message?.alerts.slice(0, 10).every(({ severity }) => severity === "critical")).toBe(true);
  expect(message?.more).toBe(4_980);
});
