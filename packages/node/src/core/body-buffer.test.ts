import { expect, it } from "vitest";
import { BodyBuffer } from "./body-buffer.ts";

const TEXTS = [["a"], ["é", "\u{1f600}".repeat(5_000), "", "x"], [], ["b".repeat(100_000), "c"], ["é".repeat(10)]];

it("puts texts together", async () => {
  const bodies = new BodyBuffer();
  for (const texts of [...TEXTS, ...TEXTS]) {
    expect(await bodies.with(texts, async (body) => body.toString())).toBe(texts.join(""));
  }
});

it("gives nobody what another works with", async () => {
  const bodies = new BodyBuffer();
  const read = (texts: string[]) =>
    bodies.with(texts, async (body) => {
      await new Promise((resolve) => setImmediate(resolve));
      return body.toString();
    });
  for (let again = 0; again < 3; again++) {
    expect(await Promise.all(TEXTS.map(read))).toEqual(TEXTS.map((texts) => texts.join("")));
  }
});

it("goes on after a failure", async () => {
  const bodies = new BodyBuffer();
  await expect(bodies.with(["a"], () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await bodies.with(["b"], async (body) => body.toString())).toBe("b");
});

it("uses its memory again, and lets go of much more than is needed", async () => {
  const bodies = new BodyBuffer();
  const memoryOf = (text: string) => bodies.with([text], async ({ buffer }) => buffer);
  const large = await memoryOf("x".repeat(100_000));
  expect(await memoryOf("y".repeat(90_000))).toBe(large);
  await memoryOf("z");
  expect((await memoryOf("z")).byteLength).toBeLessThan(1_000);
});
