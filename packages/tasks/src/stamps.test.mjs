import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { expect, test } from "vitest";
import { fingerprintOfTimes } from "./stamps.mjs";
import { ROOT } from "./tools.mjs";

test("a build is stale when a source changes, comes or goes, and not when a test or its own output does", () => {
  const folder = mkdtempSync(join(tmpdir(), "vigie-stamps-"));
  const path = relative(ROOT, folder);
  try {
    mkdirSync(join(folder, "src"));
    mkdirSync(join(folder, "dist"));
    const source = join(folder, "src/a.ts");
    writeFileSync(source, "1");
    const first = fingerprintOfTimes([path]);
    expect(fingerprintOfTimes([path])).toBe(first);

    writeFileSync(join(folder, "src/a.test.ts"), "1");
    writeFileSync(join(folder, "dist/a.js"), "1");
    expect(fingerprintOfTimes([path])).toBe(first);

    utimesSync(source, new Date(), new Date(Date.now() + 5_000));
    const touched = fingerprintOfTimes([path]);
    expect(touched).not.toBe(first);

    const added = join(folder, "src/b.ts");
    writeFileSync(added, "1");
    expect(fingerprintOfTimes([path])).not.toBe(touched);
    rmSync(added);
    expect(fingerprintOfTimes([path])).toBe(touched);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
