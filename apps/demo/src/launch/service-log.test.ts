import { expect, test } from "vitest";
import { showServiceLine } from "./service-log.ts";

const line = (entry: object) => JSON.stringify({ level: 30, time: 1, pid: 1, ...entry });

test.each([
  [line({ msg: "the index is up to date" }), "the index is up to date"],
  [line({ msg: "indexed", files: 2_000, imports: 9, durationMs: 5_332 }), "indexed 2000 files in 5.3 s"],
  [
    line({ msg: "stopped", vigie: { recorded: 5, sent: 5, acknowledged: 4, dropped: 1 } }),
    "stopped: recorded 5 requests, Vigie stored 4, dropped 1",
  ],
  [
    line({
      reqId: "req-1",
      method: "GET",
      endpoint: "/x",
      status: 503,
      durationMs: 1003.4,
      traceId: "ab",
      msg: "request failed",
    }),
    "GET /x answered 503 after 1003 ms, trace ab",
  ],
  ["not JSON", "not JSON"],
  ["{broken", "{broken"],
])("%s is shown", (given, shown) => {
  expect(showServiceLine(given)).toBe(shown);
});

test.each([
  line({ reqId: "req-1", status: 200, msg: "request" }),
  line({ reqId: "req-2", level: 40, status: 404, msg: "request refused" }),
  line({ reqId: "req-3", level: 50, err: { message: "x" }, msg: "Something went wrong." }),
])("%s is not shown", (given) => {
  expect(showServiceLine(given)).toBeNull();
});
