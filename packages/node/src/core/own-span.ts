import type { AsyncLocalStorage } from "node:async_hooks";
import { type Place, SpanScope } from "./request-scope.ts";
import type { Span } from "./spans.ts";

/**
 * Runs `work` as a step of the request at `place`: what begins in it, also later in its asynchronous work, has this step as its
 * parent. Gives back what `work` returns and throws what it throws; a promise, or what has a `then` as lazy queries do, comes back
 * as a promise of the same value, for which the step lasts until it settles.
 */
export function runOwnSpan<T>(
  context: AsyncLocalStorage<Place | undefined>,
  place: Place,
  name: string,
  work: () => T,
): T {
  const { request } = place;
  const span = request.spanning().begin("own", name, undefined, place.span, performance.now());
  if (span === undefined) return work();
  return context.run(new SpanScope(request, span), () => {
    let result: T;
    try {
      result = work();
    } catch (error) {
      failed(span, error);
      throw error;
    }
    // Here, as it is its `then` that sends a lazy query.
    if (isThenable(result)) return settled(span, result) as T;
    span.end(performance.now());
    return result;
  });
}

function settled(span: Span, result: PromiseLike<unknown>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    result.then(
      (value) => {
        span.end(performance.now());
        resolve(value);
      },
      (error: unknown) => {
        failed(span, error);
        reject(error);
      },
    );
  });
}

function failed(span: Span, error: unknown): void {
  span.fail(error);
  span.end(performance.now());
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    ((typeof value === "object" && value !== null) || typeof value === "function") &&
    typeof (value as { then?: unknown }).then === "function"
  );
}
