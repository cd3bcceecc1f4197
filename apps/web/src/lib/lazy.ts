const TRY_AGAIN_MS = 3_000;

/** Fetches a part of the page that comes in a chunk of its own. A server that is away just then is waited for, as everywhere. */
export async function loadPart<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch {
    await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS));
    return loadPart(load);
  }
}
