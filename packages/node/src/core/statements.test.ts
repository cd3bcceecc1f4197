import { LIMITS, OTHER_FINGERPRINT } from "@vigie/protocol";
import { expect, it } from "vitest";
import { Statements } from "./statements.ts";

it("gives statements that differ in literals only one fingerprint, the same everywhere", () => {
  const statements = new Statements();
  const first = statements.of("select * from users where id = 1");
  expect(first).toMatchObject({ text: "select * from users where id = ?", fingerprint: "94237023eee8e902" });
  expect(statements.of("select *  from users where id = 2 -- again")).toBe(first);
  expect(new Statements().of("select * from users where id = 3").fingerprint).toBe(first.fingerprint);
  expect(statements.of("select * from users where name = 'x'").fingerprint).not.toBe(first.fingerprint);
});

it("counts what is past its limit as one, until there is room again", () => {
  const statements = new Statements(2);
  const [a, b] = [statements.of("select a"), statements.of("select b")];
  expect(statements.of("select c")).toBe(statements.other);
  expect(statements.other.fingerprint).toBe(OTHER_FINGERPRINT);
  expect(statements.of("select a")).toBe(a);
  // An hour later.
  a.lastRun -= 3_600_000;
  statements.forgetUnseen();
  expect(statements.of("select c").text).toBe("select c");
  expect(statements.of("select b")).toBe(b);
  expect(statements.of("select a")).toBe(statements.other);
});

it("holds texts within the limit of the wire, and tells long ones apart all the same", () => {
  const statements = new Statements();
  const long = (end: string) => statements.of(`select ${"column_name, ".repeat(1_000)}${end}`);
  expect(long("a").text).toHaveLength(LIMITS.statementLength);
  expect(long("a").text.endsWith("…")).toBe(true);
  expect(long("a").fingerprint).not.toBe(long("b").fingerprint);
  const faces = statements.of(`select "${"x".repeat(3)}", ${"😀".repeat(3_000)}`);
  expect(faces.text.length).toBeLessThanOrEqual(LIMITS.statementLength);
  expect(faces.text).not.toMatch(/\p{Surrogate}/u);
});

it("remembers raw texts without end in bounded memory", () => {
  const statements = new Statements();
  const first = statements.of("select 0");
  for (let i = 0; i < 100_000; i++) statements.of(`select ${i}, '${"x".repeat(50)}'`);
  expect(statements.of("select 0")).toBe(first);
});
