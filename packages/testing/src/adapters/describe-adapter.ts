import { Agent, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { call, hangUp } from "./call.ts";
import type { AdapterContract, StartAdapter } from "./contract.ts";
import { describeKept } from "./describe-kept.ts";
import { describeTraceContext } from "./describe-trace-context.ts";
import { launchAdapter } from "./launch.ts";
import type { Recorded } from "./recording.ts";
import { OWN_TRACEPARENT } from "./serve.ts";

export interface AdapterTraits {
  /** What the framework answers when a handler throws; undefined when that ends the process. */
  answersErrors?: boolean;
  /** The framework answers HEAD by the handler of GET. */
  answersHead?: boolean;
}

const TRACE_ID = /^[0-9a-f]{32}$/;
const PARENT_TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT = `00-${PARENT_TRACE}-00f067aa0ba902b7-01`;

/** The one suite that every adapter passes. */
export function describeAdapter(name: string, start: StartAdapter, traits: AdapterTraits = {}): void {
  describeTraceContext(name, start);
  describeKept(name, start);
  const { answersErrors = true, answersHead = true } = traits;

  const launch = (overrides?: Partial<AdapterContract>) => launchAdapter(start, overrides);

  const only = (endpoints: Map<string, Recorded>): [string, Recorded] => {
    expect([...endpoints.keys()]).toHaveLength(1);
    return [...endpoints][0] as [string, Recorded];
  };

  describe(`adapter ${name}`, () => {
    it("counts requests under the route's template, with status, bytes and duration", async () => {
      await using app = await launch();
      const answers = [await call(`${app.url}/users/1?token=secret`), await call(`${app.url}/users/2`)];
      const [endpoint, recorded] = only(await app.until(2));
      expect(endpoint).toBe("GET /users/:id");
      expect(recorded).toMatchObject({ count: 2, status: [0, 2, 0, 0, 0], aborted: 0 });
      expect(recorded.sentBytes).toBe(answers.reduce((sum, answer) => sum + Buffer.byteLength(answer.body), 0));
      expect(recorded.minMs).toBeGreaterThan(0);
      expect(recorded.sumMs).toBeGreaterThanOrEqual(recorded.maxMs);
      expect(JSON.stringify(app.recording.batches)).not.toContain("secret");
    });

    it("gives the full template of nested routers", async () => {
      await using app = await launch();
      const answer = await call(`${app.url}/api/orgs/acme/items/items`);
      expect(JSON.parse(answer.body)).toEqual({ org: "acme", item: "items" });
      await call(`${app.url}/api/orgs/17/items/18`);
      const [endpoint, recorded] = only(await app.until(2));
      expect(endpoint).toBe("GET /api/orgs/:org/items/:item");
      expect(recorded.count).toBe(2);
    });

    it("normalises paths that no route matches", async () => {
      await using app = await launch();
      const answer = await call(`${app.url}/nothing/42/here?x=1`);
      expect(answer.status).toBe(404);
      expect(answer.headers["x-trace-id"]).toMatch(TRACE_ID);
      const [endpoint, recorded] = only(await app.until(1));
      expect(endpoint).toBe("GET /nothing/:id/here");
      expect(recorded.status).toEqual([0, 0, 0, 1, 0]);
    });

    it("leaves ignored paths out, and still gives them a trace id", async () => {
      await using app = await launch();
      for (const path of ["/health", "/assets/app.css"]) {
        const answer = await call(app.url + path);
        expect(answer.status).toBe(200);
        expect(answer.headers["x-trace-id"]).toMatch(TRACE_ID);
      }
      await call(`${app.url}/users/1`);
      expect(only(await app.until(1))[0]).toBe("GET /users/:id");
    });

    it.runIf(answersErrors).each(["sync", "async"])(
      "records what is thrown (%s) as the 500 that is answered",
      async (kind) => {
        await using app = await launch();
        const answer = await call(`${app.url}/throws/${kind}`);
        expect(answer.status).toBe(500);
        const [endpoint, recorded] = only(await app.until(1));
        expect(endpoint).toBe(`GET /throws/${kind}`);
        expect(recorded.status).toEqual([0, 0, 0, 0, 1]);
        const [kept] = app.recording.requests();
        expect(kept).toMatchObject({ kept: "error", status: 500, route: `/throws/${kind}` });
        expect(kept?.traceId).toBe(answer.headers["x-trace-id"]);
      },
    );

    it.runIf(answersErrors)("keeps the template when a nested route fails", async () => {
      await using app = await launch();
      expect((await call(`${app.url}/api/orgs/acme/broken`)).status).toBe(500);
      expect(only(await app.until(1))[0]).toBe("GET /api/orgs/:org/broken");
    });

    it("counts a stream until its last byte", async () => {
      await using app = await launch();
      expect((await call(`${app.url}/stream`)).body).toHaveLength(5_000);
      const [endpoint, recorded] = only(await app.until(1));
      expect(endpoint).toBe("GET /stream");
      expect(recorded).toMatchObject({ sentBytes: 5_000, aborted: 0 });
      // Four pauses of 20 ms; timers may fire a millisecond early.
      expect(recorded.minMs).toBeGreaterThan(75);
    });

    it("counts a request whose client left during the answer with its status, as aborted", async () => {
      await using app = await launch();
      await hangUp(`${app.url}/endless`, "first bytes");
      const [endpoint, recorded] = only(await app.until(1));
      expect(endpoint).toBe("GET /endless");
      expect(recorded).toMatchObject({ count: 1, aborted: 1, status: [0, 1, 0, 0, 0] });
      expect(recorded.sentBytes).toBeGreaterThan(0);
    });

    it("counts a request whose client left before any answer as 499", async () => {
      await using app = await launch();
      await hangUp(`${app.url}/silent`, { waitMs: 100 });
      const [endpoint, recorded] = only(await app.until(1));
      expect(endpoint).toBe("GET /silent");
      expect(recorded).toMatchObject({ count: 1, aborted: 1, status: [0, 0, 0, 1, 0] });
      expect(app.recording.requests()[0]?.status).toBe(499);
    });

    it.runIf(answersHead)("counts HEAD apart, with no bytes", async () => {
      await using app = await launch();
      const answer = await call(`${app.url}/users/1`, { method: "HEAD" });
      expect(answer.status).toBe(200);
      expect(answer.headers["x-trace-id"]).toMatch(TRACE_ID);
      const [endpoint, recorded] = only(await app.until(1));
      expect(endpoint).toBe("HEAD /users/:id");
      expect(recorded.sentBytes).toBe(0);
    });

    it("gives each request of a kept-alive connection its own trace id", async () => {
      await using app = await launch();
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      try {
        const ids = new Set<string>();
        for (let i = 0; i < 5; i++) {
          const answer = await call(`${app.url}/users/${i}`, { agent });
          expect(JSON.parse(answer.body).trace).toBe(answer.headers["x-trace-id"]);
          ids.add(JSON.parse(answer.body).trace);
        }
        expect(ids.size).toBe(5);
      } finally {
        agent.destroy();
      }
      expect(only(await app.until(5))[1].count).toBe(5);
    });

    it("keeps the trace ids of concurrent requests apart", async () => {
      await using app = await launch();
      const waits = Array.from({ length: 40 }, (_, i) => 5 + ((i * 7) % 40));
      const answers = await Promise.all(waits.map((ms) => call(`${app.url}/wait/${ms}`)));
      for (const answer of answers) {
        const { trace, before } = JSON.parse(answer.body);
        expect(trace).toBe(answer.headers["x-trace-id"]);
        expect(before).toBe(trace);
      }
      expect(new Set(answers.map((answer) => answer.headers["x-trace-id"])).size).toBe(40);
    });

    it("keeps the trace id in scope of what reads the request's body", async () => {
      await using app = await launch();
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, i) =>
          call(`${app.url}/users`, {
            method: "POST",
            headers: { "content-type": "application/json" },
            body: JSON.stringify({ name: "x".repeat(i * 20_000) }),
          }),
        ),
      );
      answers.forEach((answer, i) => {
        expect(JSON.parse(answer.body)).toEqual({ bytes: i * 20_000 + 11, trace: answer.headers["x-trace-id"] });
      });
      expect(only(await app.until(10))[0]).toBe("POST /users");
    });

    it("sends traceparent and tracestate with outgoing calls, unless the caller did", async () => {
      await using app = await launch();
      const seen: Record<string, unknown>[] = [];
      const other = createServer((req, res) => {
        seen.push(req.headers);
        res.end("ok");
      });
      await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
      try {
        const to = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`;
        const answer = await call(`${app.url}/calls?to=${encodeURIComponent(to)}`, {
          headers: { traceparent: PARENT, tracestate: "b=2, a=1,b=3" },
        });
        expect(answer.status).toBe(200);
        expect(seen).toHaveLength(3);
        for (const headers of seen.slice(0, 2)) {
          expect(headers.traceparent).toMatch(new RegExp(`^00-${PARENT_TRACE}-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$`));
          expect(headers.tracestate).toBe("b=2,a=1");
        }
        expect(seen[2]?.traceparent).toBe(OWN_TRACEPARENT);
        expect(seen[2]?.tracestate).toBeUndefined();
      } finally {
        other.closeAllConnections();
        other.close();
      }
    });

    it("answers with a trace id also without asynchronous context", async () => {
      await using app = await launch({ asyncContext: false });
      const answer = await call(`${app.url}/users/1`, { headers: { traceparent: PARENT } });
      expect(answer.headers["x-trace-id"]).toBe(PARENT_TRACE);
      expect(JSON.parse(answer.body)).toEqual({ id: "1", trace: "" });
      expect(only(await app.until(1))[0]).toBe("GET /users/:id");
      expect(app.recording.requests()[0]?.traceId).toBe(PARENT_TRACE);
    });
  });
}
