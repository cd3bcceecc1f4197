import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Batch, type BatchError, batchSchema, LIMITS, OTHER_FINGERPRINT } from "@vigie/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createVigie, type Vigie } from "../../index.ts";
import { coreOf } from "../attach.ts";
import type { VigieOptions } from "../options.ts";
import { RequestScope } from "../request-scope.ts";
import { findOrigins } from "./source-map.ts";

let open: Vigie | undefined;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "vigie-errors-"));
});

afterEach(async () => {
  await open?.close();
  rmSync(folder, { recursive: true });
});

function launch(options: Partial<VigieOptions> = {}) {
  const batches: Batch[] = [];
  const vigie = createVigie({
    service: "errors",
    processMetrics: false,
    flushIntervalMs: 100_000,
    transport: async (batch) => {
      expect(JSON.stringify(batch).length).toBeLessThan(LIMITS.compressedBytes);
      batches.push(batchSchema.parse(batch));
      return { id: batch.id, duplicate: false, serverTime: Date.now() };
    },
    ...options,
  });
  open = vigie;
  const core = coreOf(vigie);
  const fail = (error: unknown, { route = "/", status = 500, aborted = false } = {}) =>
    core.finish(
      {
        endpoint: core.endpoints.of("GET", route, "/"),
        status,
        durationMs: 1,
        sentBytes: 0,
        aborted,
        scope: new RequestScope(undefined),
        url: "/",
        rawHeaders: [],
      },
      error === undefined ? undefined : { error, handled: false },
    );
  const counts = () => {
    const sums = new Map<string, number>();
    for (const { errors } of batches.flatMap((batch) => batch.rollups)) {
      for (const { fingerprint, count } of errors) sums.set(fingerprint, (sums.get(fingerprint) ?? 0) + count);
    }
    return sums;
  };
  const described = () => batches.flatMap((batch) => batch.errors);
  const lost = () =>
    batches
      .flatMap((batch) => batch.losses)
      .filter((loss) => loss.what === "errors")
      .reduce((sum, loss) => sum + loss.count, 0);
  return { vigie, batches, fail, counts, described, lost };
}

/** An error with a stack as V8 writes it, at `at`: `find (/srv/a.js:1:2)`. */
function errorAt(at: string, message = "broken"): Error {
  const error = new Error(message);
  error.stack = `Error: ${message}\n    at ${at}\n    at next (/srv/node_modules/express/router.js:1:1)`;
  return error;
}

