import { type Batch, type BatchRequest, type BatchSpan, batchSchema, LIMITS } from "@vigie/protocol";
import { pause } from "@vigie/testing/adapters";
import { afterEach, describe, expect, it } from "vitest";
import { createVigie, type Vigie } from "../index.ts";
import { measured, testVigie } from "../recorders/measured.ts";
import { coreOf } from "./attach.ts";
import type { VigieOptions } from "./options.ts";
import { RequestScope } from "./request-scope.ts";

/** `name > name`, from the request down, of each span in its order. */
function paths({ spans, spanId }: BatchRequest): string[] {
  const byId = new Map(spans.map((span) => [span.id, span]));
  return spans.map((span) => {
    const names = [span.name];
    let above = span.parent;
    for (let parent = byId.get(above); parent !== undefined; parent = byId.get(above)) {
      names.unshift(parent.name);
      above = parent.parent;
    }
    expect(above).toBe(spanId);
    return names.join(" > ");
  });
}

describe("vigie.span", () => {
  it("gives back what its work returns, at once or later", async () => {
    await using vigie = testVigie();
    const { result, kept } = await measured(vigie, async () => {
      const sync: number = vigie.span("sync", () => 1);
      const later: string = await vigie.span("later", async () => {
        await pause(20);
        return "two";
      });
      const lazy = {
        asked: 0,
        // biome-ignore lint/suspicious/noThenProperty: as query builders have it
        then(done: (value: number) => unknown) {
          lazy.asked++;
          return Promise.resolve(3).then(done);
        },
      };
      const three: number = await vigie.span("lazy", () => lazy as PromiseLike<number>);
      const nothing = vigie.span("nothing", () => undefined);
      return [sync, later, three, lazy.asked, nothing];
    });
    expect(result).toEqual([1, "two", 3, 1, undefined]);
    expect(paths(kept)).toEqual(["sync", "later", "lazy", "nothing"]);
    const [sync, later] = kept.spans as [BatchSpan, BatchSpan];
    expect(sync).toMatchObject({ kind: "own", parent: kept.spanId });
    // Timers may fire a millisecond early.
    expect(later.durationMs).toBeGreaterThan(18);
    expect(later.startMs).toBeGreaterThanOrEqual(sync.startMs + sync.durationMs);
    expect(later.error).toBeUndefined();
  });

  it("notes what its work throws, redacted, and throws the same", async () => {
    await using vigie = testVigie();
    const error = new RangeError("no user bob@example.com (password=hunter2)");
    const { result, kept } = await measured(vigie, async () => {
      const thrown: unknown[] = [];
      const caught = async (work: () => unknown) => {
        try {
          await work();
        } catch (one) {
          thrown.push(one);
        }
      };
      await caught(() =>
        vigie.span("sync", () => {
          throw error;
        }),
      );
      await caught(() => vigie.span("later", () => Promise.reject(error)));
      await caught(() => vigie.span("odd", () => Promise.reject(undefined)));
      await caught(() => vigie.span("outer", () => vigie.span("inner", () => Promise.reject(error))));
      return thrown;
    });
    expect(result).toEqual([error, error, undefined, error]);
    expect(result?.[0]).toBe(error);
    const told = "RangeError: no user [email] (password=[redacted])";
    expect(kept.spans.map((span) => span.error)).toEqual([told, told, "thrown string: undefined", told, told]);
  });

  it("leaves what nobody catches unhandled", async () => {
    await using vigie = testVigie();
    const unhandled: unknown[] = [];
    const listeners = process.listeners("unhandledRejection");
    process.removeAllListeners("unhandledRejection");
    process.on("unhandledRejection", (reason) => unhandled.push(reason));
    try {
      await measured(vigie, async () => {
        vigie.span("caught", () => Promise.reject(new Error("caught"))).catch(() => {});
        // oxlint-disable-next-line typescript/no-floating-promises -- that nobody catches it is the point
        vigie.span("lost", () => Promise.reject(new Error("lost")));
        await pause(10);
      });
    } finally {
      process.removeAllListeners("unhandledRejection");
      for (const listener of listeners) process.on("unhandledRejection", listener);
    }
    expect(unhandled.map(String)).toEqual(["Error: lost"]);
  });

  it("is the parent of what begins in it, also of what runs at the same time", async () => {
    await using vigie = testVigie();
    const { kept } = await measured(vigie, async () => {
      const branch = (name: string, ms: number) =>
        vigie.span(name, async () => {
          await pause(ms);
          await Promise.all([
            vigie.span(`${name}.1`, () => pause(ms)),
            vigie.span(`${name}.2`, async () => {
              await pause(1);
              vigie.span(`${name}.2.1`, () => {});
            }),
          ]);
          vigie.span(`${name}.3`, () => {});
        });
      await Promise.all([branch("a", 15), branch("b", 5), branch("c", 10)]);
      vigie.span("after", () => {});
    });
    const expected = ["a", "b", "c"].flatMap((name) => [
      name,
      `${name} > ${name}.1`,
      `${name} > ${name}.2`,
      `${name} > ${name}.2 > ${name}.2.1`,
      `${name} > ${name}.3`,
    ]);
    expect(paths(kept).sort()).toEqual([...expected, "after"].sort());
    const starts = kept.spans.map((span) => span.startMs);
    expect(starts).toEqual([...starts].sort((a, b) => a - b));
    expect(new Set(kept.spans.map((span) => span.id)).size).toBe(kept.spans.length);
  });

  it("continues the trace from where it is", async () => {
    await using vigie = testVigie();
    const parentOf = () => vigie.traceHeaders().traceparent?.split("-")[2];
    const { result, kept } = await measured(vigie, async () => [parentOf(), vigie.span("inner", parentOf), parentOf()]);
    expect(result).toEqual([kept.spanId, kept.spans[0]?.id, kept.spanId]);
  });

  it("just runs its work outside of a request, after its end and without asynchronous context", async () => {
    await using vigie = testVigie();
    await using without = testVigie({ asyncContext: false });
    expect(vigie.span("outside", () => 1)).toBe(1);
    const error = new Error("thrown");
    expect(() =>
      vigie.span("outside", () => {
        throw error;
      }),
    ).toThrow(error);
    vigie.annotate({ a: 1 });
    without.annotate({ a: 1 });
    const { result, kept } = await measured(without, async () => without.span("without", async () => 2));
    expect([result, kept.spans, kept.attributes]).toEqual([2, [], undefined]);

    let late: Promise<string[]> | undefined;
    const ended = await measured(vigie, () => {
      late = pause(30).then(() => [vigie.span("late", () => vigie.traceId() ?? ""), vigie.traceId() ?? ""]);
    });
    const [inSpan, afterwards] = (await late) ?? [];
    expect(inSpan).toBe(afterwards);
    expect(ended.kept.spans).toEqual([]);
    expect(vigie.problems).toEqual([]);
  });

  it("ends with its request at the latest, and says so", async () => {
    await using vigie = testVigie();
    const { kept, durationMs } = await measured(vigie, async () => {
      vigie.span("endless", () => new Promise(() => {})).catch(() => {});
      await pause(5);
    });
    expect(kept.spans).toMatchObject([{ name: "endless", attributes: { "vigie.unfinished": true } }]);
    expect(kept.spans[0]?.durationMs).toBeLessThanOrEqual(durationMs);
    expect(kept.spans[0]?.durationMs).toBeGreaterThan(3);
  });

  it("is kept up to a limit; the rest is counted", async () => {
    await using vigie = testVigie();
    const { result, kept } = await measured(vigie, () => {
      let ran = 0;
      for (let i = 0; i < LIMITS.spansPerRequest + 50; i++) vigie.span(`step ${i}`, () => ran++);
      return ran;
    });
    expect(result).toBe(LIMITS.spansPerRequest + 50);
    expect(kept.spans).toHaveLength(LIMITS.spansPerRequest);
    expect(kept.spansLeftOut).toBe(50);
  });

  it("has a name within its limit, without secrets", async () => {
    await using vigie = testVigie();
    const { kept } = await measured(vigie, () => {
      vigie.span(`call ${"x".repeat(1_000)}`, () => {});
      vigie.span("mail bob@example.com\0", () => {});
      vigie.span(42 as never, () => {});
    });
    expect(kept.spans[0]?.name.length).toBeLessThanOrEqual(LIMITS.labelLength);
    expect(kept.spans.slice(1).map(({ name }) => name)).toEqual(["mail [email]\ufffd", "42"]);
  });
});

