import type { RequestScope } from "../request-scope.ts";

/** What went wrong in a request, as it was thrown; anything can be thrown. */
export interface Failure {
  readonly error: unknown;
  /** The host told of it itself, with `vigie.error()`: it counts whatever the answer is. */
  handled: boolean;
}

/**
 * Remembers what went wrong in a request. The first one stays: what follows is mostly thrown because of it, as by an error handler
 * that wraps it, and would put all causes into one group.
 */
export function noteFailure(scope: RequestScope, error: unknown, handled: boolean): void {
  if (scope.failure === undefined) scope.failure = { error, handled };
  else if (handled) scope.failure.handled = true;
}

/**
 * Whether a request counts as an error: every 5xx, a 4xx with something thrown, an answer that broke off with something thrown,
 * and all that the host told of.
 */
export function countsAsError(status: number, aborted: boolean, failure: Failure | undefined): boolean {
  return status >= 500 || (failure !== undefined && (failure.handled || status >= 400 || aborted));
}
