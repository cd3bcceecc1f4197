import { removeChannel, updateChannel } from "@vigie/storage";
import { openOutbox, type Received, startReceiver, type TestAlert } from "@vigie/testing";
import { expect, test } from "vitest";
import { startNotifier } from "./notifier.ts";

const SECOND = 1_000;
const MINUTE = 60_000;

/** An outbox with a server that sends what is in it, when the test says so. */
async function openSending() {
  const outbox = await openOutbox();
  const notifier = startNotifier({
    store: outbox.store,
    leads: async () => true,
    now: outbox.now,
    report: () => {},
    settings: {
      smtpUrl: undefined,
      smtpFrom: undefined,
      allowPrivateWebhooks: true,
      publicUrl: () => "https://vigie.example",
    },
    everyMs: 3_600_000,
  });
  return {
    ...outbox,
    notifier,
    async [Symbol.asyncDispose]() {
      await notifier.stop();
      await outbox[Symbol.asyncDispose]();
    },
  };
}

const dataOf = ({ body }: Received) =>
  JSON.parse(body).data as { title: string; alerts: { id: number }[]; suppressed: number };

test.concurrent("ten messages in ten minutes; what is beyond waits to be told together, or is counted when it is over", async () => {
  await using receiver = await startReceiver();
  await using outbox = await openSending();
  await outbox.channel(receiver.url);
  const { notifier } = outbox;
  const late: TestAlert[] = [];
  for (let i = 0; i < 14; i++) {
    const alerts = await outbox.open(1, "warning");
    if (i >= 10) late.push(...alerts);
    await notifier.idle();
    outbox.pass(10 * SECOND);
  }
  expect(receiver.received).toHaveLength(10);
  await outbox.resolve(late.slice(0, 2));
  outbox.pass(7 * MINUTE);
  await notifier.idle();
  expect(receiver.received).toHaveLength(10);
  outbox.pass(MINUTE);
  await notifier.idle();
  expect(receiver.received).toHaveLength(11);
  expect(dataOf(receiver.received[10] as Received)).toMatchObject({
    title: "2 alerts: 2 warning",
    alerts: late.slice(2).map(({ id }) => ({ id })),
    suppressed: 2,
  });
});

test.concurrent("quiet hours: critical comes through, the others wait for the morning, what was over by then is counted", async () => {
  await using receiver = await startReceiver();
  await using outbox = await openSending();
  // It is 13:00 in Paris.
  await outbox.channel(receiver.url, {
    quietHours: { from: "12:30", to: "14:00", timeZone: "Europe/Paris", exceptCritical: true },
  });
  const { notifier } = outbox;
  const over = await outbox.open(2, "warning");
  const lasting = await outbox.open(1, "warning");
  const critical = await outbox.open(1, "critical");
  await notifier.idle();
  expect(receiver.received.map((one) => dataOf(one).alerts.map(({ id }) => id))).toEqual([[critical[0]?.id]]);
  await outbox.resolve(over);
  outbox.pass(59 * MINUTE);
  await notifier.idle();
  expect(receiver.received).toHaveLength(1);
  outbox.pass(MINUTE);
  await notifier.idle();
  expect(receiver.received).toHaveLength(2);
  expect(dataOf(receiver.received[1] as Received)).toMatchObject({
    alerts: [{ id: lasting[0]?.id, state: "opened" }],
    suppressed: 2,
  });
});

test.concurrent("quiet hours that hold for critical, too", async () => {
  await using receiver = await startReceiver();
  await using outbox = await openSending();
  const quietHours = { from: "11:00", to: "13:00", timeZone: "UTC", exceptCritical: false };
  await outbox.channel(receiver.url, { quietHours });
  const { notifier } = outbox;
  await outbox.open(1, "critical");
  await notifier.idle();
  expect(receiver.received).toHaveLength(0);
  outbox.pass(60 * MINUTE);
  await notifier.idle();
  expect(receiver.received).toHaveLength(1);
});

test.concurrent("what was refused before the quiet hours does not hold up what is critical within them", async () => {
  await using receiver = await startReceiver();
  receiver.answer(500, 200);
  await using outbox = await openSending();
  const quietHours = { from: "12:01", to: "13:00", timeZone: "UTC", exceptCritical: true };
  await outbox.channel(receiver.url, { quietHours });
  const { notifier } = outbox;
  await outbox.open(1, "warning");
  await notifier.idle();
  outbox.pass(2 * MINUTE);
  const critical = await outbox.open(1, "critical");
  await notifier.idle();
  expect(receiver.received.map((one) => dataOf(one).alerts[0]?.id).at(-1)).toBe(critical[0]?.id);
  expect(receiver.received).toHaveLength(2);
  outbox.pass(60 * MINUTE);
  await notifier.idle();
  expect(dataOf(receiver.received[2] as Received).alerts[0]).toMatchObject({ severity: "warning" });
});

test.concurrent("of what is snoozed before it was told nothing is told until the snooze ends", async () => {
  await using receiver = await startReceiver();
  await using outbox = await openSending();
  await outbox.channel(receiver.url);
  await outbox.open();
  await outbox.snooze(MINUTE);
  const { notifier } = outbox;
  await notifier.idle();
  expect(receiver.received).toHaveLength(0);
  outbox.pass(MINUTE);
  await notifier.idle();
  expect(receiver.received).toHaveLength(1);
});

test.concurrent("a channel that is switched off or removed gets nothing any more, and others theirs", async () => {
  await using receiver = await startReceiver();
  await using outbox = await openSending();
  const { sql } = outbox.store;
  const off = await outbox.channel(`${receiver.url}/off`);
  const removed = await outbox.channel(`${receiver.url}/removed`);
  await outbox.channel(`${receiver.url}/on`);
  await outbox.open();
  const nowMs = outbox.now();
  await updateChannel(sql, { id: off.id, version: 1, channel: { ...off, isEnabled: false }, nowMs });
  await removeChannel(sql, removed.id, nowMs);
  await outbox.notifier.idle();
  expect(receiver.received.map(({ path }) => path)).toEqual(["/on/hook"]);
  expect(await outbox.states()).toEqual(["opened suppressed", "opened suppressed", "opened sent"]);
});
