import { useId } from "react";
import { CheckField } from "../../ui/check-field.tsx";
import { Field } from "../../ui/field.tsx";
import { FieldGroup } from "../../ui/field-group.tsx";
import type { ChannelPartProps } from "./channel-editor.tsx";

/** Hours in which nobody is to be woken. */
export function QuietFields({ form, problems, onChange }: ChannelPartProps) {
  const zonesId = useId();
  return (
    <FieldGroup title="Quiet hours">
      <CheckField
        text="Say nothing at certain hours; what is still wrong after them is told then"
        checked={form.hasQuietHours}
        onChange={(hasQuietHours) => onChange({ hasQuietHours })}
        className="col-span-2"
      />
      {form.hasQuietHours && (
        <>
          <Field label="From" problem={problems.quietFrom}>
            {(control) => (
              <input
                {...control}
                type="time"
                value={form.quietFrom}
                onChange={(event) => onChange({ quietFrom: event.target.value })}
                className="control w-full"
              />
            )}
          </Field>
          <Field label="To" problem={problems.quietTo}>
            {(control) => (
              <input
                {...control}
                type="time"
                value={form.quietTo}
                onChange={(event) => onChange({ quietTo: event.target.value })}
                className="control w-full"
              />
            )}
          </Field>
          <Field label="Time zone" problem={problems.timeZone} className="col-span-2">
            {(control) => (
              <>
                <input
                  {...control}
                  list={zonesId}
                  value={form.timeZone}
                  maxLength={64}
                  spellCheck={false}
                  autoComplete="off"
                  onChange={(event) => onChange({ timeZone: event.target.value })}
                  className="control w-full"
                />
                <datalist id={zonesId}>
                  {Intl.supportedValuesOf("timeZone").map((zone) => (
                    <option key={zone} value={zone} />
                  ))}
                </datalist>
              </>
            )}
          </Field>
          <CheckField
            text="Critical alerts come through all the same"
            checked={form.exceptCritical}
            onChange={(exceptCritical) => onChange({ exceptCritical })}
            className="col-span-2"
          />
        </>
      )}
    </FieldGroup>
  );
}
