import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ERRORS, type ErrorCode, VigieError } from "./errors.ts";

const page = readFileSync(new URL("../../../docs/errors.md", import.meta.url), "utf8");

/** `## CODE`, the status, the text, the remedy. */
const section = (code: string, { status, text, remedy }: (typeof ERRORS)[ErrorCode]) =>
  `## ${code}\nHTTP ${status}. ${text}\n\n**What to do:** ${remedy}\n`;

test("docs/errors.md says of every code what the code says, and of no other", () => {
  const documented = [...page.matchAll(/^## (.+)$/gm)].map(([, code]) => code);
  expect(documented).toEqual(Object.keys(ERRORS).sort());
  for (const [code, error] of Object.entries(ERRORS)) expect(page).toContain(section(code, error));
});

test("a code is a name in capitals, a status a client or server error, a text and a remedy whole sentences", () => {
  for (const [code, { status, text, remedy }] of Object.entries(ERRORS)) {
    expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(600);
    for (const sentence of [text, remedy]) expect(sentence).toMatch(/^[A-Z{].*\.$/);
  }
});

test("details fill text and remedy, and go along", () => {
  const error = new VigieError("BATCH_TOO_LARGE", { receivedBytes: 9, limitBytes: 8, kind: "uncompressed" });
  expect(error.message).toBe("The batch has 9 bytes or more, the limit is 8 (uncompressed).");
  expect(error.status).toBe(413);
  expect(error.toBody()).toEqual({
    error: {
      code: "BATCH_TOO_LARGE",
      message: error.message,
      remedy: ERRORS.BATCH_TOO_LARGE.remedy,
      details: { receivedBytes: 9, limitBytes: 8, kind: "uncompressed" },
    },
  });
  const cause = new Error("why");
  expect(new VigieError("INTERNAL", { problem: "x" }, cause).cause).toBe(cause);
  expect(new VigieError("INTERNAL", { problem: "x" })).not.toHaveProperty("cause");
});

test("details that have no text of their own still fill it", () => {
  for (const version of [{ toString: 1 }, [], null, undefined, Number.NaN, Object.create(null)]) {
    expect(new VigieError("WIRE_VERSION_UNSUPPORTED", { version, supported: 1 }).message).toContain("reads version 1");
  }
});
