/** What is shown, as a file. */
export function ExportLinks({ what, csv, json }: { what: string; csv: string; json: string }) {
  return (
    <span className="flex gap-2 text-xs">
      {[
        { name: "CSV", href: csv },
        { name: "JSON", href: json },
      ].map(({ name, href }) => (
        <a
          key={name}
          href={href}
          download
          aria-label={`${what} as ${name}`}
          className="text-muted underline hover:text-accent"
        >
          {name}
        </a>
      ))}
    </span>
  );
}
