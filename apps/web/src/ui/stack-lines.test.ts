import { expect, it } from "vitest";
import { stackLines } from "./stack-lines.ts";

it("tells own frames from those of libraries and of Node", () => {
  const stack = [
    "TypeError: cannot read price",
    "    at priceOf (src/cart.ts:42:13)",
    "    at async /app/src/orders.ts:7:3",
    "    at Layer.handle (/app/node_modules/express/lib/router/layer.js:95:5)",
    "    at C:\\app\\node_modules\\pg\\client.js:1:1",
    "    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)",
    "    at new Promise (<anonymous>)",
    "",
  ].join("\n");
  expect(stackLines(stack).map(({ kind }) => kind)).toEqual(["text", "own", "own", "other", "other", "other", "other"]);
});

it("keeps each line as it came, however hostile", () => {
  expect(stackLines("    at <script>alert(1)</script> (a.ts:1:1)")[0]?.text).toBe(
    "    at <script>alert(1)</script> (a.ts:1:1)",
  );
  expect(stackLines("")).toEqual([]);
});
