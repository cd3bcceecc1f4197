import { Field } from "../../ui/field.tsx";
import { LONGEST, type NewPassword, SHORTEST } from "./new-password.ts";

interface NewPasswordFieldsProps {
  password: NewPassword;
  onChange: (password: NewPassword) => void;
  problems: { first?: string | undefined; second?: string | undefined };
}

/** A new password, twice. */
export function NewPasswordFields({ password, onChange, problems }: NewPasswordFieldsProps) {
  return (
    <>
      <Field label="New password" problem={problems.first} hint={`${SHORTEST} to ${LONGEST} characters.`}>
        {(control) => (
          <input
            {...control}
            type="password"
            name="new-password"
            autoComplete="new-password"
            value={password.first}
            onChange={(event) => onChange({ ...password, first: event.target.value })}
            className="control w-full py-2"
          />
        )}
      </Field>
      <Field label="The same again" problem={problems.second}>
        {(control) => (
          <input
            {...control}
            type="password"
            name="new-password-again"
            autoComplete="new-password"
            value={password.second}
            onChange={(event) => onChange({ ...password, second: event.target.value })}
            className="control w-full py-2"
          />
        )}
      </Field>
    </>
  );
}
