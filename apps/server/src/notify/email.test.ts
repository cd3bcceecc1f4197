import { once } from "node:events";
import { createServer } from "node:net";
import { freePort } from "@vigie/testing";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { describe, expect, test } from "vitest";
import { createMailer } from "./email.ts";
import { type Message, testMessage } from "./message.ts";

const PASSWORD = "pa:ss@w/rd";
const alert: Message["alerts"][number] = {
  id: 7,
  state: "opened",
  severity: "critical",
  text: "shop <script>alert(1)</script>: Error rate 8.3 %\r\nBcc: victim@example.org",
  service: "shop",
  labels: { service: "shop" },
  since: "2026-03-01T11:59:30.000Z",
  openedAt: "2026-03-01T12:00:00.000Z",
  resolvedAt: null,
  durationMs: null,
  resolution: null,
  resolvedBy: null,
  value: 0.083,
  worstValue: 0.083,
  threshold: 0.05,
  comparison: "above",
  unit: "ratio",
  rule: { id: 1, name: 'Too many "errors" & more' },
  hint: "Look at the hotspots.",
  url: "https://vigie.example/alerts?alert=7",
};
const message: Message = {
  id: "019c0000-0000-7000-8000-000000000000",
  isTest: false,
  title: `Critical: ${alert.text}`,
  alerts: [alert],
  more: 3,
  suppressed: 2,
  url: "https://vigie.example/alerts",
};
const signal = new AbortController().signal;

interface Mailed {
  from: string;
  to: string[];
  source: string;
}

/** A real SMTP server on loopback. */
async function startSmtp(options: SMTPServerOptions = {}) {
  const mails: Mailed[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    logger: false,
    onData(stream, session, done) {
      let source = "";
      stream.setEncoding("utf8");
      stream.on("data", (chunk: string) => {
        source += chunk;
      });
      stream.on("end", () => {
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({ from: mailFrom ? mailFrom.address : "", to: rcptTo.map(({ address }) => address), source });
        done();
      });
    },
    ...options,
  });
  server.on("error", () => {});
  const listening = server.listen(0, "127.0.0.1");
  await once(listening, "listening");
  const { port } = listening.address() as { port: number };
  return {
    port,
    url: `smtp://127.0.0.1:${port}`,
    mails,
    async [Symbol.asyncDispose]() {
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
}

/** Headers of a mail, unfolded, by lower-case name. */
function headersOf(source: string): Map<string, string> {
  const head = source.slice(0, source.indexOf("\r\n\r\n")).replace(/\r\n[ \t]+/g, " ");
  return new Map(
    head.split("\r\n").map((line) => {
      const at = line.indexOf(":");
      return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()];
    }),
  );
}

