import { createTransport, type Transporter } from "nodemailer";
import { type Delivery, failed } from "./delivery.ts";
import { closingWords, type Message, stateWords, type ToldAlert, timeText } from "./message.ts";

const SUBJECT_LENGTH = 150;
/** Each step of the talk with the SMTP server, and all of it. */
const STEP_MS = 10_000;
const TALK_MS = 30_000;

export interface Mail {
  to: readonly string[];
  message: Message;
  signal: AbortSignal;
}

export interface Mailer {
  send(mail: Mail): Promise<Delivery>;
}

/**
 * Sends by one SMTP server. `smtpUrl`: `smtp://user:password@host:587` (STARTTLS where the server offers it) or `smtps://…:465`;
 * of its query requireTLS, ignoreTLS and tls.rejectUnauthorized are heard. `from`: the sender.
 */
export function createMailer({
  smtpUrl,
  from,
  limitMs = TALK_MS,
}: {
  smtpUrl: string;
  from: string | undefined;
  /** Default 30 s. */
  limitMs?: number;
}): Mailer {
  const url = new URL(smtpUrl);
  const transport = transportTo(url);
  const sender = from ?? `Vigie <${defaultSender(url)}>`;
  const server = url.host;
  return {
    async send({ to, message, signal }) {
      const limit = AbortSignal.timeout(limitMs);
      try {
        const { rejected = [] } = await transport.sendMail({
          from: sender,
          to: to.map((address) => ({ name: "", address })),
          subject: subjectOf(message),
          text: textOf(message),
          html: htmlOf(message),
          // The same for each attempt: a mailbox that already has it can tell.
          messageId: `<${message.id}@vigie>`,
          headers: { "auto-submitted": "auto-generated" },
          disableFileAccess: true,
          disableUrlAccess: true,
          signal: AbortSignal.any([limit, signal]),
        });
        return { arrived: true, note: rejected.length === 0 ? null : `${server} refused ${rejected.join(", ")}.` };
      } catch (error) {
        if (limit.aborted) {
          const problem = `The SMTP server ${server} did not answer within ${limitMs / 1000} s.`;
          return failed(problem, CHECK_SERVER, { mayHaveArrived: true });
        }
        if (signal.aborted) {
          const problem = `Vigie stopped while the SMTP server ${server} was asked.`;
          return failed(problem, "Wait: it is sent again.", { mayHaveArrived: true });
        }
        return problemWithMail(error, server);
      }
    },
  };
}

const CHECK_SERVER = "See whether it runs, and whether SMTP_URL names its host and port.";

function transportTo(url: URL): Transporter {
  const query = url.searchParams;
  const isSecure = url.protocol === "smtps:";
  return createTransport({
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port === "" ? (isSecure ? 465 : 587) : Number(url.port),
    secure: isSecure,
    ...(url.username !== "" && {
      auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
    }),
    requireTLS: query.get("requireTLS") === "true",
    ignoreTLS: query.get("ignoreTLS") === "true",
    tls: { rejectUnauthorized: query.get("tls.rejectUnauthorized") !== "false" },
    connectionTimeout: STEP_MS,
    greetingTimeout: STEP_MS,
    dnsTimeout: STEP_MS,
    socketTimeout: STEP_MS,
    // What it would log has passwords in it.
    logger: false,
    debug: false,
  });
}

function defaultSender(url: URL): string {
  const user = decodeURIComponent(url.username);
  return /^[^\s@<>"]+@[^\s@<>"]+$/.test(user) ? user : `vigie@${url.hostname}`;
}

function problemWithMail(error: unknown, server: string): Delivery {
  const { code = "", responseCode, command } = error as { code?: string; responseCode?: number; command?: string };
  const answered = responseCode === undefined ? "" : ` (it answered ${responseCode})`;
  const isFinal = responseCode !== undefined && responseCode >= 500 && responseCode !== 503;
  switch (code) {
    case "EAUTH":
    case "ENOAUTH":
    case "EOAUTH2":
      return failed(
        `The SMTP server ${server} does not accept the user name and password${answered}.`,
        "Correct them in SMTP_URL, percent-encoded, and start Vigie again.",
      );
    case "EENVELOPE":
      return failed(
        `The SMTP server ${server} refuses the sender or all of the addresses${answered}.`,
        "Look at the addresses of the channel, and at SMTP_FROM.",
        { isFinal },
      );
    case "EMESSAGE":
      return failed(`The SMTP server ${server} refuses the message${answered}.`, "See its own log.", { isFinal });
    case "EDNS":
      return failed(`The name of the SMTP server ${server} cannot be resolved.`, CHECK_SERVER);
    case "ETLS":
    case "EREQUIRETLS":
      return failed(
        `No safe connection to the SMTP server ${server} could be made.`,
        "Renew its certificate, or say in SMTP_URL what it can do: smtps:// or ?ignoreTLS=true.",
      );
    default:
      return failed(`The SMTP server ${server} cannot be reached${answered}.`, CHECK_SERVER, {
        // Once the message itself was on its way, an end of the connection says nothing.
        mayHaveArrived: command === "DATA" && responseCode === undefined,
      });
  }
}

/** One line, of a length that mailboxes show. */
function subjectOf({ title }: Message): string {
  const line = `[Vigie] ${title}`.replace(/[\s\p{Cc}]+/gu, " ");
  return line.length > SUBJECT_LENGTH ? `${line.slice(0, SUBJECT_LENGTH - 1)}…` : line;
}

function textOf(message: Message): string {
  const parts = [
    ...(message.isTest ? [`${message.title}.`] : []),
    ...message.alerts.map((alert) =>
      [
        `${stateWords(alert)}: ${alert.text}`,
        aboutOf(alert),
        ...(alert.hint === "" || alert.state === "resolved" ? [] : [alert.hint]),
        alert.url,
      ].join("\n"),
    ),
    [...closingWords(message), message.url].join("\n"),
  ];
  return `${parts.join("\n\n")}\n`;
}

function htmlOf(message: Message): string {
  const paragraphs = message.alerts.map((alert) => {
    const hint = alert.hint === "" || alert.state === "resolved" ? "" : `<br>${escapeHtml(alert.hint)}`;
    return `<p><b>${escapeHtml(stateWords(alert))}</b>: <a href="${escapeHtml(alert.url)}">${escapeHtml(alert.text)}</a><br>${escapeHtml(aboutOf(alert))}${hint}</p>`;
  });
  const closing = closingWords(message).map((words) => `${escapeHtml(words)}<br>`);
  return [
    ...(message.isTest ? [`<p>${escapeHtml(message.title)}.</p>`] : []),
    ...paragraphs,
    `<p>${closing.join("")}<a href="${escapeHtml(message.url)}">${escapeHtml(message.url)}</a></p>`,
  ].join("\n");
}

function aboutOf(alert: ToldAlert): string {
  const service = alert.service === null ? "" : `, service ${alert.service}`;
  return `Since ${timeText(alert.since)}${service}, rule ${alert.rule.name}`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
