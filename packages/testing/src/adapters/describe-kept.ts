import { describe, expect, it } from "vitest";
import { call } from "./call.ts";
import type { StartAdapter } from "./contract.ts";
import { launchAdapter } from "./launch.ts";

const PLANTED = "hunter2";
const PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

/** Requests that are kept whole, as every adapter tells of them. */
export function describeKept(name: string, start: StartAdapter): void {
  describe(`kept requests of ${name}`, () => {
    it("tell their path and headers without the secrets in them", async () => {
      await using app = await launchAdapter(start);
      const query = `?page=2&access_token=${PLANTED}&pass%77ord=${PLANTED}&mail=bob%40example.com&from=203.0.113.9`;
      await call(`${app.url}/users/42${query}`, {
        headers: {
          traceparent: PARENT,
          Authorization: `Bearer ${PLANTED}`,
          Cookie: `sid=${PLANTED}; theme=dark`,
          "X-Api-Key": PLANTED,
          "X-Session-Token": PLANTED,
          "X-Forwarded-For": "203.0.113.9, 2001:db8::1",
          Forwarded: "for=203.0.113.9",
          "X-Real-IP": "203.0.113.9",
          "CF-Connecting-IP": "203.0.113.9",
          Referer: `https://bob:${PLANTED}@shop.test/?code=${PLANTED}&q=lamp`,
          "User-Agent": "lantern/1.0",
          "X-Tag": ["a", "b"],
        },
      });
      await app.until(1);
      const [kept] = app.recording.requests();
      expect(kept).toMatchObject({
        traceId: PARENT.split("-")[1],
        parentSpanId: PARENT.split("-")[2],
        url: "/users/42?page=2&access_token=[redacted]&pass%77ord=[redacted]&mail=[email]&from=[ip]",
        headers: {
          authorization: "[redacted]",
          cookie: "[redacted]",
          "x-api-key": "[redacted]",
          "x-session-token": "[redacted]",
          "x-forwarded-for": "[ip], [ip]",
          forwarded: "for=[ip]",
          "x-real-ip": "[ip]",
          "cf-connecting-ip": "[ip]",
          referer: "https://[redacted]@shop.test/?code=[redacted]&q=lamp",
          "user-agent": "lantern/1.0",
          "x-tag": "a, b",
        },
        spans: [],
        spansLeftOut: 0,
      });
      expect(kept?.spanId).toMatch(/^[0-9a-f]{16}$/);
      expect(JSON.stringify(app.recording.batches)).not.toMatch(new RegExp(`${PLANTED}|bob|203\\.0|2001:`));
    });

    it("have no parent when none came, and none of another's", async () => {
      await using app = await launchAdapter(start);
      await call(`${app.url}/users/1`);
      await call(`${app.url}/users/2`, { headers: { traceparent: [PARENT, PARENT] } });
      await app.until(2);
      for (const kept of app.recording.requests()) expect(kept).not.toHaveProperty("parentSpanId");
    });

    it("are linked across two services by the span of the call", async () => {
      await using caller = await launchAdapter(start, { service: "caller" });
      await using called = await launchAdapter(start, { service: "called" });
      const to = `${called.url}/users/42?token=${PLANTED}`;
      const answer = await call(`${caller.url}/calls?to=${encodeURIComponent(to)}`);
      expect(answer.status).toBe(200);
      await caller.until(1);
      await called.until(3);
      const [from] = caller.recording.requests();
      const calls = from?.spans ?? [];
      const host = new URL(called.url).host.replace("127.0.0.1", "[ip]");
      expect(calls).toHaveLength(3);
      for (const span of calls) {
        expect(span).toMatchObject({
          kind: "http",
          name: `GET ${host}/users/:id`,
          parent: from?.spanId,
          attributes: { "http.response.status_code": 200 },
        });
        expect(span.startMs + span.durationMs).toBeLessThanOrEqual((from?.durationMs ?? 0) + 0.002);
      }
      const answered = called.recording.requests().sort((a, b) => a.time - b.time);
      // The third call had a traceparent of its own.
      const linked = answered.filter(({ traceId }) => traceId === from?.traceId);
      expect(linked.map(({ parentSpanId }) => parentSpanId).sort()).toEqual(
        calls
          .slice(0, 2)
          .map(({ id }) => id)
          .sort(),
      );
      expect(answered).toHaveLength(3);
      expect(JSON.stringify([caller.recording.batches, called.recording.batches])).not.toContain(PLANTED);
    });

    it("have no spans without asynchronous context", async () => {
      await using app = await launchAdapter(start, { asyncContext: false });
      await using called = await launchAdapter(start);
      await call(`${app.url}/calls?to=${encodeURIComponent(`${called.url}/users/1`)}`, {
        headers: { traceparent: PARENT },
      });
      await app.until(1);
      const [kept] = app.recording.requests();
      expect(kept).toMatchObject({ spans: [], parentSpanId: PARENT.split("-")[2] });
      expect(kept?.url).toContain("/calls?to=");
    });
  });
}