describe("kept requests", () => {
  let open: Vigie | undefined;
  afterEach(() => open?.close());

  function launch(options: Partial<VigieOptions> = {}) {
    const batches: Batch[] = [];
    const vigie = createVigie({
      service: "kept",
      processMetrics: false,
      flushIntervalMs: 100_000,
      transport: async (batch) => {
        batches.push(batchSchema.parse(JSON.parse(JSON.stringify(batch))));
        return { id: batch.id, duplicate: false, serverTime: Date.now() };
      },
      ...options,
    });
    open = vigie;
    const core = coreOf(vigie);
    /** A request that ends at once. */
    const finish = (
      work: (scope: RequestScope) => void,
      { status = 200, durationMs = 10, error, handled = false }: Record<string, unknown> = {},
    ) => {
      const scope = new RequestScope(undefined);
      core.context?.run(scope, () => work(scope));
      core.finish(
        {
          endpoint: core.endpoints.of("GET", "/a/:id", "/a/1"),
          status: status as number,
          durationMs: durationMs as number,
          sentBytes: 0,
          aborted: false,
          scope,
          url: "/a/1?token=hunter2",
          rawHeaders: ["Cookie", "sid=hunter2", "Accept", "*/*"],
        },
        error === undefined ? undefined : { error, handled: handled as boolean },
      );
      return scope;
    };
    const flushed = async () => {
      await vigie.flush();
      return batches.flatMap((batch) => batch.requests);
    };
    return { vigie, core, batches, finish, flushed };
  }

  it("tell their span, path, headers and attributes", async () => {
    const { vigie, finish, flushed } = launch();
    const scope = finish(() => {
      vigie.annotate({ "user.plan": "free", cart: { items: 3, apiKey: "hunter2" }, "user.mail": "bob@example.com" });
      vigie.annotate({ "user.plan": "paid" });
    });
    const [kept] = await flushed();
    expect(kept).toMatchObject({
      traceId: scope.traceId,
      spanId: scope.spanId,
      url: "/a/1?token=[redacted]",
      headers: { cookie: "[redacted]", accept: "*/*" },
      attributes: { "user.plan": "paid", cart: { items: 3, apiKey: "[redacted]" }, "user.mail": "[email]" },
    });
    expect(kept).not.toHaveProperty("parentSpanId");
    expect(JSON.stringify(kept)).not.toContain("hunter2");
  });

  it("have bounded attributes, whatever these are", async () => {
    const problems: unknown[] = [];
    const { vigie, finish, flushed } = launch({ onError: (problem) => problems.push(problem) });
    const ring: Record<string, unknown> = {};
    ring.ring = ring;
    finish(() => {
      for (let i = 0; i < 1_000; i++) vigie.annotate({ [`name ${i}`]: "x".repeat(10_000) });
      vigie.annotate(ring);
      vigie.annotate(undefined as never);
      vigie.annotate("text" as never);
    });
    const [kept] = await flushed();
    expect(problems).toEqual([]);
    expect(Object.keys(kept?.attributes ?? {}).length).toBeLessThanOrEqual(LIMITS.attributeCount + 1);
    expect(JSON.stringify(kept?.attributes).length).toBeLessThanOrEqual(LIMITS.attributesLength);
  });

  it("are all errors: 5xx, 4xx with something thrown, and what the service told of", async () => {
    const { finish, flushed } = launch();
    finish(() => {}, { status: 503 });
    finish(() => {}, { status: 422, error: new Error("thrown") });
    finish(() => {}, { status: 200, error: new Error("told"), handled: true });
    finish(() => {}, { status: 404 });
    const why = (await flushed()).map(({ status, kept }) => [status, kept]);
    expect(why.filter(([, kept]) => kept === "error")).toEqual([
      [503, "error"],
      [422, "error"],
      [200, "error"],
    ]);
    expect(why.find(([status]) => status === 404)?.[1]).not.toBe("error");
  });

  it("that cannot be told are left out, and counted all the same", async () => {
    const problems: unknown[] = [];
    const { vigie, finish, flushed, batches } = launch({ onError: (problem) => problems.push(problem) });
    finish(() => {
      vigie.span(Object.create(null) as never, () => {});
    });
    finish(() => {}, { durationMs: 1 });
    expect(await flushed()).toHaveLength(1);
    expect(batches.flatMap((batch) => batch.rollups).map(({ count }) => count)).toEqual([2]);
    expect(problems).toMatchObject([{ kind: "internal" }]);
  });

  it("describe the statements of their spans in their batch, also of those that did not end", async () => {
    const { core, batches, finish, flushed } = launch();
    finish((scope) => {
      const spans = scope.spanning();
      const done = spans.begin("sql", "", undefined, undefined, performance.now());
      if (done) done.subject = core.statements.of("select 'hunter2' from a");
      done?.end(performance.now());
      spans.begin("sql", "", { text: "update b set c = 'hunter2'" }, undefined, performance.now());
    });
    const [kept] = await flushed();
    const texts = new Map(batches.flatMap((batch) => batch.statements).map((one) => [one.fingerprint, one.text]));
    expect(kept?.spans.map(({ name, statement }) => [name, texts.get(statement ?? "")])).toEqual([
      ["SELECT a", "select ? from a"],
      ["UPDATE b", "update b set c = ?"],
    ]);
    expect(JSON.stringify(batches)).not.toContain("hunter2");
  });

  it("fit their batches with the longest of everything", async () => {
    const { vigie, finish, flushed, batches } = launch({ exemplarsPerSecond: 200 });
    for (let i = 0; i < 100; i++) {
      finish(
        () => {
          vigie.annotate({ text: Array.from({ length: 20 }, () => `\u0007${"é".repeat(2_000)}`) });
          for (let at = 0; at < LIMITS.spansPerRequest; at++) {
            vigie.span("\u0007".repeat(LIMITS.labelLength), () => {
              void vigie;
            });
          }
        },
        { status: 500 },
      );
    }
    expect(await flushed()).toHaveLength(100);
    for (const batch of batches) expect(Buffer.byteLength(JSON.stringify(batch))).toBeLessThan(LIMITS.compressedBytes);
  });

  it("take memory of nobody else's: what ended without a span takes none later", async () => {
    const { core, finish } = launch();
    const scope = finish(() => {});
    core.context?.run(scope, () => core.span("late", () => {}));
    const again = finish(() => {});
    expect(again.spans).toBe(scope.spans);
    expect(again.spans?.list).toEqual([]);
  });
});
