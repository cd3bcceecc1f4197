import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { actFailureOf } from "../../lib/act-failure.ts";
import { fieldProblem } from "../../lib/field-problem.ts";
import { useMe } from "../../lib/me.ts";
import { client } from "../../lib/trpc.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { FailureLine } from "../../ui/failure-line.tsx";
import { Field } from "../../ui/field.tsx";
import { Note } from "../../ui/note.tsx";
import { ScrollBox } from "../../ui/scroll-box.tsx";

interface NewKeyProps {
  service: string;
  onService: (service: string) => void;
}

/** The key that a service needs, for those who may make one. */
export function NewKey({ service, onService }: NewKeyProps) {
  const role = useMe()?.role;
  const [name, setName] = useState("");
  const create = useMutation({
    mutationFn: () =>
      client.keys.create.mutate({ kind: "ingest", name: name.trim() || service.trim(), service: service.trim() }),
  });
  const refused = create.error ? fieldProblem(create.error) : null;

  if (role === "viewer")
    return (
      <Note
        reason="It sends with a key, which an administrator makes under Settings, Keys."
        remedy="Give it to the service as VIGIE_TOKEN in its environment."
      />
    );
  if (create.data) return <Environment line={`VIGIE_TOKEN=${create.data.key}`} />;
  return (
    <form
      aria-label="A key for the service"
      onSubmit={(event) => {
        event.preventDefault();
        if (!create.isPending) create.mutate();
      }}
      className="flex flex-wrap items-start gap-3"
    >
      <Field label="Service" problem={refused?.problem} className="basis-44">
        {(control) => (
          <input
            {...control}
            required
            maxLength={128}
            autoComplete="off"
            value={service}
            onChange={(event) => {
              create.reset();
              onService(event.target.value);
            }}
            className="control w-full"
          />
        )}
      </Field>
      <Field label="Name of the key" className="basis-44">
        {(control) => (
          <input
            {...control}
            maxLength={100}
            autoComplete="off"
            placeholder={service}
            value={name}
            onChange={(event) => setName(event.target.value)}
            className="control w-full placeholder:text-muted"
          />
        )}
      </Field>
      <button
        type="submit"
        aria-disabled={create.isPending}
        className="control mt-6 max-sm:mt-0 border-accent! px-4! text-accent!"
      >
        {create.isPending ? "…" : "Make its key"}
      </button>
      {create.error && !refused && <FailureLine failure={actFailureOf(create.error)} className="basis-full" />}
    </form>
  );
}

/** Apart from the lines of code, in which a key would be seen by all who read them. */
function Environment({ line }: { line: string }) {
  return (
    <section aria-label="Key" className="relative border-l-4 border-warning pl-3">
      <p className="mb-2">
        Start it with this in its environment. <span className="text-warning">It is shown this once.</span>
      </p>
      <ScrollBox label="Line for the environment" className="border border-inner bg-background p-3">
        <pre className="figure text-xs leading-5 select-all">{line}</pre>
      </ScrollBox>
      <p className="mt-2">
        <CopyButton text={line} what="the key" />
      </p>
    </section>
  );
}