describe("error groups", () => {
  it("are the same for every line of a function, call and release, and differ by type, code, function and file", async () => {
    const { vigie, fail, described } = launch();
    fail(errorAt("find (/srv/shop/users.js:3:5)"));
    fail(errorAt("async find (/srv/shop/users.js:90:1)"));
    fail(errorAt("Object.find [as handler] (file:///srv/shop/users.js:7:1)"));
    fail(errorAt("new find (/srv/shop/users.js:9:1)"));
    fail(errorAt("Users.find (/srv/shop/users.js:3:5)"));
    fail(errorAt("find (/srv/shop/orders.js:3:5)"));
    fail(Object.assign(errorAt("find (/srv/shop/users.js:3:5)"), { code: "ECONNREFUSED" }));
    fail(Object.assign(errorAt("find (/srv/shop/users.js:3:5)"), { name: "PaymentError" }));
    fail(errorAt("/srv/shop/users.js:40:5"));
    await vigie.flush();
    expect(described().map(({ type, place }) => `${type}: ${place}`)).toEqual([
      "Error: find (shop/users.js)",
      "Error: Users.find (shop/users.js)",
      "Error: find (shop/orders.js)",
      "Error [ECONNREFUSED]: find (shop/users.js)",
      "PaymentError: find (shop/users.js)",
      "Error: shop/users.js:40",
    ]);
  });

  it("take the first own frame, and without one the endpoint", async () => {
    const { vigie, fail, described, counts } = launch();
    const error = new Error("two\n    at lines (/not/a/frame.js:1:1)");
    error.stack = `${error}\n    at node:internal/fs:1:1\n    at Parser.parse (/srv/node_modules/pg/parser.js:1:2)\n    at Array.map (<anonymous>)\n    at query (/srv/app/db.js:5:6)\n    at handler (/srv/app/users.js:7:8)`;
    fail(error);
    const foreign = errorAt("Parser.parse (/srv/node_modules/pg/parser.js:1:2)\n    at async Promise.all (index 0)");
    fail(foreign, { route: "/a" });
    fail(foreign, { route: "/b" });
    fail(foreign, { route: "/b" });
    await vigie.flush();
    expect(described().map(({ place }) => place)).toEqual(["query (app/db.js)", "", ""]);
    expect([...counts().values()].sort()).toEqual([1, 1, 2]);
  });

  it("count every error exactly, across flushes, as known ones and as new ones", async () => {
    const { vigie, fail, counts } = launch();
    for (let round = 0; round < 5; round++) {
      for (let i = 0; i < 200; i++) fail(errorAt(`f${i % 7} (/srv/x/f.js:${i}:1)`));
      const flushed = vigie.flush();
      // While the maps of the round's new places are looked for.
      for (let i = 0; i < 200; i++) fail(errorAt(`f${i % 7} (/srv/x/f.js:${i + 200}:1)`));
      await flushed;
    }
    await vigie.flush();
    expect(counts().size).toBe(7);
    expect([...counts().values()].reduce((sum, count) => sum + count, 0)).toBe(2_000);
  });

  it("have a sample a minute, and are described in every batch that counts them", async () => {
    const { vigie, batches, fail } = launch();
    for (let i = 0; i < 3; i++) {
      fail(errorAt("find (/srv/shop/users.js:3:5)", `number ${i}`));
      await vigie.flush();
    }
    expect(batches.map(({ errors }) => errors.map(({ sample }) => sample?.message))).toEqual([
      ["number 0"],
      [undefined],
      [undefined],
    ]);
  });

  it("are at most so many; the rest counts as (other), and is reported", async () => {
    const { vigie, fail, counts, described, lost } = launch();
    for (let i = 0; i < 1_500; i++) fail(errorAt(`f${i} (/srv/x/f.js:1:1)`), { route: `/r${i % 60}` });
    await vigie.flush();
    for (let i = 1_490; i < 1_500; i++) fail(errorAt(`f${i} (/srv/x/f.js:1:1)`), { route: `/r${i % 60}` });
    await vigie.flush();
    await vigie.flush();
    expect(counts().size).toBe(LIMITS.errorGroupsPerService);
    expect(counts().get(OTHER_FINGERPRINT)).toBe(511);
    expect(lost()).toBe(511);
    expect(described().find(({ fingerprint }) => fingerprint === OTHER_FINGERPRINT)?.type).toBe("(other)");
  });

  it("are at most so many in one rollup, the most frequent ones", async () => {
    const { vigie, fail, counts, lost } = launch();
    for (let i = 0; i < 120; i++) {
      for (let times = 0; times < (i < 40 ? 3 : 1); times++) fail(errorAt(`f${i} (/srv/x/f.js:1:1)`));
    }
    await vigie.flush();
    await vigie.flush();
    expect(counts().size).toBe(LIMITS.errorsPerRollup);
    expect([...counts().values()].filter((count) => count === 3)).toHaveLength(40);
    expect(counts().get(OTHER_FINGERPRINT)).toBe(80 - 9);
    expect(lost()).toBe(80 - 9);
  });

  it("stay inside the limits of a batch with the longest samples", async () => {
    const { vigie, fail, described } = launch();
    for (let i = 0; i < 120; i++) {
      const error = errorAt(`f${i} (/srv/x/f.js:1:1)`, "é ".repeat(20_000));
      error.stack += `\n    at ${"long".repeat(100)} (/srv/x/f.js:1:1)`.repeat(100);
      error.name = "N".repeat(10_000);
      fail(error, { route: `/r${i}` });
    }
    await vigie.flush();
    const samples = described().flatMap(({ sample }) => sample ?? []);
    // Four million characters of them wait at most.
    expect(samples.length).toBeGreaterThan(80);
    expect(samples[0]?.stack.length).toBeGreaterThan(LIMITS.stackLength / 2);
    for (let i = 0; i < 120; i++) fail(errorAt(`f${i} (/srv/x/f.js:1:1)`), { route: `/r${i}` });
    await vigie.flush();
    expect(described().filter(({ sample }) => sample !== undefined).length).toBeGreaterThanOrEqual(120);
  });
});

