import { branch, type Random } from "./random.ts";
import type { Answer, Request, Session } from "./sessions.ts";

const MOST_SESSIONS = 400;

/** Who is there: visitors that read and come back, and new ones whenever nobody is ready. */
export class Crowd {
  readonly #waiting: { session: Session; readySecond: number }[] = [];
  readonly #start: (random: Random) => Session;
  readonly #seed: number;
  #started = 0;

  constructor(start: (random: Random) => Session, seed: number) {
    this.#start = start;
    this.#seed = seed;
  }

  /** The next request, and what to call with its answer. */
  next(second: number): { request: Request; done: (answer: Answer | null, second: number) => void } {
    const [first] = this.#waiting;
    const isReady = first !== undefined && first.readySecond <= second;
    if (isReady) this.#waiting.shift();
    const session = isReady ? first.session : this.#start(branch(this.#seed, this.#started++));
    return {
      request: session.next(),
      done: (answer, answeredSecond) => {
        const reading = session.read(answer);
        if (reading === null || this.#waiting.length >= MOST_SESSIONS) return;
        const readySecond = answeredSecond + reading;
        const later = this.#waiting.findIndex((other) => other.readySecond > readySecond);
        this.#waiting.splice(later === -1 ? this.#waiting.length : later, 0, { session, readySecond });
      },
    };
  }
}
