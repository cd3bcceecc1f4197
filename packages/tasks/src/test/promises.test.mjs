// The linter that knows types runs a second program for it: without that, or without types, it would find nothing.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { expect, test } from "vitest";
import { attempt, ROOT, tool } from "../tools.mjs";

const SOURCE = `
declare const client: { send(): Promise<void> };
export function floating(): void {
  client.send();
}
export function misused(list: number[]): void {
  list.forEach(async () => client.send());
}
export function open(kind: "a" | "b"): number {
  let result = 0;
  switch (kind) {
    case "a":
      result = 1;
  }
  return result;
}
`;

test("a floating promise, a misused one and an open switch are found", async () => {
  const folder = mkdtempSync(join(tmpdir(), "vigie-promises-"));
  try {
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({ compilerOptions: { strict: true, target: "ES2023" } }),
    );
    writeFileSync(join(folder, "a.ts"), SOURCE);
    const command = [tool("oxlint"), "-c", join(ROOT, ".oxlintrc.json"), "--type-aware", "."];
    const { status, output } = await attempt(command, { cwd: relative(ROOT, folder) });
    expect(status).toBe(1);
    for (const rule of ["no-floating-promises", "no-misused-promises", "switch-exhaustiveness-check"]) {
      expect(output).toContain(rule);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
