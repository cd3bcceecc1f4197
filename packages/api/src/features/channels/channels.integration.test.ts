import { type OpenApi, openApi } from "@vigie/testing/api";
import { describe, expect, test } from "vitest";

const webhook = {
  name: "ops",
  settings: { kind: "webhook", url: "https://hooks.example.org/T0P/SECRET?key=1" },
} as const;
const email = (...to: string[]) => ({ name: "mail", settings: { kind: "email", to } }) as const;

async function refusal(work: Promise<unknown>): Promise<{ code: string; message: string }> {
  const error = await work.then(
    () => undefined,
    (thrown: { cause?: { code?: string }; message: string }) => thrown,
  );
  return { code: error?.cause?.code ?? "", message: error?.message ?? "was not refused" };
}

const storedSettings = async ({ store }: OpenApi, id: number) => {
  const [row] = await store.sql<{ settings: Record<string, string> }[]>`SELECT settings FROM channels WHERE id = ${id}`;
  return row?.settings;
};

test("a webhook is made with a secret that is told once; its address is never told", async () => {
  await using vigie = await openApi();
  const { channel, secret } = await vigie.api.channels.create(webhook);
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(channel).toEqual({
    id: channel.id,
    version: 1,
    name: "ops",
    settings: { kind: "webhook", url: "https://hooks.example.org/…" },
    target: "https://hooks.example.org/…",
    minimumSeverity: "warning",
    quietHours: null,
    isEnabled: true,
    lastSentAt: null,
    lastProblem: null,
    waiting: 0,
    suppressed: 0,
  });
  const listed = await vigie.api.channels.list();
  expect(listed).toEqual([channel]);
  expect(JSON.stringify(listed)).not.toMatch(/SECRET|whsec/);
  expect(await storedSettings(vigie, channel.id)).toEqual({ url: webhook.settings.url, secret });
});

test("a change keeps the address and the secret that it does not give, and another one makes them new", async () => {
  await using vigie = await openApi();
  const { channel, secret } = await vigie.api.channels.create(webhook);
  const { id, name, settings } = channel;
  const quietHours = { from: "22:00", to: "07:00", timeZone: "Europe/Paris", exceptCritical: true };
  const renamed = await vigie.api.channels.update({ id, version: 1, channel: { name: "night", settings, quietHours } });
  expect(renamed).toMatchObject({ secret: null, channel: { name: "night", version: 2, quietHours } });
  expect(await storedSettings(vigie, id)).toEqual({ url: webhook.settings.url, secret });

  const renewed = await vigie.api.channels.update({ id, version: 2, channel: { name, settings }, renewSecret: true });
  expect(renewed.secret).toMatch(/^whsec_/);
  expect(renewed.secret).not.toBe(secret);
  expect(await storedSettings(vigie, id)).toEqual({ url: webhook.settings.url, secret: renewed.secret });

  const moved = { name, settings: { kind: "webhook", url: "https://other.example.org/x" } } as const;
  expect((await vigie.api.channels.update({ id, version: 3, channel: moved })).secret).toBeNull();
  expect(await storedSettings(vigie, id)).toEqual({ url: moved.settings.url, secret: renewed.secret });

  const mailed = await vigie.api.channels.update({ id, version: 4, channel: email("ops@example.org") });
  expect(mailed.channel).toMatchObject({ target: "ops@example.org", settings: { kind: "email" } });
  expect(await storedSettings(vigie, id)).toEqual({ to: ["ops@example.org"] });
});

test("of two who change it at once, the second is told so", async () => {
  await using vigie = await openApi();
  const { channel } = await vigie.api.channels.create(webhook);
  const change = (name: string) =>
    vigie.api.channels.update({ id: channel.id, version: 1, channel: { ...webhook, name } });
  await change("one");
  expect(await refusal(change("two"))).toMatchObject({ code: "CHANNEL_CHANGED" });
  expect((await vigie.api.channels.list()).map(({ name }) => name)).toEqual(["one"]);
});

test("what is not there", async () => {
  await using vigie = await openApi();
  expect(await refusal(vigie.api.channels.remove({ id: 7 }))).toMatchObject({ code: "CHANNEL_UNKNOWN" });
  expect(await refusal(vigie.api.channels.update({ id: 7, version: 1, channel: webhook }))).toMatchObject({
    code: "CHANNEL_UNKNOWN",
  });
  const { channel } = await vigie.api.channels.create(webhook);
  expect(await vigie.api.channels.remove({ id: channel.id })).toEqual({ removed: true });
  expect(await vigie.api.channels.list()).toEqual([]);
});

