import { expect, it } from "vitest";
import { messageRuns } from "./message-runs.ts";

const ESC = "\u001b";
const plain = { marks: [], colours: true, lines: false };

it("leaves an ordinary message in one piece", () => {
  expect(messageRuns("listening on 4318", plain)).toEqual([
    { text: "listening on 4318", isEscape: false, isMark: false, style: null },
  ]);
  expect(messageRuns("", plain)).toEqual([]);
});

it("marks what was found, across colours and beside escapes", () => {
  const message = `a ${ESC}[31mtime${ESC}[0mout\u0007`;
  const from = message.indexOf("time");
  const to = message.indexOf("out") + 3;
  const runs = messageRuns(message, { ...plain, marks: [[from, to]] });
  expect(runs.map(({ text, isMark }) => [text, isMark])).toEqual([
    ["a ", false],
    ["time", true],
    ["out", true],
    ["\\u0007", false],
  ]);
  expect(runs[1]?.style).not.toBeNull();
});

it("draws no colours when they are off, and shows their codes no more than when they are on", () => {
  expect(messageRuns(`${ESC}[31mred${ESC}[0m`, { ...plain, colours: false })).toEqual([
    { text: "red", isEscape: false, isMark: false, style: null },
  ]);
});

it("shows what would act on a terminal or hide on the page", () => {
  const texts = messageRuns(`<img onerror=x>${ESC}[2J\u202e\0`, plain).map(({ text }) => text);
  expect(texts).toEqual(["<img onerror=x>", "\\u001b", "[2J", "\\u202e\\u0000"]);
});

it("takes marks that lie beyond the message, or on one another", () => {
  const marks = [
    [0, 3],
    [1, 2],
    [2, 90],
    [95, 99],
  ];
  const runs = messageRuns("abcdef", { ...plain, marks });
  expect(runs.map(({ text }) => text).join("")).toBe("abcdef");
  expect(runs.every(({ isMark }) => isMark)).toBe(true);
});