describe("what counts as an error", () => {
  it.each<[status: number, thrown: boolean, aborted: boolean, counts: boolean]>([
    [500, false, false, true],
    [503, true, false, true],
    [404, false, false, false],
    [404, true, false, true],
    [200, true, false, false],
    [200, true, true, true],
    [200, false, true, false],
    [499, false, true, false],
  ])("status %i, thrown %s, aborted %s", async (status, thrown, aborted, isCounted) => {
    const { vigie, fail, counts } = launch();
    fail(thrown ? errorAt("find (/srv/a.js:1:1)") : undefined, { status, aborted });
    await vigie.flush();
    expect([...counts().values()]).toEqual(isCounted ? [1] : []);
  });
});

describe("source maps", () => {
  /** Line 2 of the generated file, from column 5: line 3, column 9 of `src/users.ts`; column 40: a package. */
  const map = {
    version: 3,
    sources: ["../src/users.ts", "../node_modules/pg/index.ts"],
    names: [],
    mappings: ";IAEQ,mCCAR",
  };

  async function samplesOf(options: Partial<VigieOptions>, at: string): Promise<BatchError | undefined> {
    const { vigie, fail, described } = launch(options);
    fail(errorAt(at));
    await vigie.flush();
    fail(errorAt(at));
    await vigie.flush();
    const [first, second, ...others] = described();
    expect(others).toEqual([]);
    // The same before the map was read and after.
    expect(second?.fingerprint).toBe(first?.fingerprint);
    return first;
  }

  it("beside the file name the place and every own frame", async () => {
    const file = join(folder, "users.js");
    writeFileSync(file, `x;\nfunction find(){}\n//# sourceMappingURL=users.js.map\n`);
    writeFileSync(`${file}.map`, JSON.stringify(map));
    const error = await samplesOf({}, `async find (${pathToFileURL(file)}:2:20)`);
    expect(error?.place).toBe("find (src/users.ts)");
    expect(error?.sample?.stack.split("\n")[0]).toBe(`    at async find (${join(folder, "../src/users.ts")}:3:9)`);
  });

  it("inside the file do as well, and minified names are not taken for names", async () => {
    const file = join(folder, "users.js");
    const data = Buffer.from(JSON.stringify({ ...map, sourcesContent: ["x".repeat(20_000)] })).toString("base64");
    writeFileSync(file, `x;\ny;\n//# sourceMappingURL=data:application/json;charset=utf-8;base64,${data}`);
    expect((await samplesOf({}, `a (${file}:2:5)`))?.place).toBe("src/users.ts:3");
  });

  it("can say that a frame of a bundle is none of the service's own", async () => {
    const file = join(folder, "bundle.js");
    writeFileSync(file, `//# sourceMappingURL=bundle.js.map`);
    writeFileSync(`${file}.map`, JSON.stringify(map));
    const error = await samplesOf({}, `query (${file}:2:50)\n    at find (${file}:2:6)`);
    expect(error?.place).toBe("find (src/users.ts)");
  });

  it.each([
    ["are off", { sourceMaps: false }, JSON.stringify(map)],
    ["are broken", {}, "{"],
    ["are of another kind", {}, JSON.stringify({ version: 3, sections: [] })],
    ["have mappings that are none", {}, JSON.stringify({ ...map, mappings: ";\u0007*" })],
    ["are not there", {}, undefined],
  ])("that %s leave the frame as it is", async (_what, options, content) => {
    const file = join(folder, "users.js");
    writeFileSync(file, "//# sourceMappingURL=users.js.map");
    if (content !== undefined) writeFileSync(`${file}.map`, content);
    const error = await samplesOf(options, `find (${file}:2:20)`);
    expect(error?.place).toMatch(/^find \(.*users\.js\)$/);
  });

  it("are read as Node reads them", async () => {
    const payload = {
      file: "",
      sourceRoot: "",
      sourcesContent: [],
      ...map,
      mappings: "AAAA,IAAI,EAAE;;AACA,SAAS,CAAC,IAAI,MCDT,C;CADC",
    };
    const theirs = new SourceMap(payload);
    for (let line = 1; line <= 4; line++) {
      for (let column = 1; column < 30; column++) {
        const [ours] = findOrigins(payload.mappings, [{ line, column }]);
        const entry = theirs.findEntry(line - 1, column - 1) as {
          generatedLine?: number;
          originalLine?: number;
          originalColumn?: number;
        };
        // Node takes the last segment before, even of a line above.
        if (entry.generatedLine !== line - 1) expect(ours).toBeUndefined();
        else if (entry.originalLine !== undefined) {
          expect(ours).toMatchObject({ line: entry.originalLine + 1, column: (entry.originalColumn ?? 0) + 1 });
        }
      }
    }
  });
});
