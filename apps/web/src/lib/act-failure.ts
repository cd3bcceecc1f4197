import { type Failure, failureOf } from "./failure.ts";

/** Why something that somebody did came to nothing. Queries are asked again by the page itself; what is done is not done twice. */
export function actFailureOf(error: unknown): Failure {
  const failure = failureOf(error);
  switch (failure.code) {
    case "NO_ANSWER":
      return { ...failure, remedy: "Try again when it does." };
    case "SERVER_ERROR":
      return { ...failure, remedy: "Vigie's log says more." };
    default:
      return failure;
  }
}
