import type { ReactNode } from "react";

/** Fields of a form that belong together, two beside each other where they are short. */
export function FieldGroup({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className="min-w-0 border-inner p-3 not-first:border-t">
      <legend className="label float-left mb-2 w-full text-body">{title}</legend>
      <div className="clear-both grid grid-cols-2 gap-3">{children}</div>
    </fieldset>
  );
}
