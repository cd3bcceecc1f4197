import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { call } from "./call.ts";
import type { StartAdapter } from "./contract.ts";
import { launchAdapter } from "./launch.ts";
import { listen, stop } from "./serve.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const SPAN = "00f067aa0ba902b7";
const VALID = `00-${TRACE}-${SPAN}-01`;

type Headers = Record<string, string | string[]>;

/** `traceparent` values that continue the trace, with the flags that are passed on. */
const CONTINUED: [rule: string, headers: Headers, flags: string][] = [
  ["version 00", { traceparent: VALID }, "01"],
  ["its name in mixed case", { TrAcEpArEnT: VALID }, "01"],
  ["its name in upper case", { TRACEPARENT: VALID }, "01"],
  ["white space around it", { traceparent: `\t ${VALID} \t` }, "01"],
  ["a later version", { traceparent: `cc-${TRACE}-${SPAN}-01` }, "01"],
  ["a later version with more behind a dash", { traceparent: `01-${TRACE}-${SPAN}-01-what-will-be` }, "01"],
  ["a later version with much behind it", { traceparent: `01-${TRACE}-${SPAN}-01-${"x".repeat(4_000)}` }, "01"],
  ["the flag sampled, not set", { traceparent: `00-${TRACE}-${SPAN}-00` }, "00"],
  ["level 2: the flag random-trace-id, set", { traceparent: `00-${TRACE}-${SPAN}-03` }, "03"],
  ["level 2: the flag random-trace-id without sampled", { traceparent: `00-${TRACE}-${SPAN}-02` }, "02"],
  ["flags that nobody knows, which become zero", { traceparent: `00-${TRACE}-${SPAN}-fc` }, "00"],
];

/** What begins a new trace. */
const RESTARTED: [rule: string, headers: Headers][] = [
  ["no header", {}],
  ["an empty one", { traceparent: "" }],
  ["another name", { "trace-parent": VALID, "trace.parent": VALID }],
  ["two of them", { traceparent: [VALID, `00-${"a".repeat(32)}-${SPAN}-01`] }],
  ["two that are alike", { traceparent: [VALID, VALID] }],
  ["two in one header", { traceparent: `${VALID}, ${VALID}` }],
  ["version ff", { traceparent: `ff-${TRACE}-${SPAN}-01` }],
  ["version 00 with more behind it", { traceparent: `${VALID}.` }],
  ["version 00 with more behind a dash", { traceparent: `${VALID}-what-will-be` }],
  ["a later version with more, but no dash", { traceparent: `cc-${TRACE}-${SPAN}-01.what-will-be` }],
  ["a later version that is too short", { traceparent: `cc-${TRACE}-${SPAN}-0` }],
  ["a version of one digit", { traceparent: `0-${TRACE}-${SPAN}-01` }],
  ["a version of three digits", { traceparent: `000-${TRACE}-${SPAN}-01` }],
  ["a version that is no number", { traceparent: `.0-${TRACE}-${SPAN}-01` }],
  ["a trace id of zeros", { traceparent: `00-${"0".repeat(32)}-${SPAN}-01` }],
  ["a trace id in upper case", { traceparent: `00-${TRACE.toUpperCase()}-${SPAN}-01` }],
  ["a trace id that is no number", { traceparent: `00-.${TRACE.slice(1)}-${SPAN}-01` }],
  ["a trace id that is too long", { traceparent: `00-${TRACE}0-${SPAN}-01` }],
  ["a trace id that is too short", { traceparent: `00-${TRACE.slice(1)}-${SPAN}-01` }],
  ["a parent id of zeros", { traceparent: `00-${TRACE}-${"0".repeat(16)}-01` }],
  ["a parent id in upper case", { traceparent: `00-${TRACE}-${SPAN.toUpperCase()}-01` }],
  ["a parent id that is no number", { traceparent: `00-${TRACE}-${SPAN.slice(1)}.-01` }],
  ["a parent id that is too long", { traceparent: `00-${TRACE}-${SPAN}0-01` }],
  ["a parent id that is too short", { traceparent: `00-${TRACE}-${SPAN.slice(1)}-01` }],
  ["flags that are no number", { traceparent: `00-${TRACE}-${SPAN}-.0` }],
  ["flags of one digit", { traceparent: `00-${TRACE}-${SPAN}-1` }],
  ["flags of three digits", { traceparent: `00-${TRACE}-${SPAN}-001` }],
];

const members = (count: number) => Array.from({ length: count }, (_, i) => `k${i}=${i}`).join(",");
const characters = Array.from({ length: 0x7e - 0x20 + 1 }, (_, i) => String.fromCharCode(0x20 + i));
const ANY_VALUE = characters.filter((character) => character !== "," && character !== "=").join("");
const LONG = Array.from({ length: 8 }, (_, i) => `k${i}=${"v".repeat(120)}`).join(",");

