interface TableHeadProps {
  right?: boolean;
  /** Only where there is room: on a phone a row says it otherwise, or not at all. */
  wide?: boolean;
  children: string;
}

/** Head of a column of a plain table. */
export function TableHead({ right = false, wide = false, children }: TableHeadProps) {
  return (
    <th
      scope="col"
      className={`px-3 py-1.5 font-normal whitespace-nowrap ${right ? "text-right" : ""} ${wide ? "max-sm:hidden" : ""}`}
    >
      {children}
    </th>
  );
}
