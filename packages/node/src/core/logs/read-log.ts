import {
  areHarmless,
  type BatchLog,
  LIMITS,
  type LogLevel,
  type OwnRedaction,
  redactAttributes,
  redactStart,
} from "@vigie/protocol";
import type { Thrown } from "../errors/thrown.ts";
import type { RequestScope } from "../request-scope.ts";
import { toLoggedErrors } from "./logged-errors.ts";

/** What a line says, not redacted. */
export interface ReadLog {
  readonly level: LogLevel;
  /** What the logger called the level, where that says more; kept as the attribute `level`. */
  readonly levelName: string | undefined;
  readonly message: string;
  /** Characters of the message that are not in it any more. */
  readonly cut: number;
  /** Undefined for none. */
  readonly attributes: object | undefined;
  /** They are within limits and redacted already. */
  readonly isRedacted: boolean;
  /** Names of attributes that are told elsewhere. */
  readonly without: ReadonlySet<string> | undefined;
  readonly errors: readonly Thrown[];
}

/** As it travels: redacted, and within its limits. `scope` is the request in which it was logged. */
export function toLog(
  read: ReadLog,
  timeMs: number,
  scope: RequestScope | undefined,
  own: OwnRedaction | undefined,
): BatchLog {
  const { text, cut } = redactStart(read.message, LIMITS.logLength, own);
  const log: BatchLog = {
    time: Math.max(1, Math.round(timeMs)),
    level: read.level,
    message: text,
    cut: cut + read.cut,
  };
  if (scope !== undefined) {
    log.traceId = scope.traceId;
    if (scope.endpoint !== undefined) {
      log.method = scope.endpoint.method;
      log.route = scope.endpoint.route;
    }
  }
  const { attributes, levelName } = read;
  if (attributes !== undefined || levelName !== undefined) {
    const redacted = attributesOf(read, own);
    if (levelName !== undefined) redacted.level = redactStart(levelName, LIMITS.nameLength, own).text;
    if (hasAny(redacted)) log.attributes = redacted;
  }
  if (read.errors.length > 0) log.errors = toLoggedErrors(read.errors, own);
  return log;
}

/** An object that is nobody else's. */
function attributesOf({ attributes, isRedacted, without }: ReadLog, own: OwnRedaction | undefined): Fields {
  if (isRedacted) return { ...attributes } as Fields;
  const isPlain = attributes !== undefined && own === undefined && without === undefined;
  return isPlain && areHarmless(attributes as Fields)
    ? (attributes as Fields)
    : redactAttributes(attributes, own, without);
}

type Fields = Record<string, unknown>;

function hasAny(object: object): boolean {
  for (const _ in object) return true;
  return false;
}
