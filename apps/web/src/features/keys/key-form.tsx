import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { actFailureOf } from "../../lib/act-failure.ts";
import { fieldProblem } from "../../lib/field-problem.ts";
import { client, type KeyDraft } from "../../lib/trpc.ts";
import { CheckField } from "../../ui/check-field.tsx";
import { ChoiceField } from "../../ui/choice-field.tsx";
import { FailureLine } from "../../ui/failure-line.tsx";
import { Field } from "../../ui/field.tsx";
import { Panel } from "../../ui/panel.tsx";
import type { ToldKey } from "./key-note.tsx";
import { renewKeys } from "./keys.query.ts";
import { SCOPE_TEXTS, SCOPES, type Scope } from "./scopes.ts";

type Kind = KeyDraft["kind"];

const KINDS: readonly Kind[] = ["ingest", "read"];
const KIND_TEXTS: Record<Kind, string> = { ingest: "a service sends with it", read: "a program reads with it" };

interface KeyFormProps {
  /** Names of the services there are. */
  services: readonly string[];
  onTold: (told: ToldKey) => void;
}

/** Makes a key. */
export function KeyForm({ services, onTold }: KeyFormProps) {
  const [kind, setKind] = useState<Kind>("ingest");
  const [name, setName] = useState("");
  const [service, setService] = useState("");
  const [scopes, setScopes] = useState<readonly Scope[]>(["metrics"]);
  const [isTried, setTried] = useState(false);
  const listId = useId();
  const create = useMutation({
    mutationFn: (draft: KeyDraft) => client.keys.create.mutate(draft),
    onSuccess: ({ key }, draft) => {
      onTold({ key, draft });
      setName("");
      setService("");
      setTried(false);
    },
    onSettled: renewKeys,
  });
  const refused = create.error ? fieldProblem(create.error) : null;
  const missing = {
    name: name.trim() === "" ? "Say what it is for: it stands in the list and in the audit log." : undefined,
    scopes: kind === "read" && scopes.length === 0 ? "Choose at least one." : undefined,
  };
  const problemOf = (field: "name" | "scopes" | "service") =>
    (isTried && field !== "service" ? missing[field] : undefined) ??
    (refused?.field === field ? refused.problem : undefined);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (missing.name || missing.scopes || create.isPending) return;
    const draft: KeyDraft =
      kind === "ingest"
        ? { kind, name: name.trim(), service: service.trim() || null }
        : { kind, name: name.trim(), scopes: [...scopes] };
    create.mutate(draft);
  };

  return (
    <Panel id="new-key" title="A new key">
      <form onSubmit={submit} noValidate aria-label="A new key" className="max-w-3xl space-y-3 p-3">
        <div className="flex flex-wrap items-start gap-3">
          <ChoiceField label="What for" options={KINDS} selected={kind} onSelect={setKind} text={(each) => each} />
          <Field label="Name" problem={problemOf("name")} hint={KIND_TEXTS[kind]} className="flex-1 basis-52">
            {(control) => (
              <input
                {...control}
                maxLength={100}
                autoComplete="off"
                placeholder={kind === "ingest" ? "shop in production" : "weekly report"}
                value={name}
                onChange={(event) => setName(event.target.value)}
                className="control w-full placeholder:text-muted"
              />
            )}
          </Field>
          {kind === "ingest" && (
            <Field
              label="Service"
              problem={problemOf("service")}
              hint="The only one that it may send as. Empty: any."
              className="flex-1 basis-52"
            >
              {(control) => (
                <>
                  <input
                    {...control}
                    list={listId}
                    maxLength={128}
                    autoComplete="off"
                    value={service}
                    onChange={(event) => setService(event.target.value)}
                    className="control w-full"
                  />
                  <datalist id={listId}>
                    {services.map((each) => (
                      <option key={each} value={each} />
                    ))}
                  </datalist>
                </>
              )}
            </Field>
          )}
        </div>
        {kind === "read" && (
          <fieldset>
            <legend className="label mb-1 text-muted">It may read</legend>
            <div className="flex flex-wrap gap-x-6 gap-y-1.5">
              {SCOPES.map((scope) => (
                <CheckField
                  key={scope}
                  text={SCOPE_TEXTS[scope]}
                  checked={scopes.includes(scope)}
                  onChange={(checked) =>
                    setScopes(checked ? [...scopes, scope] : scopes.filter((each) => each !== scope))
                  }
                />
              ))}
            </div>
            {problemOf("scopes") && (
              <p role="alert" className="mt-1 text-xs text-critical">
                <span aria-hidden="true">■</span> {problemOf("scopes")}
              </p>
            )}
          </fieldset>
        )}
        {create.error && !refused && <FailureLine failure={actFailureOf(create.error)} />}
        <button type="submit" aria-disabled={create.isPending} className="control border-accent! px-4! text-accent!">
          {create.isPending ? "…" : "Make the key"}
        </button>
      </form>
    </Panel>
  );
}
