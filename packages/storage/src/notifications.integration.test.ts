import { createDatabase } from "@vigie/testing";
import { expect, test } from "vitest";
import { enqueueNotifications, type NotificationKind } from "./notifications.ts";
import { openStore } from "./store.ts";

const AT = Date.parse("2026-03-01T12:00:00Z");

async function openOutbox() {
  const database = await createDatabase();
  const store = await openStore({ url: database.url });
  const { sql } = store;
  return {
    sql,
    async channel(minimumSeverity: string, isEnabled = true): Promise<number> {
      const [row] = await sql<{ id: number }[]>`
        INSERT INTO channels (name, kind, settings, minimum_severity, is_enabled, created_at, updated_at)
        VALUES ('c', 'webhook', '{}', ${minimumSeverity}, ${isEnabled}, now(), now()) RETURNING id::float8`;
      return row?.id ?? 0;
    },
    async alert(severity: string, subject = severity): Promise<{ id: number; severity: string }> {
      const at = new Date(AT).toISOString();
      const [row] = await sql<{ id: number }[]>`
        INSERT INTO alerts (rule_id, subject, rule, labels, severity, since, opened_at, value, worst_value, last_value, last_at)
        VALUES (1, ${subject}, '{}', '{}', ${severity}, ${at}, ${at}, 1, 1, 1, ${at}) RETURNING id::float8`;
      return { id: row?.id ?? 0, severity };
    },
    enqueue: (
      alerts: { id: number; severity: string }[],
      kind: NotificationKind,
      { change = 0, atMs = AT }: { change?: number; atMs?: number } = {},
    ) =>
      sql.begin(async (tx) => {
        if (kind === "resolved") {
          await tx`UPDATE alerts SET resolved_at = ${new Date(atMs).toISOString()} WHERE id = ANY(${alerts.map(({ id }) => id)}::bigint[])`;
        }
        return enqueueNotifications(tx, { alerts, kind, change, atMs });
      }),
    rows: () => sql<{ channel: number; kind: string; state: string; problem: string | null }[]>`
      SELECT channel_id::float8 AS channel, kind, state, problem FROM notifications ORDER BY id`,
    async [Symbol.asyncDispose]() {
      await store.close();
      await database[Symbol.asyncDispose]();
    },
  };
}

test("what opens is told to channels that are on and want that severity, once however often it is said", async () => {
  await using outbox = await openOutbox();
  const all = await outbox.channel("info");
  const critical = await outbox.channel("critical");
  await outbox.channel("info", false);
  const alerts = [await outbox.alert("critical"), await outbox.alert("warning")];

  await outbox.enqueue(alerts, "opened");
  await outbox.enqueue(alerts, "opened");
  expect((await outbox.rows()).map(({ channel }) => channel)).toEqual([all, critical, all]);
  for (const change of [1, 1, 2]) await outbox.enqueue(alerts, "changed", { change });
  expect((await outbox.rows()).filter(({ kind }) => kind === "changed")).toHaveLength(6);
});

test("nobody is told of what is over before it was told, nor that it is over", async () => {
  await using outbox = await openOutbox();
  await outbox.channel("info");
  const alert = await outbox.alert("critical");
  await outbox.enqueue([alert], "opened");
  await outbox.enqueue([alert], "changed", { change: 1 });
  await outbox.enqueue([alert], "resolved");
  expect(await outbox.rows()).toEqual([
    expect.objectContaining({ kind: "opened", state: "suppressed", problem: "It was over before it was to be told." }),
    expect.objectContaining({ kind: "changed", state: "suppressed" }),
    expect.objectContaining({
      kind: "resolved",
      state: "suppressed",
      problem: "Nobody had been told that it was open.",
    }),
  ]);
});

test("resolved goes where opened was sent, or may have been; not where it failed or where nobody was told", async () => {
  await using outbox = await openOutbox();
  const sent = await outbox.channel("info");
  const failed = await outbox.channel("info");
  const inDoubt = await outbox.channel("info");
  const givenUpInDoubt = await outbox.channel("info");
  const alert = await outbox.alert("warning");
  await outbox.enqueue([alert], "opened");
  const { sql } = outbox;
  await sql`UPDATE notifications SET state = 'sent' WHERE channel_id = ${sent}`;
  await sql`UPDATE notifications SET state = 'failed' WHERE channel_id = ${failed}`;
  await sql`UPDATE notifications SET is_in_doubt = true, due_at = due_at + interval '1 min' WHERE channel_id = ${inDoubt}`;
  await sql`UPDATE notifications SET is_in_doubt = true, state = 'failed' WHERE channel_id = ${givenUpInDoubt}`;
  await outbox.channel("info");

  await outbox.enqueue([alert], "resolved");
  expect((await outbox.rows()).map(({ channel, kind, state }) => [channel, kind, state])).toEqual([
    [sent, "opened", "sent"],
    [failed, "opened", "failed"],
    [inDoubt, "opened", "waiting"],
    [givenUpInDoubt, "opened", "failed"],
    [sent, "resolved", "waiting"],
    [inDoubt, "resolved", "waiting"],
    [givenUpInDoubt, "resolved", "waiting"],
  ]);
});

test("of a snoozed alert only its end is told", async () => {
  await using outbox = await openOutbox();
  await outbox.channel("info");
  const alert = await outbox.alert("critical");
  await outbox.enqueue([alert], "opened");
  await outbox.sql`UPDATE notifications SET state = 'sent'`;
  await outbox.sql`UPDATE alerts SET snoozed_until = ${new Date(AT + 60_000).toISOString()}`;
  await outbox.enqueue([alert], "changed", { change: 1, atMs: AT + 59_000 });
  expect(await outbox.rows()).toHaveLength(1);
  await outbox.enqueue([alert], "resolved", { atMs: AT + 59_500 });
  expect((await outbox.rows()).map(({ kind, state }) => [kind, state])).toEqual([
    ["opened", "sent"],
    ["resolved", "waiting"],
  ]);
});
