import { afterAll, beforeAll, expect, test } from "vitest";
import { HOST, openApp, type TestApp } from "./open-app.fixture.ts";

const PROXY = "10.0.0.5";
const STRANGER = "203.0.113.9";

let vigie: TestApp;
beforeAll(async () => {
  vigie = await openApp({ trustedProxies: [PROXY], publicUrl: `https://${HOST}` });
});
afterAll(() => vigie[Symbol.asyncDispose]());

/** What a call that anybody may make is answered: SETUP_LINK_UNUSABLE once it came in. */
async function knock(headers: Record<string, string>, from = PROXY): Promise<string> {
  const payload = { secret: "of no link" };
  const answer = await vigie.call({ method: "POST", url: "/auth/setup/read", payload, headers, remoteAddress: from });
  return answer.json().error.code;
}

test("the page is at home also where a proxy names the port that goes without saying", async () => {
  for (const [origin, host] of [
    [`https://${HOST}`, `${HOST}:443`],
    [`http://${HOST}`, `${HOST}:80`],
    [`https://${HOST}`, HOST.toUpperCase()],
    [`https://${HOST}:8443`, `${HOST}:8443`],
  ] as const)
    expect(`${origin} at ${host}: ${await knock({ origin, host })}`).toBe(`${origin} at ${host}: SETUP_LINK_UNUSABLE`);
  for (const [origin, host] of [
    [`https://${HOST}`, `${HOST}:80`],
    [`http://${HOST}`, `${HOST}:443`],
    [`https://${HOST}:8443`, HOST],
    [`https://${HOST}`, `${HOST}:8443`],
    ["https://undefined", ""],
    [`ftp://${HOST}`, HOST],
  ] as const)
    expect(`${origin} at ${host}: ${await knock({ origin, host })}`).toBe(`${origin} at ${host}: FORBIDDEN_ORIGIN`);
});

test("the host that a proxy was asked for counts, and what a stranger says of it does not", async () => {
  const headers = { origin: `https://${HOST}`, host: "upstream:4318", "x-forwarded-host": HOST };
  expect(await knock(headers)).toBe("SETUP_LINK_UNUSABLE");
  expect(await knock(headers, STRANGER)).toBe("FORBIDDEN_ORIGIN");
});
