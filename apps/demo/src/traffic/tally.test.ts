import { expect, test } from "vitest";
import { inWords, Tally } from "./tally.ts";

test("every request that was sent ends in one count, once", () => {
  const tally = new Tally();
  const first = tally.send("GET /a");
  const second = tally.send("GET /a");
  const third = tally.send("POST /b");
  const fourth = tally.send("GET /a");
  expect(tally.open).toBe(4);
  first(200);
  first(200);
  second(null);
  second(500);
  third(503);
  expect(tally.open).toBe(1);
  fourth(200);
  expect(tally.open).toBe(0);
  tally.withhold();
  expect(tally.totals(2)).toEqual({
    sent: 4,
    answered: { 200: 2, 503: 1 },
    failed: 1,
    seconds: 2,
    withheld: 1,
    byEndpoint: { "GET /a": 3, "POST /b": 1 },
  });
});

test("the latest counts add up to the totals", () => {
  const tally = new Tally();
  const early = tally.send("GET /a");
  expect(tally.takeLatest()).toEqual({ sent: 1, answered: {}, failed: 0 });
  early(200);
  tally.send("GET /a")(404);
  expect(tally.takeLatest()).toEqual({ sent: 1, answered: { 200: 1, 404: 1 }, failed: 0 });
  expect(tally.takeLatest()).toEqual({ sent: 0, answered: {}, failed: 0 });
});

test("totals do not change afterwards", () => {
  const tally = new Tally();
  const totals = tally.totals(1);
  tally.send("GET /a")(200);
  expect(totals.sent).toBe(0);
  expect(totals.byEndpoint).toEqual({});
});

test("in words, statuses stand by class", () => {
  expect(inWords({ sent: 9, answered: { 503: 1, 200: 4, 404: 1, 201: 1, 500: 1 }, failed: 1 })).toBe(
    "sent 9: 2xx 5, 4xx 1, 5xx 2, failed 1",
  );
});
