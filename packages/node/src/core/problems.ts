/** What went wrong inside the SDK, told to `onError`. */
export interface VigieProblem {
  /**
   * `options`: a wrong setting, replaced by its default. `unreachable`: Vigie does not answer, or not as it should;
   * data is kept and sent later. `refused`: Vigie will never take a batch; it was dropped. `unauthorized`: the token is
   * missing or wrong. `clock`: this machine's clock is off; times are corrected. `recorder`: a client of a kind that its
   * recorder does not know; it works as ever, unwatched. `internal`: a fault of the SDK.
   */
  kind: "options" | "unreachable" | "refused" | "unauthorized" | "clock" | "recorder" | "internal";
  message: string;
  cause?: unknown;
}

/** Tells each kind of problem once, and never throws. */
export class Problems {
  readonly #told = new Set<VigieProblem["kind"]>();
  readonly #onError: (problem: VigieProblem) => void;

  constructor(onError: ((problem: VigieProblem) => void) | undefined) {
    this.#onError = onError ?? warn;
  }

  tell(kind: VigieProblem["kind"], message: string, cause?: unknown): void {
    if (this.#told.has(kind)) return;
    this.#told.add(kind);
    try {
      this.#onError(cause === undefined ? { kind, message } : { kind, message, cause });
    } catch {
      // The host's own handler failed; there is nobody left to tell.
    }
  }
}

function warn(problem: VigieProblem): void {
  process.emitWarning(problem.message, { type: "VigieWarning", code: problem.kind });
}
