/** Work on the one thread goes on for so long before others are let in, milliseconds. */
const SLICE_MS = 10;

/** Called between the pieces of long work: what it gives is to be awaited, and undefined while the slice lasts. */
export type Breath = () => Promise<void> | undefined;

export function createBreath(): Breath {
  let since = performance.now();
  return () => {
    if (performance.now() - since < SLICE_MS) return undefined;
    return new Promise((done) => {
      setImmediate(() => {
        since = performance.now();
        done();
      });
    });
  };
}
