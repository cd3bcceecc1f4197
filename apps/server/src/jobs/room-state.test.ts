import { expect, test } from "vitest";
import { type RoomSeen, roomOf } from "./room-state.ts";

const seen = (changes: Partial<RoomSeen>): RoomSeen => ({
  disk: null,
  databaseBytes: null,
  databaseLimitBytes: null,
  refused: false,
  minFreeBytes: undefined,
  wasFull: false,
  ...changes,
});

const diskOf = (totalBytes: number, freeBytes: number) => ({ disk: { totalBytes, freeBytes } });

test.each([
  ["a hundred gigabytes", 100e9, 2e9],
  ["a small disk", 10e9, 500e6],
  ["a very small one, of which a quarter is enough", 400e6, 100e6],
  ["a very large one", 4e12, 5e9],
])("%s: stops below what Postgres needs, and goes on a quarter above it", (_, totalBytes, minFreeBytes) => {
  const at = (freeBytes: number, wasFull: boolean) => roomOf(seen({ ...diskOf(totalBytes, freeBytes), wasFull })).state;
  expect(roomOf(seen(diskOf(totalBytes, totalBytes))).disk).toEqual({
    totalBytes,
    freeBytes: totalBytes,
    minFreeBytes,
  });
  expect(at(minFreeBytes - 1, false)).toBe("full");
  expect(at(minFreeBytes, false)).toBe("low");
  expect(at(minFreeBytes * 1.25 - 1, true)).toBe("full");
  expect(at(minFreeBytes * 1.25, true)).toBe("low");
  expect(at(totalBytes * 0.6, false)).toBe("enough");
});

test("somebody is told while there is time: below a tenth of the disk", () => {
  expect(roomOf(seen(diskOf(1e12, 99e9)))).toMatchObject({
    state: "low",
    reason: "The disk of Postgres is nearly full: 99 GB of 1000 GB are free.",
    remedy: expect.stringContaining("Below 5 GB nothing new is stored"),
  });
  expect(roomOf(seen(diskOf(1e12, 101e9)))).toMatchObject({ state: "enough", reason: "", remedy: "" });
});

test("what is set goes before what is chosen", () => {
  expect(roomOf(seen({ ...diskOf(1e12, 99e9), minFreeBytes: 100e9 })).state).toBe("full");
  expect(roomOf(seen({ ...diskOf(1e12, 1), minFreeBytes: 0 })).state).toBe("low");
});

test("a limit of the database stops at it, goes on somewhat below, and warns before", () => {
  const at = (databaseBytes: number, wasFull = false) =>
    roomOf(seen({ databaseBytes, databaseLimitBytes: 100e9, wasFull })).state;
  expect([at(89e9), at(91e9), at(99.9e9), at(100e9)]).toEqual(["enough", "low", "low", "full"]);
  expect([at(96e9, true), at(94e9, true), at(89e9, true)]).toEqual(["full", "low", "enough"]);
  expect(roomOf(seen({ databaseBytes: null, databaseLimitBytes: 100e9 })).state).toBe("enough");
});

test("what Postgres says of its disk holds where nobody else can see it", () => {
  expect(roomOf(seen({ refused: true }))).toMatchObject({
    state: "full",
    reason: "Postgres says that its disk is full.",
    remedy: expect.stringContaining("It goes on by itself"),
    disk: null,
  });
});