/** `tracestate` values, and what is passed on of them; undefined for nothing. */
const STATES: [rule: string, value: string | string[], passed: string | undefined][] = [
  ["one member", "foo=1", "foo=1"],
  ["members in their order", "rojo=1,congo=2,a=3", "rojo=1,congo=2,a=3"],
  [
    "several headers, combined in their order",
    ["foo=1,bar=2", "rojo=1,congo=2", "baz=3"],
    "foo=1,bar=2,rojo=1,congo=2,baz=3",
  ],
  ["white space around members", " foo=1 \t , \t bar=2,\t baz=3 ", "foo=1,bar=2,baz=3"],
  ["empty members", "foo=1,, ,bar=2,", "foo=1,bar=2"],
  ["an empty header beside another", ["", "foo=1", ""], "foo=1"],
  ["an empty header", "", undefined],
  ["of one key the first", "foo=1,bar=2,foo=3", "foo=1,bar=2"],
  ["of one key the first, over several headers", ["foo=1", "foo=2"], "foo=1"],
  ["a key that begins with a digit", "0a=1", "0a=1"],
  ["all signs of a key", "a_-*/@b=1", "a_-*/@b=1"],
  ["all signs of a value", `foo=${ANY_VALUE}`, `foo=${ANY_VALUE}`],
  [
    "a key and a value of 256 characters",
    `${"k".repeat(256)}=${"v".repeat(256)}`,
    `${"k".repeat(256)}=${"v".repeat(256)}`,
  ],
  ["32 members", members(32), members(32)],
  ["33 members: nothing", members(33), undefined],
  ["more than 512 characters", LONG, LONG],
  ["a key in upper case: nothing", "foo=1,BAR=2", undefined],
  ["a key with a dot: nothing", "foo.bar=1", undefined],
  ["a key with a space behind it: nothing", "foo =1", undefined],
  ["a key that begins with a sign: nothing", "@foo=1,bar=2", undefined],
  ["a key of 257 characters: nothing", `foo=1,${"k".repeat(257)}=1`, undefined],
  ["a value of 257 characters: nothing", `foo=1,bar=${"v".repeat(257)}`, undefined],
  ["a value with an equals sign: nothing", "foo=bar=baz", undefined],
  ["no value: nothing", "foo=,bar=3", undefined],
  ["no equals sign: nothing", "foo,bar=3", undefined],
];

/**
 * The rules of https://www.w3.org/TR/trace-context/ (level 1) and https://www.w3.org/TR/trace-context-2/ for what comes in and what
 * goes on, seen from outside: what an app is called with, and what it calls others with.
 */
export function describeTraceContext(name: string, start: StartAdapter): void {
  describe(`trace context of ${name}`, () => {
    let app: Awaited<ReturnType<typeof launchAdapter>>;
    let other: Server;
    let otherUrl: string;
    let seen: { raw: string[]; traceparent: string; tracestate: string | undefined }[] = [];

    beforeAll(async () => {
      app = await launchAdapter(start);
      other = createServer((req, res) => {
        const { traceparent, tracestate } = req.headers;
        seen.push({
          raw: req.rawHeaders,
          traceparent: String(traceparent),
          tracestate: tracestate as string | undefined,
        });
        res.end("ok");
      });
      otherUrl = `${await listen(other)}/`;
    });

    afterAll(async () => {
      await stop(other);
      await app[Symbol.asyncDispose]();
    });

    /** Calls the app, and gives what it called others with by fetch and by node:http. */
    async function through(headers: Headers) {
      seen = [];
      const answer = await call(`${app.url}/calls?to=${encodeURIComponent(otherUrl)}`, { headers });
      expect(answer.status).toBe(200);
      expect(seen).toHaveLength(3);
      const [first, second] = seen as [(typeof seen)[0], (typeof seen)[0]];
      // Each call has an id of its own, and the same of everything else.
      const [version, traceId, spanId, flags, ...rest] = first.traceparent.split("-");
      expect([version, rest]).toEqual(["00", []]);
      expect(traceId).toMatch(/^(?!0+$)[0-9a-f]{32}$/);
      expect(spanId).toMatch(/^(?!0+$)[0-9a-f]{16}$/);
      expect(answer.headers["x-trace-id"]).toBe(traceId);
      const others = second.traceparent.split("-");
      expect([others[0], others[1], others[3]]).toEqual([version, traceId, flags]);
      expect(new Set([spanId, others[2], SPAN]).size).toBe(3);
      expect(second.tracestate).toBe(first.tracestate);
      for (const { raw } of [first, second]) {
        const names = raw.filter((_, i) => i % 2 === 0 && /^trace/i.test(raw[i] as string));
        expect(names.sort()).toEqual(first.tracestate === undefined ? ["traceparent"] : ["traceparent", "tracestate"]);
      }
      return { traceId, flags, tracestate: first.tracestate };
    }

    it.each(CONTINUED)("continues a trace: %s", async (_rule, headers, flags) => {
      expect(await through({ ...headers, tracestate: "foo=1" })).toEqual({
        traceId: TRACE,
        flags,
        tracestate: "foo=1",
      });
    });

    it.each(RESTARTED)("begins a random trace without tracestate: %s", async (_rule, headers) => {
      const { traceId, flags, tracestate } = await through({ ...headers, tracestate: "foo=1" });
      expect(JSON.stringify(headers)).not.toContain(traceId);
      expect({ flags, tracestate }).toEqual({ flags: "03", tracestate: undefined });
    });

    it.each(STATES)("passes on of tracestate: %s", async (_rule, value, passed) => {
      const given = { traceparent: VALID, TraceState: value };
      expect(await through(given)).toEqual({ traceId: TRACE, flags: "01", tracestate: passed });
    });

    it("cuts a tracestate that is too long by whole members, long ones first, then from its end", async () => {
      const short = Array.from({ length: 20 }, (_, i) => `s${i}=${"v".repeat(95)}`);
      const long = Array.from({ length: 3 }, (_, i) => `l${i}=${"v".repeat(200)}`);
      const value = [long[0], ...short, long[1], long[2]].join(",");
      const { tracestate = "" } = await through({ traceparent: VALID, tracestate: value });
      expect(tracestate.length).toBeGreaterThanOrEqual(512);
      expect(tracestate).toBe(short.join(","));
    });
  });
}
