import { useActionState } from "react";
import { refreshNow } from "../lib/refresh.ts";

/** Vigie is reachable from other machines and asks who is there. The token becomes a cookie that no script can read. */
export function SignIn() {
  const [problem, submit, pending] = useActionState<string | null, FormData>(signIn, null);
  return (
    <main className="flex min-h-dvh items-center justify-center p-4">
      <form
        action={submit}
        className="w-full max-w-md space-y-4 border border-l-4 border-inner border-l-accent bg-panel p-6"
      >
        <h1 className="figure text-sm font-semibold tracking-[0.2em] text-bright">
          <span aria-hidden="true" className="text-accent">
            ▲
          </span>{" "}
          VIGIE
        </h1>
        <label className="label flex flex-col gap-1 text-muted">
          Admin token
          <input
            type="password"
            name="token"
            required
            autoComplete="current-password"
            // biome-ignore lint/a11y/noAutofocus: the only thing to do on this page.
            autoFocus
            className="control py-2"
          />
        </label>
        <p className="text-muted">It is the value of VIGIE_ADMIN_TOKEN where Vigie was started.</p>
        {problem && (
          <p role="alert" className="text-critical">
            {problem}
          </p>
        )}
        <button type="submit" disabled={pending} className="control border-accent! text-accent!">
          Sign in
        </button>
      </form>
    </main>
  );
}

async function signIn(_previous: string | null, form: FormData): Promise<string | null> {
  try {
    const response = await fetch("/session", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ token: form.get("token") }),
    });
    if (!response.ok) return await refusal(response);
    refreshNow();
    return null;
  } catch {
    return "Vigie does not answer. Try again.";
  }
}

async function refusal(response: Response): Promise<string> {
  const body: unknown = await response.json().catch(() => null);
  const error = (body as { error?: { message?: string; remedy?: string } } | null)?.error;
  return error?.message ? `${error.message} ${error.remedy ?? ""}` : "The token is not right.";
}
