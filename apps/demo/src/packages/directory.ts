const LOOK_UP_TIMEOUT_MS = 2_000;
const AUDIT_TIMEOUT_MS = 8_000;

/** What the package directory says about a package. */
export interface DirectoryEntry {
  latest: { version: string; publishedAt: string };
  licence: string;
}

export interface Audit {
  advisories: { title: string; severity: "low" | "high" }[];
}

/** The package directory, a service of somebody else's. Its methods give null without a directory, and reject with a DirectoryError. */
export interface Directory {
  lookUp(name: string): Promise<DirectoryEntry | null>;
  /** Takes seconds. */
  audit(name: string): Promise<Audit | null>;
}

/** The package directory did not answer, or said that it cannot. */
export class DirectoryError extends Error {
  override name = "DirectoryError";
}

export function openDirectory(url: string | undefined): Directory {
  if (url === undefined) return { lookUp: async () => null, audit: async () => null };
  const ask = async <T>(path: string, timeoutMs: number): Promise<T> => {
    const response = await fetch(new URL(path, url), { signal: AbortSignal.timeout(timeoutMs) }).catch(
      (cause: unknown) => {
        throw new DirectoryError(`The package directory did not answer within ${timeoutMs} ms.`, { cause });
      },
    );
    const body = await response.text();
    if (!response.ok) throw new DirectoryError(`The package directory answered ${response.status}.`);
    return JSON.parse(body) as T;
  };
  return {
    lookUp: (name) => ask(`/packages/${encodeURIComponent(name)}`, LOOK_UP_TIMEOUT_MS),
    audit: (name) => ask(`/packages/${encodeURIComponent(name)}/audit`, AUDIT_TIMEOUT_MS),
  };
}
