import { expect, expectTypeOf, test } from "vitest";
import { createVigieClient, type VigieClient } from "./index.ts";

/*
 * Held by the type check: every `@ts-expect-error` below fails it when the line under it is right after all. Nothing here is
 * ever called.
 */
export async function wrong(client: VigieClient): Promise<void> {
  // @ts-expect-error there is no such period
  await client.summary.query({ period: "2h" });
  // @ts-expect-error a field that is spelt wrong
  await client.summary.query({ period: "1h", servcie: "shop" });
  // @ts-expect-error a period is needed
  await client.summary.query({ service: "shop" });
  // @ts-expect-error there is no such procedure
  await client.sumary.query({ period: "1h" });
  // @ts-expect-error a query is no mutation
  await client.summary.mutate({ period: "1h" });
  // @ts-expect-error there is no such figure
  await client.timeline.query({ period: "1h", maxPoints: 60, figures: ["api.p94Ms"] });
  // @ts-expect-error there is no such type of metric
  await client.metrics.record.mutate({ type: "mongodb", name: "n", value: 1 });
  // @ts-expect-error a value is a number
  await client.metrics.record.mutate({ type: "custom", name: "n", value: "1" });

  const { api } = await client.summary.query({ period: "1h" });
  // @ts-expect-error it has to be asked whether it is available first
  api.p95Ms;
  // @ts-expect-error there is no such figure
  if (api.available) api.p94Ms;

  client.status.live.subscribe(
    {},
    {
      onData: ({ data }) => {
        // @ts-expect-error there is no such state
        if (data.state === "fine") return;
      },
    },
  );
}

export async function right(client: VigieClient): Promise<void> {
  const { api, figures } = await client.summary.query({
    service: "shop",
    period: { from: "2026-01-01", to: "2026-01-02" },
  });
  if (api.available) expectTypeOf(api.p95Ms).toEqualTypeOf<number | null>();
  else expectTypeOf(api.remedy).toBeString();
  expectTypeOf(figures[0]?.state).toEqualTypeOf<"ok" | "info" | "warning" | "critical" | "unknown" | undefined>();
  client.status.live.subscribe(
    {},
    {
      onData: ({ data }) =>
        expectTypeOf(data.state).toEqualTypeOf<"operational" | "degraded" | "critical" | "unknown">(),
    },
  );
}

test("a client is made without calling anybody", () => {
  expect(createVigieClient({ url: "http://127.0.0.1:1" })).toBeDefined();
});
