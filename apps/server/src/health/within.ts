/** Of the time given, the part that is waited once more: an answer may have come while this process was too busy to read it. */
const GRACE_MS = 250;

/** The result of the work, or a rejection once the time is over. The work itself goes on. */
export async function withinMs<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => {
      timer = setTimeout(() => fail(new Error("late")), GRACE_MS);
    }, ms - GRACE_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
