import type { Channel } from "../../lib/trpc.ts";
import { visibleText } from "../../lib/visible-text.ts";
import { CheckField } from "../../ui/check-field.tsx";
import { Choices } from "../../ui/choices.tsx";
import { Field } from "../../ui/field.tsx";
import { FieldGroup } from "../../ui/field-group.tsx";
import type { ChannelPartProps } from "./channel-editor.tsx";
import { type ChannelKind, KIND_NAMES } from "./channel-form.ts";

interface PlaceFieldsProps extends ChannelPartProps {
  opened: Channel | null;
  renewSecret: boolean;
  onRenewSecret: (renew: boolean) => void;
}

const KINDS: readonly ChannelKind[] = ["webhook", "slack", "email"];

const HINTS: Record<ChannelKind, string> = {
  webhook: "Each message is a POST of JSON, signed with a secret that is shown when the channel is saved.",
  slack: "An incoming webhook of Slack, Mattermost or Rocket.Chat; of Discord with /slack at its end.",
  email: "Sent by the SMTP server of this Vigie, which SMTP_URL names. Several with commas between them.",
};

/** Where messages go. */
export function PlaceFields({ form, problems, onChange, opened, renewSecret, onRenewSecret }: PlaceFieldsProps) {
  const { kind } = form;
  const stored = opened?.settings.kind === kind ? opened : null;
  return (
    <FieldGroup title="Where messages go">
      <div className="col-span-2">
        <Choices
          label="Kind"
          options={KINDS}
          selected={kind}
          onSelect={(next) => onChange({ kind: next })}
          text={(each) => KIND_NAMES[each]}
        />
      </div>
      {kind === "email" ? (
        <Field label="Addresses" problem={problems.to} hint={HINTS.email} className="col-span-2">
          {(control) => (
            <textarea
              {...control}
              value={form.to}
              rows={2}
              spellCheck={false}
              onChange={(event) => onChange({ to: event.target.value })}
              className="control w-full"
            />
          )}
        </Field>
      ) : (
        <Field
          label="URL"
          problem={problems.url}
          hint={stored ? `Nothing: as it is. ${HINTS[kind]}` : HINTS[kind]}
          className="col-span-2"
        >
          {(control) => (
            <input
              {...control}
              type="url"
              value={form.url}
              maxLength={2_000}
              spellCheck={false}
              autoComplete="off"
              placeholder={stored ? visibleText(stored.target) : "https://"}
              onChange={(event) => onChange({ url: event.target.value })}
              className="control w-full placeholder:text-muted"
            />
          )}
        </Field>
      )}
      {kind === "webhook" && stored && (
        <CheckField
          text="Make a new secret; the old one no longer signs"
          checked={renewSecret}
          onChange={onRenewSecret}
          className="col-span-2"
        />
      )}
    </FieldGroup>
  );
}
