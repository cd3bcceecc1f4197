import { createHmac } from "node:crypto";
import { claimMessage, listChannels } from "@vigie/storage";
import { openOutbox, type Received, startPostgres, startReceiver, until, WEBHOOK_SECRET } from "@vigie/testing";
import { expect, test } from "vitest";
import { type Notifier, type NotifierSettings, startNotifier } from "./notifier.ts";

const SECOND = 1_000;
const MINUTE = 60_000;

/** An outbox with servers that send what is in it, when the test says so. */
async function openSending(database: { url?: string } = {}) {
  const outbox = await openOutbox(database);
  const notifiers: Notifier[] = [];
  const lines: string[] = [];
  return {
    ...outbox,
    lines,
    notifier(settings: Partial<NotifierSettings> = {}, leads: () => Promise<boolean> = async () => true) {
      const notifier = startNotifier({
        store: outbox.store,
        leads,
        now: outbox.now,
        report: (line) => lines.push(line),
        settings: {
          smtpUrl: undefined,
          smtpFrom: undefined,
          allowPrivateWebhooks: true,
          publicUrl: () => "https://vigie.example",
          ...settings,
        },
        everyMs: 3_600_000,
      });
      notifiers.push(notifier);
      return notifier;
    },
    async [Symbol.asyncDispose]() {
      for (const notifier of notifiers) await notifier.stop();
      await outbox[Symbol.asyncDispose]();
    },
  };
}

const dataOf = ({ body }: Received) =>
  JSON.parse(body).data as {
    title: string;
    alerts: { id: number; state: string; severity: string; text: string; durationMs: number | null; url: string }[];
    more: number;
    suppressed: number;
  };
test.concurrent("an alert is told when it opens, when it changes and when it ends: once each, signed", async () => {
  await using receiver = await startReceiver();
  await using outbox = await openSending();
  await outbox.channel(receiver.url);
  const notifier = outbox.notifier();
  const alerts = await outbox.open();
  await notifier.idle();
  await outbox.enqueue(alerts, "opened");
  await notifier.idle();
  outbox.pass(MINUTE);
  await outbox.enqueue(alerts, "changed", 1);
  await notifier.idle();
  outbox.pass(11 * MINUTE + 30 * SECOND);
  await outbox.resolve(alerts);
  await outbox.resolve(alerts);
  await notifier.idle();

  expect(receiver.received.map((one) => dataOf(one).title)).toEqual([
    "Critical: shop-1: Error rate (5xx) 8.3 %, above 5 %",
    "Still open, critical: shop-1: Error rate (5xx) 8.3 %, above 5 %",
    "Resolved after 13 min: shop-1: Error rate (5xx) 12 %, above 5 %",
  ]);
  const [opened] = receiver.received;
  expect(JSON.parse(opened?.body ?? "")).toMatchObject({
    type: "alerts",
    data: {
      alerts: [
        {
          id: alerts[0]?.id,
          state: "opened",
          severity: "critical",
          service: "shop-1",
          since: "2026-03-01T11:59:30.000Z",
          durationMs: null,
          hint: "Look at the hotspots.",
          url: `https://vigie.example/alerts?alert=${alerts[0]?.id}`,
        },
      ],
      more: 0,
      suppressed: 0,
    },
  });
  for (const { headers, body } of receiver.received) {
    const key = Buffer.from(WEBHOOK_SECRET.slice("whsec_".length), "base64");
    const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
    expect(headers["webhook-signature"]).toBe(`v1,${createHmac("sha256", key).update(signed).digest("base64")}`);
  }
  expect(new Set(receiver.received.map(({ headers }) => headers["webhook-id"])).size).toBe(3);
});

test.concurrent("a storm is one message: the worst first, twenty by name, the others counted", async () => {
  await using receiver = await startReceiver();
  await using outbox = await openSending();
  await outbox.channel(receiver.url);
  await outbox.open(25, "warning");
  await outbox.open(3, "critical");
  await outbox.notifier().idle();
  expect(receiver.received).toHaveLength(1);
  const { title, alerts, more } = dataOf(receiver.received[0] as Received);
  expect(title).toBe("28 alerts: 3 critical, 25 warning");
  expect(alerts.map(({ severity }) => severity)).toEqual([...Array(3).fill("critical"), ...Array(17).fill("warning")]);
  expect(more).toBe(8);
});

