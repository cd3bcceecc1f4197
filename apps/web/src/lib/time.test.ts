import { describe, expect, it } from "vitest";
import { ageText, momentText, toLocalInput, utcText } from "./time.ts";

const visible = (text: string) => text.replaceAll("\u202f", "_");

describe("ageText", () => {
  it.each([
    [-400, "0_s"],
    [8_999, "8_s"],
    [380_000, "6_min 20_s"],
    [120_000, "2_min"],
    [11_520_000, "3_h 12_min"],
    [187_200_000, "2_d 4_h"],
  ])("%d ms is %s", (ms, text) => {
    expect(visible(ageText(ms))).toBe(text);
  });
});

describe("momentText", () => {
  const noon = new Date(2025, 10, 21, 12, 0, 0).getTime();

  it("leaves the day out when it is today", () => {
    expect(momentText(noon - 3_600_000, noon)).toBe("11:00:00");
  });

  it("names the day otherwise", () => {
    expect(momentText(noon - 86_400_000, noon)).toBe("20 Nov 12:00");
  });
});

it("writes UTC to the second", () => {
  expect(utcText(Date.UTC(2025, 10, 21, 13, 2, 10, 999))).toBe("2025-11-21 13:02:10 UTC");
});

it("fills a local time input with what reads back as the same second", () => {
  const time = new Date(2025, 0, 5, 7, 8, 9).getTime();
  expect(new Date(toLocalInput(time)).getTime()).toBe(time);
});
