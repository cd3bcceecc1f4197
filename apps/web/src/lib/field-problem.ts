import { errorDetails } from "./error-details.ts";
import { failureOf } from "./failure.ts";

/** Which field of what was sent will not do, as the API names it (`scope.endpoint`), and why; null for any other error. */
export function fieldProblem(error: unknown): { field: string; problem: string } | null {
  const { code, message } = failureOf(error);
  const { field, problem } = errorDetails(error);
  if (/^\w+_INVALID$/.test(code) && typeof field === "string")
    return { field, problem: typeof problem === "string" ? problem : message };
  if (code !== "REQUEST_MALFORMED" || typeof problem !== "string") return null;
  const [, path, text] = /^(?:(?:rule|channel)\.)?([\w.]+): (.*)$/s.exec(problem) ?? [];
  return path !== undefined && text !== undefined ? { field: path, problem: text } : null;
}
