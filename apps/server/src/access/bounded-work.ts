import { VigieError } from "@vigie/protocol";

/** Runs so many at once, in order of arrival; throws SIGN_IN_BUSY for one more than may wait. */
export function boundedWork({ atOnce, waiting }: { atOnce: number; waiting: number }) {
  let running = 0;
  const queue: (() => void)[] = [];
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= atOnce) {
      if (queue.length >= waiting) throw new VigieError("SIGN_IN_BUSY");
      await new Promise<void>((turn) => queue.push(turn));
    } else running++;
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next) next();
      else running--;
    }
  };
}
