import { createVigieClient } from "@vigie/client";
import { createVigie } from "@vigie/node";
import { createDatabase, startReceiver, startServer, until } from "@vigie/testing";
import { expect, test } from "vitest";

interface Told {
  id: number;
  state: string;
}

test("the leader is killed while an alert is open: it is one alert, told once, and once more when it is over", async () => {
  await using database = await createDatabase();
  await using receiver = await startReceiver();
  const env = { DATABASE_URL: database.url, VIGIE_ALLOW_PRIVATE_WEBHOOKS: "true" };
  // The one that is there first leads.
  await using leader = await startServer({ env });
  await using other = await startServer({ env });
  const api = createVigieClient(other);
  await api.channels.create.mutate({ name: "ops", settings: { kind: "webhook", url: receiver.url } });
  const rule = await api.rules.create.mutate({
    name: "Anything goes wrong",
    metric: { kind: "logs", query: "level:>=error" },
    comparison: "above",
    threshold: 0,
    windowSeconds: 10,
    forSeconds: 0,
    clearSeconds: 10,
    severity: "critical",
  });
  const told = () =>
    receiver.received.flatMap(({ body }) => (JSON.parse(body) as { data: { alerts: Told[] } }).data.alerts);
  const ofRule = async () => {
    const { alerts } = await api.alerts.history.query({ rule: rule.id, period: "1h" });
    return alerts.map(({ state }) => state);
  };

  const shop = createVigie({
    service: "shop",
    url: other.url,
    token: other.token,
    flushIntervalMs: 100,
    processMetrics: false,
  });
  const failing = setInterval(() => shop.log("error", "out of stock"), 500);
  try {
    await until(() => told().length > 0, "it is told that it opened", 60_000);
    await leader.stop("SIGKILL");
    const openAlert = async () => (await api.alerts.list.query({})).groups[0]?.alerts[0];
    const alert = await openAlert();
    const judgedAt = Date.parse(alert?.lastAt ?? "");
    // The other one has taken over: it judges what goes on.
    await until(
      async () => Date.parse((await openAlert())?.lastAt ?? "") >= judgedAt + 20_000,
      "the other server judges it",
      90_000,
    );
    expect(told()).toEqual([expect.objectContaining({ id: alert?.id, state: "opened" })]);
    expect(await ofRule()).toEqual(["open"]);
  } finally {
    clearInterval(failing);
    await shop.close();
  }
  await until(() => told().length > 1, "it is told that it is over", 90_000);
  expect(told().map(({ id, state }) => [id === told()[0]?.id, state])).toEqual([
    [true, "opened"],
    [true, "resolved"],
  ]);
  expect(await ofRule()).toEqual(["resolved"]);
}, 300_000);