const readable = (source: string) =>
  source
    .replace(/=\r\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

test("plain text and HTML, with an id that stays, and nothing of a service's own becomes a header or markup", async () => {
  await using smtp = await startSmtp();
  const mailer = createMailer({ smtpUrl: smtp.url, from: "The lookout <vigie@example.org>" });
  const to = ["ops@example.org", "night@example.org"];
  expect(await mailer.send({ to, message, signal })).toEqual({ arrived: true, note: null });
  expect(await mailer.send({ to, message, signal })).toEqual({ arrived: true, note: null });

  expect(smtp.mails.map(({ from, to }) => ({ from, to }))).toEqual(Array(2).fill({ from: "vigie@example.org", to }));
  const [mail] = smtp.mails;
  const headers = headersOf(mail?.source ?? "");
  expect(headers.get("message-id")).toBe(`<${message.id}@vigie>`);
  expect(headersOf(smtp.mails[1]?.source ?? "").get("message-id")).toBe(headers.get("message-id"));
  expect(headers.get("auto-submitted")).toBe("auto-generated");
  expect(headers.get("to")).toBe("ops@example.org, night@example.org");
  expect(headers.get("subject")).toBe(
    "[Vigie] Critical: shop <script>alert(1)</script>: Error rate 8.3 % Bcc: victim@example.org",
  );
  expect(headers.has("bcc")).toBe(false);
  const source = readable(mail?.source ?? "");
  const [plain = "", html = ""] = source.split("text/html");
  expect(plain).toContain("Critical: shop <script>");
  expect(html).toContain("<b>Critical</b>: <a");
  for (const words of [
    "Since 2026-03-01 11:59 UTC, service shop",
    "Look at the hotspots.",
    "https://vigie.example/alerts?alert=7",
    "and 3 more",
    "2 more suppressed",
  ]) {
    expect(plain).toContain(words);
    expect(html).toContain(words);
  }
  expect(html).not.toContain("<script>");
  expect(html).toContain("Too many &quot;errors&quot; &amp; more");
});

test("a test says that it is one", async () => {
  await using smtp = await startSmtp();
  const mailer = createMailer({ smtpUrl: smtp.url, from: undefined });
  await mailer.send({
    to: ["ops@example.org"],
    message: testMessage(message.id, "ops", "https://vigie.example"),
    signal,
  });
  expect(smtp.mails[0]?.from).toBe("vigie@127.0.0.1");
  expect(smtp.mails[0]?.source).toContain("Subject: [Vigie] Test of the channel ops: this is no alert");
});

test("it signs in with the user and password of the URL", async () => {
  const seen: unknown[] = [];
  await using smtp = await startSmtp({
    authOptional: false,
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) => {
      seen.push([username, password]);
      if (password === PASSWORD) done(null, { user: "ops" });
      else done(new Error("no"));
    },
  });
  const urlWith = (password: string) =>
    `smtp://ops%40example.org:${encodeURIComponent(password)}@127.0.0.1:${smtp.port}`;
  const to = ["a@example.org"];
  expect(await createMailer({ smtpUrl: urlWith(PASSWORD), from: undefined }).send({ to, message, signal })).toEqual({
    arrived: true,
    note: null,
  });
  expect(seen).toEqual([["ops@example.org", PASSWORD]]);
  expect(smtp.mails[0]?.from).toBe("ops@example.org");

  const refused = await createMailer({ smtpUrl: urlWith("wr0ng"), from: undefined }).send({ to, message, signal });
  expect(refused).toMatchObject({ arrived: false, isFinal: false, mayHaveArrived: false });
  expect(JSON.stringify(refused)).toContain("does not accept the user name and password");
  expect(JSON.stringify(refused)).not.toContain("wr0ng");
});

describe("what a server does instead of taking it", () => {
  const trying = async (smtpUrl: string, limitMs?: number) =>
    createMailer({ smtpUrl, from: undefined, ...(limitMs && { limitMs }) }).send({
      to: ["a@example.org", "b@example.org"],
      message,
      signal,
    });

  test("it is not there: later perhaps", async () => {
    const delivery = await trying(`smtp://ops:${encodeURIComponent(PASSWORD)}@127.0.0.1:${await freePort()}`);
    expect(delivery).toMatchObject({ arrived: false, isFinal: false, mayHaveArrived: false });
    expect(JSON.stringify(delivery)).toMatch(/The SMTP server 127\.0\.0\.1:\d+ cannot be reached/);
    expect(JSON.stringify(delivery)).not.toContain("pa");
  });

  test("it refuses one of the addresses: the other has it, and that is said", async () => {
    await using smtp = await startSmtp({
      onRcptTo: ({ address }, _session, done) =>
        done(address.startsWith("a@") ? Object.assign(new Error("who?"), { responseCode: 550 }) : null),
    });
    expect(await trying(smtp.url)).toEqual({ arrived: true, note: `127.0.0.1:${smtp.port} refused a@example.org.` });
    expect(smtp.mails.map(({ to }) => to)).toEqual([["b@example.org"]]);
  });

  test.each([
    [550, true],
    [450, false],
  ])("it refuses all of them with %i: for ever is %s", async (responseCode, isFinal) => {
    await using smtp = await startSmtp({
      onRcptTo: (_address, _session, done) => done(Object.assign(new Error("no"), { responseCode })),
    });
    expect(await trying(smtp.url)).toMatchObject({
      arrived: false,
      isFinal,
      mayHaveArrived: false,
      problem: expect.stringContaining(`it answered ${responseCode}`),
    });
  });

  test("it greets nobody: given up in time", async () => {
    const server = createServer(() => {});
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    expect(await trying(`smtp://127.0.0.1:${port}`, 300)).toMatchObject({
      arrived: false,
      isFinal: false,
      problem: expect.stringContaining("did not answer within 0.3 s"),
    });
    server.close();
  });

  test("a connection must be safe and cannot be", async () => {
    await using smtp = await startSmtp();
    expect(await trying(`${smtp.url}?requireTLS=true`)).toMatchObject({
      arrived: false,
      isFinal: false,
      problem: expect.stringContaining("No safe connection"),
    });
    expect(smtp.mails).toHaveLength(0);
  });
});
