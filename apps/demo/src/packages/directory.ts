const TIMEOUT_MS = 2_000;

/** What the package directory says about a package. */
export interface DirectoryEntry {
  latest: { version: string; publishedAt: string };
  licence: string;
}

/** The package directory, a service of somebody else's. */
export interface Directory {
  /** Null without a directory. Rejects with a DirectoryError. */
  lookUp(name: string): Promise<DirectoryEntry | null>;
}

/** The package directory did not answer, or said that it cannot. */
export class DirectoryError extends Error {
  override name = "DirectoryError";
}

export function openDirectory(url: string | undefined): Directory {
  if (url === undefined) return { lookUp: async () => null };
  return {
    async lookUp(name) {
      const address = new URL(`/packages/${encodeURIComponent(name)}`, url);
      const response = await fetch(address, { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch((cause: unknown) => {
        throw new DirectoryError("The package directory did not answer.", { cause });
      });
      const body = await response.text();
      if (!response.ok) throw new DirectoryError(`The package directory answered ${response.status}.`);
      return JSON.parse(body) as DirectoryEntry;
    },
  };
}
