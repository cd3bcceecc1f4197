// What a stranger may write wherever a service, a visitor or an operator can write something: each would show itself if it ran.
import { createVigieClient } from "@vigie/client";
import { AS_ADMIN, makeBatch, makeRollup, type TestServer } from "@vigie/testing";

type Changes = NonNullable<Parameters<typeof makeBatch>[1]>;

/** No machine has this name; asking for it shows. */
export const FOREIGN = "sentinel.invalid";
/** For names: 128 characters at most. Every one of them has this in it. */
export const SIGN = "onerror=window.__sentinel=1";
export const TRACE = "5e471e15e471e15e471e15e471e15e47";
const FINGERPRINT = "00000000005e471e";
const SPAN = "00000000005e4710";

/** Says what it was written into. */
export function named(field: string): string {
  return `=${field}"'><img src=x ${SIGN}>{{7*7}}{a|b}\${1}<svg onload=window.__sentinel=1>`;
}

/** The same and all the rest, for fields that take long texts. */
function long(field: string): string {
  return [
    named(field),
    "<script>window.__sentinel=1</script></script></style></title></textarea>",
    `<img src="http://${FOREIGN}/img"><link rel=stylesheet href="//${FOREIGN}/css"><iframe srcdoc="<script>parent.__sentinel=1</script>">`,
    `<base href="//${FOREIGN}/"><meta http-equiv=refresh content="0;url=//${FOREIGN}/">`,
    "<a href=javascript:window.__sentinel=1>javascript:window.__sentinel=1</a>",
    "{{constructor.constructor('window.__sentinel=1')()}} {value|text} {a0} {b@1} %3Cscript%3E &lt;script&gt;",
    "\u001b[31mred\u001b]8;;javascript:window.__sentinel=1\u0007link\u001b]8;;\u0007",
  ].join(" ");
}

const resource = {
  service: named("service"),
  instance: named("instance"),
  release: named("release"),
  environment: named("environment"),
  sdk: named("sdk"),
};
const endpoint = { method: "GET", route: `/${named("route")}` };
/** Each of them in the address of a view. */
export const ADDRESS = new URLSearchParams({ service: resource.service, ...endpoint }).toString();

/** A service that is hostile in all that it says. */
export async function sendSentinels({ url }: TestServer): Promise<void> {
  const time = Date.now() - 2_000;
  const attributes = { [named("key")]: long("attribute"), "user.agent": long("user agent") };
  const changes: Changes = {
    resource,
    rollups: [
      {
        ...makeRollup({ ...endpoint, atMs: time, durations: [20, 300, 900], status: 500 }),
        waitMs: [0, 600, 0, 0],
        waitCount: [0, 6, 0, 0],
        errors: [{ fingerprint: FINGERPRINT, count: 3 }],
        statements: [{ fingerprint: FINGERPRINT, calls: 6, sumMs: 600 }],
      },
    ],
    errors: [
      {
        fingerprint: FINGERPRINT,
        type: named("error"),
        place: named("place"),
        sample: {
          ...endpoint,
          time,
          traceId: TRACE,
          status: 500,
          message: long("message"),
          stack: `at ${long("stack")} (a.ts:1:1)`,
        },
      },
    ],
    statements: [{ fingerprint: FINGERPRINT, text: long("statement") }],
    requests: [
      {
        ...endpoint,
        time,
        status: 500,
        durationMs: 900,
        sentBytes: 10,
        aborted: false,
        traceId: TRACE,
        kept: "error",
        waitMs: [0, 600, 0, 0],
        error: FINGERPRINT,
        spanId: SPAN,
        url: `/?q=${long("url")}`,
        headers: {
          "user-agent": long("user-agent"),
          referer: "javascript:window.__sentinel=1",
          [named("header")]: "x",
        },
        attributes,
        spansLeftOut: 0,
        spans: Array.from({ length: 6 }, (_, i) => ({
          id: `00000000005e472${i}`,
          parent: SPAN,
          kind: "sql" as const,
          name: named("span"),
          startMs: i * 100,
          durationMs: 100,
          statement: FINGERPRINT,
          error: named("span error"),
          attributes: { [named("key")]: named("span attribute") },
        })),
      },
    ],
    metrics: [{ time, type: "custom", name: named("metric"), value: 1, labels: { [named("label")]: named("value") } }],
    logs: [
      {
        ...endpoint,
        time,
        level: "error",
        message: long("log"),
        cut: 0,
        traceId: TRACE,
        attributes,
        errors: [{ type: named("type"), message: long("logged"), stack: long("logged stack") }],
      },
    ],
  };
  const answer = await fetch(`${url}/v1/batch`, {
    method: "POST",
    headers: AS_ADMIN,
    body: JSON.stringify(makeBatch(Date.now(), changes)),
  });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
}

/** What people write: a rule that alerts at once, a channel, a key, an account. Returns the cookie of that account. */
export async function writeSentinels({ url, token }: TestServer): Promise<{ name: string; value: string }> {
  const client = createVigieClient({ url, token });
  await client.rules.create.mutate({
    name: named("rule"),
    metric: { kind: "figure", figure: "api.serverErrorCount" },
    scope: { service: resource.service },
    comparison: "above",
    threshold: 0,
    windowSeconds: 600,
    forSeconds: 0,
    severity: "critical",
    hint: long("hint"),
  });
  await client.channels.create.mutate({
    name: named("channel").slice(0, 100),
    settings: { kind: "slack", url: `https://${FOREIGN}/` },
  });
  await client.keys.create.mutate({ kind: "ingest", name: named("key").slice(0, 100), service: resource.service });
  const headers = {
    "content-type": "application/json",
    "user-agent": named("user agent").replace(/[^\x20-\x7e]/g, ""),
  };
  const post = (path: string, body: object) =>
    fetch(`${url}/auth/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  await post("sign-in", { email: named("e-mail"), password: "none" });
  const invitation = await client.users.invite.mutate({ email: "eve@example.org", role: "admin" });
  const account = { name: named("person").slice(0, 100), email: "eve@example.org", password: "correct horse battery" };
  const made = await post("setup", { ...account, secret: new URL(invitation.url).hash.slice(1) });
  const cookie = made.headers.getSetCookie().find((one) => one.includes("session_token"));
  const [, name, value] = /^([^=]+)=([^;]+)/.exec(cookie ?? "") ?? [];
  if (name === undefined || value === undefined) throw new Error(`${made.status} ${await made.text()}`);
  return { name, value };
}
