import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { vigieHttp } from "../adapters/http.ts";
import { measured, testVigie } from "../recorders/measured.ts";

it("hides what the service names, in logs and errors", async () => {
  await using vigie = testVigie({ redact: { names: ["iban", /^x-corp-/i], patterns: [/\bKD-\d{6}\b/] } });
  await measured(vigie, () =>
    vigie.log("error", "of KD-123456, iban=DE1", {
      IBAN: "DE2",
      "X-Corp-Id": "DE3",
      list: [{ note: "KD-654321" }],
      error: new Error("no KD-111111"),
    }),
  );
  await vigie.flush();
  const [log] = vigie.batches.flatMap(({ logs }) => logs);
  expect(log).toMatchObject({
    message: "of [redacted], iban=[redacted]",
    attributes: { IBAN: "[redacted]", "X-Corp-Id": "[redacted]", list: [{ note: "[redacted]" }] },
    errors: [{ message: "no [redacted]" }],
  });
  expect(vigie.problems).toEqual([]);
});

it("hides it in the samples of errors, in URLs, headers and what is told of a request", async () => {
  await using vigie = testVigie({ redact: { names: ["tenant"], patterns: [/KD-\d{6}/] } });
  const handler = vigieHttp(vigie, (_req, res) => {
    vigie.annotate({ tenant: "acme", customer: "KD-123456" });
    vigie.error(new Error("no KD-123456, tenant=acme"));
    res.writeHead(500).end();
  });
  const server = createServer(handler).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const headers = { "x-customer": "KD-123456", tenant: "acme" };
  await (await fetch(`http://127.0.0.1:${port}/orders?tenant=acme&customer=KD-123456`, { headers })).text();
  await new Promise((resolve) => server.close(resolve));
  await vigie.flush();
  const sent = JSON.stringify(vigie.batches);
  expect(vigie.batches.flatMap(({ requests }) => requests)).toHaveLength(1);
  expect(sent).toContain("no [redacted], tenant=[redacted]");
  expect(sent).not.toMatch(/KD-123456|acme/);
});

it("tells of a pattern that is too slow, and does without it", async () => {
  await using vigie = testVigie({ redact: { names: [/^(\w+\s?)+$/], patterns: [/(a+)+$/, /KD-\d{6}/] } });
  expect(vigie.problems).toHaveLength(1);
  expect(vigie.problems[0]).toMatchObject({ kind: "options" });
  expect(vigie.problems[0]?.message).toMatch(/\(a\+\)\+\$.*left out/);
  vigie.log("info", `KD-123456 ${"a".repeat(30_000)}!`);
  await vigie.flush();
  expect(vigie.batches[0]?.logs[0]?.message).toMatch(/^\[redacted\] /);
});

it.each([null, 1, { names: 1 }, { patterns: ["a"] }, { names: [1, ""] }])("takes no harm from %j", async (redact) => {
  await using vigie = testVigie({ redact: redact as never });
  expect(vigie.problems).toMatchObject([{ kind: "options" }]);
  vigie.log("info", "password=x");
  await vigie.flush();
  expect(vigie.batches[0]?.logs[0]?.message).toBe("password=[redacted]");
});
