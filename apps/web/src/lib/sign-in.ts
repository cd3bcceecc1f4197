/** An error that `/auth` answered with, in the form in which the API tells its own: `failureOf` and `errorDetails` read both. */
class AuthError extends Error {
  readonly data: { vigie: unknown; httpStatus: number };

  constructor(status: number, error: unknown) {
    super(`status ${status}`);
    this.data = { vigie: error, httpStatus: status };
  }
}

export interface AuthOptions {
  /** Nobody has an account yet. */
  needsSetup: boolean;
  /** The OpenID provider, as its button says it. */
  provider: string | null;
}

/** What a link of `/setup` is for. */
export interface SetupPurpose {
  purpose: "first" | "invitation" | "password";
  role: "viewer" | "admin";
  /** Null: whoever has the link says it. */
  email: string | null;
}

/** Longer than any check of a password should take. */
const ANSWER_WITHIN_MS = 20_000;

export async function askAuthOptions(): Promise<AuthOptions> {
  return (await ask("GET", "/auth/options")) as AuthOptions;
}

/** The secret goes in the body: addresses are kept in logs and histories. */
export async function readSetupLink(secret: string): Promise<SetupPurpose> {
  return (await post("/auth/setup/read", { secret })) as SetupPurpose;
}

export async function redeemSetupLink(link: {
  secret: string;
  name: string;
  email: string;
  password: string;
}): Promise<void> {
  await post("/auth/setup", link);
}

export async function signInWithPassword(credentials: { email: string; password: string }): Promise<void> {
  await post("/auth/sign-in", credentials);
}

export async function signInWithToken(token: string): Promise<void> {
  await post("/auth/token", { token });
}

/** Address of the provider's page, to which the browser has to go. */
export async function beginAtProvider(): Promise<string> {
  return ((await post("/auth/oidc", {})) as { url: string }).url;
}

export async function signOut(): Promise<void> {
  await post("/auth/sign-out", {});
}

function post(path: string, body: object): Promise<unknown> {
  return ask("POST", path, body);
}

/** Throws AuthError for what Vigie refused, and whatever `fetch` throws where it does not answer. */
async function ask(method: "GET" | "POST", path: string, body?: object): Promise<unknown> {
  const response = await fetch(path, {
    method,
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    ...(body && { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  });
  if (response.status === 204) return null;
  const answer: unknown = await response.json();
  if (response.ok) return answer;
  const error = typeof answer === "object" && answer !== null && "error" in answer ? answer.error : null;
  throw new AuthError(response.status, error);
}
