import { createVigieClient } from "@vigie/client";
import { createDatabase, makeBatch, startServer } from "@vigie/testing";
import { expect, test } from "vitest";
import { makeIngestKey } from "./ingest-key.ts";

test("each demo gets a key for its service alone, and takes that of the demo before out of use", async () => {
  await using database = await createDatabase();
  await using server = await startServer({ env: { DATABASE_URL: database.url } });
  const { keys } = createVigieClient(server);
  // Somebody else's, by the same name.
  await keys.create.mutate({ kind: "ingest", name: "demo", service: "shop" });
  const options = { url: server.url, adminToken: server.token, service: "code-search" };
  const send = async (key: string, service: string) => {
    const { resource, ...batch } = makeBatch(Date.now());
    const answer = await fetch(`${server.url}/v1/batch`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}` },
      body: JSON.stringify({ ...batch, resource: { ...resource, service } }),
    });
    return answer.status;
  };

  const first = await makeIngestKey(options);
  expect(await send(first, "code-search")).toBe(200);
  expect(await send(first, "shop")).toBe(403);
  const second = await makeIngestKey(options);
  expect(await send(first, "code-search")).toBe(401);
  expect(await send(second, "code-search")).toBe(200);
  const working = (await keys.list.query()).filter(({ revokedAt }) => revokedAt === null);
  expect(working.map(({ name, service }) => [name, service])).toEqual([
    ["demo", "code-search"],
    ["demo", "shop"],
  ]);

  await expect(makeIngestKey({ ...options, adminToken: "x".repeat(40) })).rejects.toThrow(
    /makes no key.*signed in.*VIGIE_ADMIN_TOKEN.*DEMO_VIGIE_TOKEN/,
  );
});
