import { expect, it } from "vitest";
import type { LogEvent, LogLine } from "../../lib/trpc.ts";
import { LiveFeed } from "./live-feed.ts";

function event(...ids: number[]): LogEvent {
  const lines = ids.map((id) => ({ id, message: "x", errors: [], attributes: {} }) as unknown as LogLine);
  return { lines, missed: 0 };
}

/** A feed whose frames are drawn by hand. */
function start(capacity = 100) {
  const frames: (() => void)[] = [];
  let now = 1_000;
  const feed = new LiveFeed(
    capacity,
    (draw) => frames.push(draw),
    () => now,
  );
  let drawn = 0;
  feed.subscribe(() => drawn++);
  return {
    feed,
    frame: () => {
      for (const draw of frames.splice(0)) draw();
    },
    wait: (ms: number) => {
      now += ms;
    },
    drawn: () => drawn,
    ids: () => {
      const { rows } = feed.view();
      return Array.from({ length: rows.length }, (_, index) => {
        const row = rows.at(index);
        return row?.kind === "line" ? row.line.id : null;
      });
    },
  };
}

it("is drawn once a frame, whatever came in it", () => {
  const { feed, frame, drawn, ids } = start();
  for (let id = 1; id <= 50; id++) feed.take(event(id));
  expect(drawn()).toBe(0);
  frame();
  expect(drawn()).toBe(1);
  expect(ids()).toHaveLength(50);
});

it("shows the same rows while somebody reads, and counts what comes meanwhile", () => {
  const { feed, frame, ids } = start(3);
  feed.take(event(1, 2, 3));
  feed.pause({ held: false });
  feed.take(event(4, 5, 6, 7));
  frame();
  expect(ids()).toEqual([1, 2, 3]);
  expect(feed.view()).toMatchObject({ isPaused: true, newLines: 4 });
  feed.resume();
  expect(ids()).toEqual([5, 6, 7]);
  expect(feed.view()).toMatchObject({ isPaused: false, newLines: 0 });
});

it("goes on at the end where it waits for who scrolled up, but not where it was told to wait", () => {
  const { feed } = start();
  feed.take(event(1));
  feed.pause({ held: false });
  feed.endReached();
  expect(feed.view().isPaused).toBe(false);
  feed.pause({ held: false });
  feed.pause({ held: true });
  feed.endReached();
  expect(feed.view().isPaused).toBe(true);
  feed.resume();
  expect(feed.view().isPaused).toBe(false);
});

it("keeps what is shown until something of what is followed now comes", () => {
  const { feed, frame, ids } = start();
  feed.take(event(1, 2));
  feed.begin();
  frame();
  expect(ids()).toEqual([1, 2]);
  expect(feed.view().isKnown).toBe(false);
  feed.take(event());
  frame();
  expect(ids()).toEqual([]);
  expect(feed.view().isKnown).toBe(true);
});

it("says how many lines come in a second, and when none come any more", () => {
  const { feed, frame, wait } = start();
  feed.take(event(1, 2, 3));
  wait(500);
  feed.take(event(4, 5, 6, 7));
  wait(500);
  feed.take(event(8));
  frame();
  expect(feed.view().perSecond).toBe(5);
  wait(1_000);
  feed.tick();
  frame();
  expect(feed.view().perSecond).toBe(0);
});
