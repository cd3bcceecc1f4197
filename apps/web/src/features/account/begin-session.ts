import { noteAnswer } from "../../lib/session.ts";
import { asksForSession, queryClient } from "../../lib/trpc.ts";
import { takeWayBack } from "../../lib/way-back.ts";

/** Somebody signed in: of whoever was here before nothing is shown, and nowhere is led where they wanted to go. */
export function beginSession(): void {
  takeWayBack();
  queryClient.removeQueries({ predicate: asksForSession });
  noteAnswer();
}
