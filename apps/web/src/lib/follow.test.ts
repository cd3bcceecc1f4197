import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Connection, follow, pauseAfter, type StreamHandlers } from "./follow.ts";

interface Opened {
  lastEventId: string | null;
  handlers: StreamHandlers<string>;
  closed: boolean;
}

function start() {
  const opened: Opened[] = [];
  const events: string[] = [];
  const states: Connection["state"][] = [];
  const following = follow<string>({
    open(lastEventId, handlers) {
      const stream = { lastEventId, handlers, closed: false };
      opened.push(stream);
      return () => {
        stream.closed = true;
      };
    },
    onEvent: (event) => events.push(event),
    onConnection: ({ state }) => states.push(state),
    isFinal: (error) => error === "final",
    random: () => 0,
  });
  return { opened, events, states, following, newest: () => opened[opened.length - 1] as Opened };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("follow", () => {
  it("goes on behind the last event", () => {
    const { newest, opened, events, states } = start();
    newest().handlers.started();
    newest().handlers.event("7", "a");
    newest().handlers.lost(new Error("gone"));
    vi.advanceTimersByTime(1_000);
    expect(opened).toHaveLength(2);
    expect(newest().lastEventId).toBe("7");
    newest().handlers.started();
    newest().handlers.event("8", "b");
    expect(events).toEqual(["a", "b"]);
    expect(states).toEqual(["connecting", "live", "reconnecting", "live"]);
  });

  it("waits longer each time, at most 30 s, and begins anew once it was told something", () => {
    const { newest, opened } = start();
    const pauses: number[] = [];
    for (let attempt = 0; attempt < 7; attempt++) {
      const before = opened.length;
      newest().handlers.lost("away");
      let waited = 0;
      while (opened.length === before) {
        vi.advanceTimersByTime(500);
        waited += 500;
      }
      pauses.push(waited);
    }
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    newest().handlers.started();
    newest().handlers.event("1", "a");
    newest().handlers.lost("away");
    vi.advanceTimersByTime(1_000);
    expect(opened).toHaveLength(9);
  });

  it("hears of one stream at a time, and closes what it leaves", async () => {
    const { opened, events, newest } = start();
    const [first] = opened;
    first?.handlers.lost("away");
    first?.handlers.lost("away");
    first?.handlers.event("9", "late");
    vi.advanceTimersByTime(60_000);
    expect(opened).toHaveLength(2);
    expect(newest().lastEventId).toBeNull();
    expect(events).toEqual([]);
    await Promise.resolve();
    expect(first?.closed).toBe(true);
  });

  it("stops where to ask again is of no use, and when it is closed", () => {
    const one = start();
    one.newest().handlers.lost("final");
    vi.advanceTimersByTime(60_000);
    expect(one.opened).toHaveLength(1);
    expect(one.states.at(-1)).toBe("stopped");

    const other = start();
    other.newest().handlers.lost("away");
    other.following.close();
    vi.advanceTimersByTime(60_000);
    expect(other.opened).toHaveLength(1);
  });

  it("does not wait when the server was heard of elsewhere", () => {
    const { opened, newest, following } = start();
    newest().handlers.lost("away");
    following.renew();
    expect(opened).toHaveLength(2);
    vi.advanceTimersByTime(60_000);
    expect(opened).toHaveLength(2);
  });

  it("leaves a stream that a proxy holds open though the server was away", () => {
    const { opened, newest, following, events } = start();
    newest().handlers.started();
    newest().handlers.event("5", "a");
    following.renew();
    expect(opened.map(({ closed, lastEventId }) => [closed, lastEventId])).toEqual([
      [true, null],
      [false, "5"],
    ]);
    opened[0]?.handlers.event("6", "late");
    opened[0]?.handlers.lost("late");
    expect(events).toEqual(["a"]);
    vi.advanceTimersByTime(60_000);
    expect(opened).toHaveLength(2);
  });

  it("does not begin again what was stopped for good", () => {
    const { opened, newest, following } = start();
    newest().handlers.lost("final");
    following.renew();
    expect(opened).toHaveLength(1);
  });
});

it("spreads pauses by a fifth, none of them longer than 30 s", () => {
  expect(pauseAfter(0, 0)).toBe(1_000);
  expect(pauseAfter(0, 1)).toBe(800);
  expect(pauseAfter(40, 0)).toBe(30_000);
});
