import { Link } from "@tanstack/react-router";

/** Opens the form for a new one of what the list beside it holds. */
export function NewLink({ children }: { children: string }) {
  return (
    <Link
      to="."
      search={(old) => ({ ...old, edit: "new" })}
      activeProps={{ "aria-current": undefined }}
      className="control inline-flex items-center border-accent! text-accent!"
    >
      {children}
    </Link>
  );
}
