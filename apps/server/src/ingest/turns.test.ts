import { expect, test, vi } from "vitest";
import { createTurns } from "./turns.ts";

const settled = () => new Promise((done) => setImmediate(done));

/** Work that ends when it is told to; `begun` has the names of what began, in order. */
function bench(turns = createTurns()) {
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const take = (sender: string, name = sender) =>
    turns.take(sender, () => {
      begun.push(name);
      return new Promise<void>((done) => ends.push(done));
    });
  const endFirst = async () => {
    ends.shift()?.();
    await settled();
  };
  return { turns, begun, take, endFirst };
}

test("a quiet sender begins at once, however many of another's wait", async () => {
  const { begun, take } = bench();
  for (let i = 0; i < 100; i++) void take("noisy", `noisy ${i}`);
  void take("quiet");
  await settled();
  expect(begun).toEqual(["noisy 0", "noisy 1", "quiet"]);
});

test("senders take turns, each in its own order", async () => {
  const { begun, take, endFirst } = bench();
  for (const sender of ["a", "b", "c"]) for (let i = 0; i < 4; i++) void take(sender, `${sender}${i}`);
  for (let i = 0; i < 12; i++) await endFirst();
  for (const sender of ["a", "b", "c"])
    expect(begun.filter((name) => name.startsWith(sender))).toEqual([0, 1, 2, 3].map((i) => `${sender}${i}`));
  const early = begun.slice(0, 9).map((name) => name[0]);
  for (const sender of ["a", "b", "c"]) expect(early.filter((one) => one === sender).length).toBeGreaterThanOrEqual(2);
});

test("nothing more is parsed of a sender whose parsed batches wait to be stored", async () => {
  const { turns, begun, take } = bench(createTurns(1_000));
  turns.parsed("noisy", 600);
  void take("noisy");
  void take("quiet");
  await settled();
  expect(begun).toEqual(["quiet"]);
  turns.parsed("noisy", -600);
  await settled();
  expect(begun).toEqual(["quiet", "noisy"]);
});

test("work that fails ends its turn", async () => {
  const turns = createTurns();
  for (let i = 0; i < 5; i++)
    await expect(turns.take("a", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await turns.take("a", async () => 1)).toBe(1);
});

test("who waited too long behind its own is told to send less", async () => {
  vi.useFakeTimers();
  try {
    const { take } = bench();
    void take("noisy");
    void take("noisy");
    const third = expect(take("noisy")).rejects.toMatchObject({ code: "RATE_LIMITED", details: { held: 3 } });
    await vi.advanceTimersByTimeAsync(5_000);
    await third;
  } finally {
    vi.useRealTimers();
  }
});
