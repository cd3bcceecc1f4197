/** What became of one attempt to send a message. */
export type Delivery =
  /** `note` says what of it did not arrive: one of several addresses, say. */
  | { arrived: true; note: string | null }
  | {
      arrived: false;
      /** For a person, without anything secret. */
      problem: string;
      remedy: string;
      /** Trying again could not help. */
      isFinal: boolean;
      /** It was sent, and nobody answered. */
      mayHaveArrived: boolean;
      /** What the receiver asked for. */
      retryAfterMs: number | null;
    };

type Failure = Extract<Delivery, { arrived: false }>;

export function failed(problem: string, remedy: string, more: Partial<Failure> = {}): Failure {
  return { arrived: false, problem, remedy, isFinal: false, mayHaveArrived: false, retryAfterMs: null, ...more };
}