test("only an admin sees or touches channels", async () => {
  await using vigie = await openApi();
  for (const role of ["viewer", "ingest", null] as const) {
    const { channels } = vigie.as(role);
    for (const call of [
      channels.list(),
      channels.create(webhook),
      channels.remove({ id: 1 }),
      channels.test({ id: 1 }),
    ])
      expect((await refusal(call)).code, String(role)).toBe(role === null ? "UNAUTHORIZED" : "FORBIDDEN");
  }
});

describe("a channel that cannot work is refused, with the field that is wrong", () => {
  test.concurrent("addresses of e-mail", async () => {
    await using vigie = await openApi();
    for (const address of [
      "ops",
      "ops@",
      "@example.org",
      "a b@example.org",
      "Ops <ops@example.org>",
      "a@example.org,b@example.org",
      "a@example.org;b@example.org",
      "a@example.org\r\nBcc: x@example.org",
      'a"@example.org',
      "a@b@example.org",
    ]) {
      const { code, message } = await refusal(vigie.api.channels.create(email("fine@example.org", address)));
      expect(code, address).toBe("CHANNEL_INVALID");
      expect(message).toContain("to, number 2: it is not an e-mail address");
    }
    await vigie.api.channels.create(email(" first.last+tag@example.org ", "josé@exämple.org"));
  });

  test.concurrent("quiet hours and shortened addresses", async () => {
    await using vigie = await openApi();
    const hours = { from: "22:00", to: "07:00", timeZone: "Europe/Paris", exceptCritical: true };
    const create = (changes: object) => refusal(vigie.api.channels.create({ ...webhook, ...changes }));
    expect(await create({ quietHours: { ...hours, timeZone: "Europe/Atlantis" } })).toEqual({
      code: "CHANNEL_INVALID",
      message:
        "The channel cannot work: quietHours.timeZone: there is no time zone Europe/Atlantis; give one such as Europe/Paris.",
    });
    expect((await create({ quietHours: { ...hours, to: "22:00" } })).message).toContain("they end when they begin");
    for (const from of ["24:00", "7:00", "22:60", "22h"])
      expect((await create({ quietHours: { ...hours, from } })).code, from).toBe("REQUEST_MALFORMED");
    expect((await create({ settings: { kind: "slack", url: "https://hooks.example.org/…" } })).message).toContain(
      "url: it is shortened; give all of it",
    );
    expect(await vigie.api.channels.list()).toEqual([]);
  });
});

test("what waits, what was suppressed and what failed last is told with each channel", async () => {
  await using vigie = await openApi();
  const { channel } = await vigie.api.channels.create(webhook);
  const { sql } = vigie.store;
  const at = (ms: number) => new Date(vigie.nowMs + ms).toISOString();
  const note = (alert: number, state: string, actedMs: number, problem: string | null) => sql`
    INSERT INTO notifications (alert_id, channel_id, kind, created_at, due_at, state, acted_at, sent_at, problem)
    VALUES (${alert}, ${channel.id}, 'opened', ${at(actedMs)}, ${at(actedMs)}, ${state}, ${at(actedMs)},
      ${state === "sent" ? at(actedMs) : null}, ${problem})`;
  await note(1, "failed", -3_000, "older than what was sent");
  await note(2, "sent", -2_000, null);
  expect((await vigie.api.channels.list())[0]).toMatchObject({ lastSentAt: at(-2_000), lastProblem: null });
  await note(3, "waiting", -1_000, "it answered 500");
  await note(4, "suppressed", -1_000, "over");
  await note(5, "suppressed", -86_400_001, "over");
  expect((await vigie.api.channels.list())[0]).toMatchObject({
    lastSentAt: at(-2_000),
    lastProblem: { at: at(-1_000), problem: "it answered 500" },
    waiting: 1,
    suppressed: 1,
  });
  // Who switches it off gives up what waits.
  await vigie.api.channels.update({ id: channel.id, version: 1, channel: { ...webhook, isEnabled: false } });
  expect((await vigie.api.channels.list())[0]).toMatchObject({ waiting: 0, suppressed: 2, lastProblem: null });
});
