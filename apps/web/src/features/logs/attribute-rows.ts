/** One value of a log's attributes. */
export interface AttributeRow {
  /** Where it stands: `user.id`, `items[0].sku`. */
  path: string;
  /** By which it is searched for: without places in lists. */
  name: string;
  /** As text; what is empty or null as JSON. */
  value: string;
}

export interface AttributeRows {
  rows: AttributeRow[];
  /** Values beyond the most that are shown. */
  leftOut: number;
}

/** Attributes hold 256 names at most, but a list of numbers may be longer than anybody reads. */
const MOST_ROWS = 200;

/** Every value of nested attributes with its path, in the order in which they were logged. */
export function attributeRows(attributes: Readonly<Record<string, unknown>>): AttributeRows {
  const found: AttributeRows = { rows: [], leftOut: 0 };
  for (const [name, value] of Object.entries(attributes)) addRows(found, { path: name, name }, value);
  return found;
}

function addRows(found: AttributeRows, at: { path: string; name: string }, value: unknown): void {
  if (Array.isArray(value) && value.length > 0) {
    for (const [index, item] of value.entries()) addRows(found, { ...at, path: `${at.path}[${index}]` }, item);
    return;
  }
  if (typeof value === "object" && value !== null && Object.keys(value).length > 0) {
    for (const [key, inner] of Object.entries(value))
      addRows(found, { path: `${at.path}.${key}`, name: `${at.name}.${key}` }, inner);
    return;
  }
  if (found.rows.length === MOST_ROWS) {
    found.leftOut++;
    return;
  }
  found.rows.push({ ...at, value: typeof value === "string" ? value : (JSON.stringify(value) ?? "") });
}
