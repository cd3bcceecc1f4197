import { describe, expect, it } from "vitest";
import { ansiPieces } from "./ansi.ts";

const ESC = "\u001b";
const shown = (text: string) => ansiPieces(text).map(({ from, to, style }) => ({ text: text.slice(from, to), style }));

describe("ansiPieces", () => {
  it("takes the codes out and keeps what they say", () => {
    expect(shown(`a${ESC}[31mred${ESC}[0m b`)).toEqual([
      { text: "a", style: null },
      { text: "red", style: { color: "rgb(255 123 114)" } },
      { text: " b", style: null },
    ]);
    expect(shown(`${ESC}[1;4mx${ESC}[22;24my`)).toEqual([
      { text: "x", style: { fontWeight: "bold", textDecoration: "underline" } },
      { text: "y", style: {} },
    ]);
  });

  it("reads 256 colours and true colour, in both spellings", () => {
    expect(shown(`${ESC}[38;5;196mx`)[0]?.style?.color).toBe("rgb(255 0 0)");
    expect(shown(`${ESC}[38:2:255:128:0mx`)[0]?.style?.color).toBe("rgb(255 128 0)");
    expect(shown(`\u009b38;2;255;128;0mx`)[0]?.style?.color).toBe("rgb(255 128 0)");
  });

  it("never hides text: black on black and dark on its own ground are lightened", () => {
    for (const code of [
      "30",
      "38;2;0;0;0",
      "30;40",
      "37;47",
      "38;5;16;48;5;16",
      "7",
      "8",
      "38;2;9;9;9;48;2;250;250;250",
    ]) {
      const style = shown(`${ESC}[${code}mx`)[0]?.style;
      const [ground, color] = [style?.backgroundColor ?? "rgb(13 17 23)", style?.color ?? "rgb(201 209 217)"];
      expect(contrast(color, ground)).toBeGreaterThanOrEqual(4.5);
    }
  });

  it("leaves every other code in the text", () => {
    const text = `${ESC}[2J${ESC}]0;title\u0007${ESC}[1Ax`;
    expect(shown(text)).toEqual([{ text, style: null }]);
  });

  it("reads a million codes and unfinished ones in linear time", () => {
    const began = performance.now();
    expect(ansiPieces(`${ESC}[`.repeat(500_000))).toHaveLength(1);
    expect(ansiPieces(`${ESC}[${"1;".repeat(500_000)}`)).toHaveLength(1);
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});

function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

function luminance(css: string): number {
  const parts = (css.match(/\d+/g) ?? []).map((part) => {
    const value = Number(part) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (parts[0] ?? 0) + 0.7152 * (parts[1] ?? 0) + 0.0722 * (parts[2] ?? 0);
}
