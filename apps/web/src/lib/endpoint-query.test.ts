import { expect, test } from "vitest";
import { endpointQuery } from "./endpoint-query.ts";

test.each([
  ["GET", "/users/:id", "method:GET route:/users/:id"],
  ["GET", "/files/*", 'method:GET route:"/files/*"'],
  ["POST", '/a "b" (c),d\\', 'method:POST route:"/a \\"b\\" (c),d\\\\"'],
])("%s %s", (method, route, query) => {
  expect(endpointQuery({ method, route })).toBe(query);
});
