import { once } from "node:events";
import { freePort, openOutbox } from "@vigie/testing";
import { SMTPServer } from "smtp-server";
import { expect, test } from "vitest";
import { startNotifier } from "./notifier.ts";

test("SMTP is down: what is to be told waits, says why, and arrives once when it is up", async () => {
  await using outbox = await openOutbox();
  const port = await freePort();
  await outbox.channel("", { settings: { kind: "email", to: ["ops@example.org"] } });
  const notifier = startNotifier({
    store: outbox.store,
    leads: async () => true,
    now: outbox.now,
    report: () => {},
    settings: {
      smtpUrl: `smtp://127.0.0.1:${port}`,
      smtpFrom: "vigie@example.org",
      allowPrivateWebhooks: false,
      publicUrl: () => "https://vigie.example",
    },
    everyMs: 3_600_000,
  });
  await outbox.open(2);
  await notifier.idle();
  expect(await outbox.rows()).toEqual(
    Array(2).fill(
      expect.objectContaining({
        state: "waiting",
        attempts: 1,
        problem: `The SMTP server 127.0.0.1:${port} cannot be reached.`,
      }),
    ),
  );

  const subjects: string[] = [];
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData(stream, _session, done) {
      let source = "";
      stream.on("data", (chunk: Buffer) => {
        source += chunk.toString();
      });
      stream.on("end", () => {
        subjects.push(/^Subject: (.*)$/m.exec(source)?.[1]?.trim() ?? "");
        done();
      });
    },
  });
  await once(smtp.listen(port, "127.0.0.1"), "listening");
  outbox.pass(7_000);
  await notifier.idle();
  await notifier.idle();
  expect(subjects).toEqual(["[Vigie] 2 alerts: 2 critical"]);
  expect(await outbox.states()).toEqual(["opened sent", "opened sent"]);
  await notifier.stop();
  await new Promise<void>((done) => smtp.close(() => done()));
});
