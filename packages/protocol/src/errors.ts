/**
 * Every error that Vigie tells anybody: its HTTP status, what happened, and what to do.
 * `{name}` in a text is filled from the error's details. docs/errors.md lists them all; a test holds the two together.
 */
export const ERRORS = {
  BATCH_MALFORMED: {
    status: 400,
    text: "The batch is not JSON: {problem}.",
    remedy: "Send one JSON object as described in docs/protocol.md, gzip-compressed or plain.",
  },
  BATCH_INVALID: {
    status: 400,
    text: "The batch has a wrong value at {path}: {problem}.",
    remedy: "Correct the value; nothing of this batch was stored.",
  },
  BATCH_TOO_LARGE: {
    status: 413,
    text: "The batch has {receivedBytes} bytes or more, the limit is {limitBytes} ({kind}).",
    remedy: "Send smaller batches more often.",
  },
  BATCH_TOO_DEEP: {
    status: 400,
    text: "The batch nests deeper than {limit} levels.",
    remedy: "Flatten it; a batch needs no more than four levels.",
  },
  BATCH_TOO_OLD: {
    status: 400,
    text: "The window at {path} began {ageSeconds} s ago, the limit is {limitSeconds} s.",
    remedy: "Send windows sooner; what is this late can no longer be added to the rollups.",
  },
  METRIC_TIME_OUT_OF_RANGE: {
    status: 400,
    text: "The sample at {path} has the time {time}; times from {oldest} to {newest} are taken.",
    remedy: "Leave the time out for now, or send samples sooner.",
  },
  BATCH_ENCODING: {
    status: 400,
    text: "The batch says content-encoding {encoding}, which could not be read: {problem}.",
    remedy: "Send gzip or no content-encoding.",
  },
  WIRE_VERSION_UNSUPPORTED: {
    status: 400,
    text: "The batch has wire version {version}; this server reads version {supported}.",
    remedy: "Use an SDK of the same major version as the server.",
  },
  METRIC_TYPE_UNKNOWN: {
    status: 400,
    text: "The metric at {path} has type {type}; known are {known}.",
    remedy: "Use type custom for figures of your own.",
  },
  SERVICE_LIMIT: {
    status: 400,
    text: "The service {service} is new, and there are {limit} services already.",
    remedy: "Name services by what they do, not by process or host: that is the instance.",
  },
  CLOCK_SKEW: {
    status: 422,
    text: "The sender's clock is {skewMs} ms from the server's; up to {limitMs} ms is accepted.",
    remedy: "Set the clock (NTP). The SDK corrects its times from this answer and sends again by itself.",
  },
  RATE_LIMITED: {
    status: 429,
    text: "This sender has {held} {unit} in progress here, and each may have {share} for now.",
    remedy: "Send again after the time in Retry-After, and less at once; the SDK keeps its data and does so by itself.",
  },
  OVERLOADED: {
    status: 503,
    text: "The server has {pending} batches waiting to be committed and takes no more.",
    remedy: "Send again after the time in Retry-After; the SDK does so by itself.",
  },
  STOPPING: {
    status: 503,
    text: "This Vigie is stopping and takes nothing new.",
    remedy: "Send again after the time in Retry-After; the SDK does so by itself.",
  },
  STORE_UNAVAILABLE: {
    status: 503,
    text: "Postgres cannot be reached or did not commit: {problem}.",
    remedy: "Look at the Postgres that DATABASE_URL names; the SDK keeps its data and sends it again by itself.",
  },
  STORE_FULL: {
    status: 503,
    text: "{reason} Nothing new is stored until there is room.",
    remedy:
      "Make room, or keep data for fewer days (Settings, Data); it goes on by itself, and the SDK keeps its data until then.",
  },
  RETENTION_INVALID: {
    status: 400,
    text: "It cannot be kept for so long: {field}: {problem}.",
    remedy: "Correct that field; nothing was changed.",
  },
  RETENTION_CHANGED: {
    status: 409,
    text: "Somebody else changed how long data is kept meanwhile.",
    remedy: "Load it again, and make your change there.",
  },
  RULE_INVALID: {
    status: 400,
    text: "The rule cannot work: {field}: {problem}.",
    remedy: "Correct that field; nothing was changed.",
  },
  RULE_UNKNOWN: {
    status: 404,
    text: "There is no rule {id}.",
    remedy: "Look at the list of rules; it may have been removed.",
  },
  RULE_CHANGED: {
    status: 409,
    text: "The rule {name} was changed by somebody else meanwhile.",
    remedy: "Load it again, and make your change there.",
  },
  ALERT_UNKNOWN: {
    status: 404,
    text: "There is no alert {id}.",
    remedy: "Look at the list of alerts.",
  },
  ALERT_ENDED: {
    status: 409,
    text: "The alert {id} ended at {at}.",
    remedy: "Look at its history; there is nothing left to do.",
  },
  ALERT_ACKNOWLEDGED: {
    status: 409,
    text: "{by} acknowledged the alert {id} at {at}.",
    remedy: "Talk to them; nothing was changed.",
  },
  CHANNEL_INVALID: {
    status: 400,
    text: "The channel cannot work: {field}: {problem}.",
    remedy: "Correct that field; nothing was changed.",
  },
  CHANNEL_UNKNOWN: {
    status: 404,
    text: "There is no channel {id}.",
    remedy: "Look at the list of channels; it may have been removed.",
  },
  CHANNEL_CHANGED: {
    status: 409,
    text: "The channel {name} was changed by somebody else meanwhile.",
    remedy: "Load it again, and make your change there.",
  },
  WEIGHTS_INVALID: {
    status: 400,
    text: "The weights of the performance index sum to {sum}.",
    remedy: "Give weights from 0 to 1 that sum to 1.",
  },
  UNAUTHORIZED: {
    status: 401,
    text: "This needs somebody signed in, or a key with the role {role}; the call has none that is valid.",
    remedy: "Sign in on the page, or send the header authorization: Bearer <key>; keys are made under Settings, Keys.",
  },
  FORBIDDEN: {
    status: 403,
    text: "This needs the role {role}; {name} has the role {has}.",
    remedy: "Ask an administrator to do it, or for the role.",
  },
  KEY_SCOPE: {
    status: 403,
    text: "The key {name} may not read {scope}.",
    remedy: "Make a key with this scope under Settings, Keys.",
  },
  KEY_SERVICE: {
    status: 403,
    text: "The key {name} is that of the service {service}; it may not send as {received}.",
    remedy: "Use the key of that service, or a key for any service; keys are made under Settings, Keys.",
  },
  KEY_IN_URL: {
    status: 400,
    text: "The address holds a key or a token, where logs and histories of browsers keep it.",
    remedy: "Send it in the header authorization: Bearer <key>, and revoke this one: it has been seen.",
  },
  KEY_UNKNOWN: {
    status: 404,
    text: "There is no key {id} that works.",
    remedy: "Look at the list of keys; it may have been revoked.",
  },
  KEYS_FULL: {
    status: 409,
    text: "There are {limit} keys, as many as there may be.",
    remedy: "Revoke those that nobody uses.",
  },
  SIGN_IN_REFUSED: {
    status: 401,
    text: "E-mail address and password do not belong together.",
    remedy: "Check both. An administrator can make a link for a new password under Settings, People.",
  },
  TOKEN_REFUSED: {
    status: 401,
    text: "This is not the token of this Vigie.",
    remedy: "It is the value of VIGIE_ADMIN_TOKEN where Vigie was started.",
  },
  SIGN_IN_LOCKED: {
    status: 429,
    text: "Too many tries to sign in from this address; the next is looked at in {waitSeconds} s.",
    remedy: "Wait. From other addresses the account can be signed in to as before.",
  },
  SIGN_IN_BUSY: {
    status: 503,
    text: "Too many people sign in at this moment.",
    remedy: "Try again after the time in Retry-After.",
  },
  OIDC_UNAVAILABLE: {
    status: 503,
    text: "The OpenID provider cannot be used: {problem}.",
    remedy: "Check OIDC_ISSUER and that Vigie can reach it, or sign in with a password.",
  },
  SETUP_LINK_UNUSABLE: {
    status: 410,
    text: "This link was used, replaced or is too old.",
    remedy:
      "Ask an administrator for a new one; while nobody has an account, Vigie prints a new link each time it starts.",
  },
  ACCOUNT_INVALID: {
    status: 400,
    text: "The account cannot be so: {field}: {problem}.",
    remedy: "Correct that field; nothing was changed.",
  },
  USER_UNKNOWN: {
    status: 404,
    text: "There is no such account.",
    remedy: "Look at the list under Settings, People; it may have been removed.",
  },
  LAST_ADMIN: {
    status: 409,
    text: "This is the only administrator.",
    remedy: "Make somebody else an administrator first.",
  },
  FORBIDDEN_ORIGIN: {
    status: 403,
    text: "A page of {origin} may not call Vigie at {host}.",
    remedy: "Open Vigie under its own address, or call it from a server.",
  },
  PERIOD_INVALID: {
    status: 400,
    text: "The period from {from} to {to} cannot be read: {problem}.",
    remedy: "Give 1h, 24h, 7d, 30d, or from and to as ISO 8601 times with from before to.",
  },
  SERVICE_UNKNOWN: {
    status: 404,
    text: "There is no service {service}.",
    remedy: "Use a name that services.list gives; a service is known from its first request on.",
  },
  RELEASE_UNKNOWN: {
    status: 404,
    text: "Nothing of release {release} was ever seen.",
    remedy: "Use a release that services.list gives, or leave it out for all.",
  },
  INSTANCE_UNKNOWN: {
    status: 404,
    text: "Nothing of an instance {instance} was ever seen.",
    remedy: "Use an instance that endpoints.get lists, or leave it out for all.",
  },
  ENDPOINT_UNKNOWN: {
    status: 404,
    text: "The service {service} has no endpoint {method} {route}.",
    remedy: "Use method and route as endpoints.stats lists them: the route template, not a URL.",
  },
  ERROR_GROUP_UNKNOWN: {
    status: 404,
    text: "There is no error group {group}.",
    remedy: "Use an id that endpoints.errorHotspots gives.",
  },
  TRACE_UNKNOWN: {
    status: 404,
    text: "Nothing of trace {traceId} is kept: no request and no log.",
    remedy:
      "Requests are kept as examples (every error, the slowest, a fair sample) for {requestDays} days, logs all of them for {logDays}; check the id, 32 hex digits.",
  },
  LOG_UNKNOWN: {
    status: 404,
    text: "There is no log {id} at {time}.",
    remedy: "Use an id and a time that logs.search gives; logs are kept for {keptDays} days.",
  },
  SEARCH_INVALID: {
    status: 400,
    text: "The search has a mistake at character {at}: {problem}.",
    remedy: "Correct it there: {expected}.",
  },
  SEARCH_NOT_LIVE: {
    status: 400,
    text: "The search asks for {field} at character {at}, which is not known yet while a log arrives.",
    remedy: "Leave it out to follow logs live, or search what is stored.",
  },
  FIGURE_UNKNOWN: {
    status: 400,
    text: "There is no figure {figure}.",
    remedy: "Use a key that summary lists under figures.",
  },
  REQUEST_MALFORMED: {
    status: 400,
    text: "The request cannot be read: {problem}.",
    remedy: "Call Vigie through its page or @vigie/client, or correct the request.",
  },
  NOT_FOUND: {
    status: 404,
    text: "There is nothing at {method} {path}.",
    remedy: "The page is at /, the API at /trpc, ingest at /v1/batch, health at /health.",
  },
  SETTING_INVALID: {
    status: 500,
    text: "The setting {name} is wrong: {problem}.",
    remedy: "Correct it; the README lists every setting.",
  },
  PORT_TAKEN: {
    status: 500,
    text: "Port {port} on {host} is taken by another process.",
    remedy: "Stop that process or set PORT to another port.",
  },
  DATA_DIR_UNUSABLE: {
    status: 500,
    text: "The data folder {path} cannot be used: {problem}.",
    remedy: "Make it writable or set VIGIE_DATA_DIR to another folder.",
  },
  DATA_DIR_IN_USE: {
    status: 500,
    text: "The data folder {path} is in use by the Vigie with process id {pid}.",
    remedy: "Stop that one, or set VIGIE_DATA_DIR to another folder.",
  },
  EMBEDDED_POSTGRES_FAILED: {
    status: 500,
    text: "The embedded Postgres did not start: {problem}.",
    remedy: "Read its log at {log}, or set DATABASE_URL to a Postgres of your own.",
  },
  DATABASE_UNREACHABLE: {
    status: 500,
    text: "Postgres at {target} did not answer: {problem}.",
    remedy: "Check DATABASE_URL and that this machine may connect to it.",
  },
  DATABASE_UNSUITABLE: {
    status: 500,
    text: "Postgres at {target} cannot be used: {problem}.",
    remedy: "Use Postgres 15 or newer and a role that may create tables in its database.",
  },
  INTERNAL: {
    status: 500,
    text: "Something went wrong inside Vigie: {problem}.",
    remedy: "Look at Vigie's own log at this time; please report it.",
  },
} as const satisfies Record<string, { status: number; text: string; remedy: string }>;

export type ErrorCode = keyof typeof ERRORS;

/** How an error looks on the wire, from any route. */
export interface ErrorBody {
  error: { code: ErrorCode; message: string; remedy: string; details: Record<string, unknown> };
}

/** The one error class: a code from the catalogue, the details that fill its text, and a cause. */
export class VigieError extends Error {
  readonly code: ErrorCode;
  readonly details: Record<string, unknown>;

  constructor(code: ErrorCode, details: Record<string, unknown> = {}, cause?: unknown) {
    super(fill(ERRORS[code].text, details), cause === undefined ? undefined : { cause });
    this.name = "VigieError";
    this.code = code;
    this.details = details;
  }

  get status(): number {
    return ERRORS[this.code].status;
  }

  get remedy(): string {
    return fill(ERRORS[this.code].remedy, this.details);
  }

  toBody(): ErrorBody {
    return { error: { code: this.code, message: this.message, remedy: this.remedy, details: this.details } };
  }
}

function fill(text: string, details: Record<string, unknown>): string {
  return text.replace(/\{(\w+)\}/g, (_, key: string) => describe(details[key] ?? `{${key}}`));
}

/** What came over the wire may be an object whose own toString is no function. */
function describe(value: unknown): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