test.concurrent("after 500 it is tried again, later and later, with the same id, until it arrives", async () => {
  await using receiver = await startReceiver();
  receiver.answer(500, 503, 200);
  await using outbox = await openSending();
  await outbox.channel(receiver.url);
  const notifier = outbox.notifier();
  await outbox.open();
  await notifier.idle();
  expect(await outbox.rows()).toEqual([
    expect.objectContaining({ state: "waiting", problem: expect.stringContaining("answered 500"), attempts: 1 }),
  ]);
  outbox.pass(3 * SECOND);
  await notifier.idle();
  expect(receiver.received).toHaveLength(1);
  outbox.pass(4 * SECOND);
  await notifier.idle();
  expect(receiver.received).toHaveLength(2);
  // What opens meanwhile waits for it, so that things arrive in their order.
  await outbox.open(2);
  await notifier.idle();
  outbox.pass(7 * SECOND);
  await notifier.idle();
  expect(receiver.received).toHaveLength(2);
  outbox.pass(6 * SECOND);
  await notifier.idle();
  expect(receiver.received.map((one) => dataOf(one).alerts.length)).toEqual([1, 1, 1, 2]);
  expect(new Set(receiver.received.slice(0, 3).map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  expect(await outbox.states()).toEqual(["opened sent", "opened sent", "opened sent"]);
  expect(outbox.lines).toEqual([
    expect.stringContaining("A notification did not arrive at the channel ops: 127.0.0.1"),
    "Notifications arrive again at the channel ops.",
  ]);
});

test.concurrent("after 404 it is given up with its reason, nobody is told that it is over, and the next one is tried", async () => {
  await using receiver = await startReceiver();
  receiver.answer(404, 200);
  await using outbox = await openSending();
  await outbox.channel(receiver.url);
  const notifier = outbox.notifier();
  const alerts = await outbox.open();
  await notifier.idle();
  await outbox.resolve(alerts);
  await notifier.idle();
  expect(await outbox.states()).toEqual(["opened failed"]);
  const [channel] = await listChannels(outbox.store.sql, outbox.now());
  expect(channel).toMatchObject({
    lastSentMs: null,
    problem: { atMs: outbox.now(), text: expect.stringContaining("404") },
  });
  outbox.pass(SECOND);
  await outbox.open();
  await notifier.idle();
  expect(receiver.received).toHaveLength(2);
  expect((await listChannels(outbox.store.sql, outbox.now()))[0]).toMatchObject({
    lastSentMs: outbox.now(),
    problem: null,
  });
});

test.concurrent("a receiver that asks for two minutes gets them", async () => {
  await using receiver = await startReceiver();
  receiver.answer((response) => response.writeHead(429, { "retry-after": "120" }).end(), 200);
  await using outbox = await openSending();
  await outbox.channel(receiver.url);
  const notifier = outbox.notifier();
  await outbox.open();
  await notifier.idle();
  outbox.pass(119 * SECOND);
  await notifier.idle();
  expect(receiver.received).toHaveLength(1);
  outbox.pass(SECOND);
  await notifier.idle();
  expect(receiver.received).toHaveLength(2);
});

test.concurrent("after a day it is given up", async () => {
  await using receiver = await startReceiver();
  receiver.answer(500);
  await using outbox = await openSending();
  await outbox.channel(receiver.url);
  const notifier = outbox.notifier();
  await outbox.open();
  await notifier.idle();
  outbox.pass(24 * 60 * MINUTE);
  await notifier.idle();
  expect(await outbox.rows()).toEqual([
    expect.objectContaining({
      state: "failed",
      problem: expect.stringMatching(/Given up after 2 .* 500/),
      attempts: 2,
    }),
  ]);
});

test.concurrent("what was refused and is over meanwhile is told to nobody, and counted by the next message, exactly once", async () => {
  await using receiver = await startReceiver();
  receiver.answer(500, 200);
  await using outbox = await openSending();
  await outbox.channel(receiver.url);
  const notifier = outbox.notifier();
  const alerts = await outbox.open(3);
  await notifier.idle();
  await outbox.resolve(alerts);
  outbox.pass(MINUTE);
  await notifier.idle();
  expect(receiver.received).toHaveLength(1);
  expect((await outbox.states()).every((state) => state.endsWith("suppressed"))).toBe(true);
  await outbox.open();
  await notifier.idle();
  await outbox.open();
  await notifier.idle();
  expect(receiver.received.map((one) => dataOf(one).suppressed)).toEqual([0, 3, 0]);
});

test.concurrent("what may have arrived is not told again when it is over: its end is", async () => {
  await using receiver = await startReceiver();
  receiver.answer(() => {}, 200);
  await using outbox = await openSending();
  await outbox.channel(receiver.url);
  const notifier = outbox.notifier({ exchangeMs: 200 });
  const alerts = await outbox.open();
  await notifier.idle();
  await outbox.resolve(alerts);
  outbox.pass(MINUTE);
  await notifier.idle();
  expect(receiver.received.map((one) => dataOf(one).alerts[0]?.state)).toEqual(["opened", "resolved"]);
  expect(await outbox.states()).toEqual(["opened suppressed", "resolved sent"]);
});

test.concurrent("two servers that both believe to lead send nothing twice", async () => {
  await using receiver = await startReceiver();
  receiver.answer((response) => setTimeout(() => response.writeHead(200).end(), 20));
  await using outbox = await openSending();
  for (let i = 0; i < 4; i++) await outbox.channel(`${receiver.url}/${i}`);
  const notifiers = [outbox.notifier(), outbox.notifier(), outbox.notifier()];
  let opened = 0;
  for (let round = 0; round < 5; round++) {
    await outbox.open(3);
    opened += 3;
    await Promise.all(notifiers.map((notifier) => notifier.idle()));
  }
  const told = receiver.received.flatMap((one) => dataOf(one).alerts.map(({ id }) => `${one.path} ${id}`));
  expect(told).toHaveLength(4 * opened);
  expect(new Set(told).size).toBe(4 * opened);
});

test.concurrent("a server that is killed between sending and noting: after its lease another one sends the same id", async () => {
  await using receiver = await startReceiver();
  await using outbox = await openSending();
  const channel = await outbox.channel(receiver.url);
  const alerts = await outbox.open(2);
  const claim = { channelId: channel.id, nowMs: outbox.now(), leaseMs: MINUTE, holdsBack: () => false };
  const killed = await claimMessage(outbox.store.sql, claim);
  // Nobody else gets it, nor what comes after it.
  await outbox.open();
  expect(await claimMessage(outbox.store.sql, claim)).toBeNull();
  const notifier = outbox.notifier();
  await notifier.idle();
  outbox.pass(59 * SECOND);
  await notifier.idle();
  expect(receiver.received).toHaveLength(0);
  outbox.pass(SECOND);
  await notifier.idle();
  expect(receiver.received.map(({ headers }) => headers["webhook-id"])[0]).toBe(killed?.id);
  expect(receiver.received.map((one) => dataOf(one).alerts.map(({ id }) => id))).toEqual([
    alerts.map(({ id }) => id),
    [expect.any(Number)],
  ]);
});

test.concurrent("a channel that hangs does not hold up the others", async () => {
  await using slow = await startReceiver();
  slow.answer(() => {});
  await using receiver = await startReceiver();
  await using outbox = await openSending();
  await outbox.channel(slow.url);
  await outbox.channel(receiver.url);
  const notifier = outbox.notifier({ exchangeMs: 60_000 });
  for (let i = 0; i < 3; i++) {
    await outbox.open();
    notifier.wake();
    await until(() => receiver.received.length === i + 1, "the other channel has it");
  }
  expect(slow.received).toHaveLength(1);
  const started = performance.now();
  await notifier.stop();
  expect(performance.now() - started).toBeLessThan(5_000);
  expect((await outbox.rows()).filter(({ problem }) => problem?.includes("Vigie stopped"))).toHaveLength(1);
});

test.concurrent("a server that does not lead sends nothing, but tests", async () => {
  await using receiver = await startReceiver();
  await using outbox = await openSending();
  const channel = await outbox.channel(receiver.url, { isEnabled: true });
  const notifier = outbox.notifier({}, async () => false);
  await outbox.open();
  await notifier.idle();
  expect(receiver.received).toHaveLength(0);
  expect(await notifier.test(channel.id)).toEqual({ ok: true, ms: expect.any(Number) });
  expect(JSON.parse(receiver.received[0]?.body ?? "")).toMatchObject({
    type: "test",
    data: { title: "Test of the channel ops: this is no alert", alerts: [] },
  });
  receiver.answer(410);
  expect(await notifier.test(channel.id)).toEqual({
    ok: false,
    problem: expect.stringContaining("410"),
    remedy: expect.stringContaining("still valid"),
  });
  await expect(notifier.test(999)).rejects.toMatchObject({ code: "CHANNEL_UNKNOWN" });
});

test.concurrent("Postgres goes away while the receiver answers: noted when it is back, not sent twice", async () => {
  await using postgres = await startPostgres();
  await using receiver = await startReceiver();
  await using outbox = await openSending({ url: postgres.url });
  await outbox.channel(receiver.url);
  receiver.answer(
    (response) =>
      void postgres.down().then(() => {
        response.writeHead(200).end();
        setTimeout(() => void postgres.up(), 500);
      }),
    200,
  );
  const notifier = outbox.notifier();
  await outbox.open();
  notifier.wake();
  await until(async () => (await outbox.states())[0] === "opened sent", "it is noted");
  outbox.pass(10 * MINUTE);
  await notifier.idle();
  expect(receiver.received).toHaveLength(1);
});
