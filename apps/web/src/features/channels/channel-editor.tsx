import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Channel, Severity } from "../../lib/trpc.ts";
import { CheckField } from "../../ui/check-field.tsx";
import { ChoiceField } from "../../ui/choice-field.tsx";
import { ConfirmButton } from "../../ui/confirm-button.tsx";
import { FailureLine } from "../../ui/failure-line.tsx";
import { Field } from "../../ui/field.tsx";
import { FieldGroup } from "../../ui/field-group.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { STATES } from "../../ui/state.ts";
import { type ChannelForm, type ChannelProblems, channelDraftOf, channelFormOf, KIND_NAMES } from "./channel-form.ts";
import { channelProblems } from "./channel-problems.ts";
import { PlaceFields } from "./place-fields.tsx";
import { QuietFields } from "./quiet-fields.tsx";
import type { ToldSecret } from "./secret-note.tsx";
import { useSaveChannel } from "./use-save-channel.ts";

interface ChannelEditorProps {
  /** The channel to change; null for a new one. */
  channel: Channel | null;
  /** It was saved or removed; a secret that was made is told this once. */
  onSaved: (told: ToldSecret | null) => void;
  /** Shows the channel as it is now, and forgets what was written. */
  onLoadNewer: () => void;
}

export interface ChannelPartProps {
  form: ChannelForm;
  problems: ChannelProblems;
  onChange: (patch: Partial<ChannelForm>) => void;
}

const SEVERITIES: readonly Severity[] = ["critical", "warning", "info"];

/** Writes a channel. */
export function ChannelEditor({ channel, onSaved, onLoadNewer }: ChannelEditorProps) {
  const [opened] = useState(channel);
  const [form, setForm] = useState(() =>
    channelFormOf(channel, Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC"),
  );
  const [renewSecret, setRenewSecret] = useState(false);
  const [isTried, setTried] = useState(false);
  const written = channelDraftOf(form, opened);
  const save = useSaveChannel(opened, onSaved);
  const refused = channelProblems(save.error);
  const problems = { ...(isTried ? written.problems : {}), ...refused.problems };
  const onChange = (patch: Partial<ChannelForm>) => {
    save.reset();
    setForm((old) => ({ ...old, ...patch }));
  };
  const part = { form, problems, onChange };

  return (
    <section aria-labelledby="editor-heading" className="max-w-2xl space-y-3">
      <header className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Link
          to="."
          search={(old) => ({ ...old, edit: undefined })}
          activeProps={{ "aria-current": undefined }}
          className="text-xs text-accent hover:underline"
        >
          <span aria-hidden="true">←</span> All channels
        </Link>
        <h2 id="editor-heading" className="min-w-0 text-[15px] wrap-anywhere text-bright">
          {opened ? <SafeText text={opened.name} /> : "A new channel"}
        </h2>
        {opened && (
          <span className="ml-auto">
            <ConfirmButton
              text="Remove"
              question={
                opened.waiting > 0
                  ? `Remove the channel? The ${opened.waiting} that wait to be sent are given up.`
                  : "Remove the channel? Nobody is told by it any more."
              }
              confirm="Remove it"
              busy={save.isRemoving}
              onConfirm={save.remove}
            />
          </span>
        )}
      </header>
      {save.removeFailure && <FailureLine failure={save.removeFailure} />}
      <form
        noValidate
        aria-label="Channel"
        className="border border-inner bg-panel"
        // Not an `action`: after one the browser would set the form back.
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (written.draft) save.run(written.draft, renewSecret);
        }}
      >
        <PlaceFields {...part} opened={opened} renewSecret={renewSecret} onRenewSecret={setRenewSecret} />
        <FieldGroup title="What it is told">
          <ChoiceField
            label="Alerts from this severity on"
            options={SEVERITIES}
            selected={form.minimumSeverity}
            onSelect={(minimumSeverity) => onChange({ minimumSeverity })}
            text={(each) => `${STATES[each].shape} ${each}`}
            className="col-span-2"
          />
        </FieldGroup>
        <QuietFields {...part} />
        <FieldGroup title="What it is called">
          <Field label="Name" problem={problems.name}>
            {(control) => (
              <input
                {...control}
                value={form.name}
                maxLength={100}
                autoComplete="off"
                placeholder={KIND_NAMES[form.kind]}
                onChange={(event) => onChange({ name: event.target.value })}
                className="control w-full placeholder:text-muted"
              />
            )}
          </Field>
          <CheckField
            text="The channel is on"
            checked={form.isEnabled}
            onChange={(isEnabled) => onChange({ isEnabled })}
            className="self-end pb-1.5"
          />
        </FieldGroup>
        <div className="space-y-2 border-t border-inner p-3">
          {refused.failure && (
            <FailureLine failure={refused.failure}>
              {refused.failure.code === "CHANNEL_CHANGED" && (
                <button type="button" className="text-accent underline" onClick={onLoadNewer}>
                  Load the newer one; what is written here is lost
                </button>
              )}
            </FailureLine>
          )}
          {isTried && written.problems && (
            <p role="alert" className="text-critical">
              <span aria-hidden="true">■</span> Something is still missing above.
            </p>
          )}
          <button type="submit" aria-disabled={save.isPending} className="control border-accent! px-4! text-accent!">
            {save.isPending ? "…" : opened ? "Save" : "Create the channel"}
          </button>
        </div>
      </form>
    </section>
  );
}
