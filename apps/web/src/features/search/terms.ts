/** A piece of a search at its top: a term, an operator, or a whole group in parentheses. */
export interface Piece {
  text: string;
  from: number;
  to: number;
}

const OPENS_REGEX = /\/(?:\\.|\[(?:\\.|[^\]\\])*\]|[^\\/[])+\/i?(?=\s|\)|$)/y;
/** What the grammar takes for the name of a field or an attribute; `@` before it makes an attribute of a field's name. */
const NAME = /^[\p{L}_$][\p{L}\p{M}\p{N}_.\-$@/]*$/u;
/** Values of these need no quotes. */
const PLAIN = /^[\p{L}\p{N}_./:@$%+\-=#?&;!~]+$/u;
const COMPARES = /^[<>]/;

const FIELDS = new Set(
  "level service route method status duration trace error kept statement release environment instance".split(" "),
);

/** The pieces of a search, as far as it can be told without understanding them: what does not close goes on to the end. */
export function piecesOf(query: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  while (at < query.length) {
    if (/\s/.test(query[at] ?? "")) {
      at++;
      continue;
    }
    const from = at;
    at = endOf(query, from);
    pieces.push({ text: query.slice(from, at), from, to: at });
  }
  return pieces;
}

function endOf(query: string, from: number): number {
  OPENS_REGEX.lastIndex = from;
  if (OPENS_REGEX.test(query)) return OPENS_REGEX.lastIndex;
  let open = 0;
  for (let at = from; at < query.length; at++) {
    const char = query[at] ?? "";
    if (char === '"') at = closingQuote(query, at);
    else if (char === "(") open++;
    else if (char === ")") open--;
    else if (open <= 0 && /\s/.test(char)) return at;
  }
  return query.length;
}

function closingQuote(query: string, from: number): number {
  for (let at = from + 1; at < query.length; at++) {
    if (query[at] === "\\") at++;
    else if (query[at] === '"') return at;
  }
  return query.length;
}

/** `field:value` as the grammar writes it; null for a name that it has no way to write. */
export function termFor(name: string, value: string, kind: "field" | "attribute"): string | null {
  if (!NAME.test(name) || value === "") return null;
  const written = kind === "attribute" && FIELDS.has(name) ? `@${name}` : name;
  const isPlain = PLAIN.test(value) && !COMPARES.test(value);
  return `${written}:${isPlain ? value : `"${value.replace(/[\\"]/g, "\\$&")}"`}`;
}

/** The search with one more term that must match, or must not. The same term the other way round gives way to it. */
export function withTerm(query: string, term: string, excluded = false): string {
  const rest = withoutTerm(withoutTerm(query, term), `-${term}`);
  return joined(rest, excluded ? `-${term}` : term);
}

export function withoutTerm(query: string, term: string): string {
  return without(query, ({ text }) => text === term);
}

export function without(query: string, isMeant: (piece: Piece) => boolean): string {
  if (hasAlternatives(query)) return query;
  return piecesOf(query)
    .filter((piece, at, all) => !isMeant(piece) || all[at - 1]?.text === "NOT")
    .map(({ text }) => text)
    .join(" ");
}

/** Behind alternatives a term would belong to the last of them alone: these get parentheses first. */
export function joined(query: string, term: string): string {
  const base = query.trim();
  if (base === "") return term;
  return hasAlternatives(base) ? `(${base}) ${term}` : `${base} ${term}`;
}

export function hasAlternatives(query: string): boolean {
  return piecesOf(query).some(({ text }) => text === "OR");
}

/** The one trace that a search is limited to, by its whole id; null for none. */
export function traceOf(query: string): string | null {
  if (hasAlternatives(query)) return null;
  for (const { text } of piecesOf(query)) {
    const [, traceId] = /^trace:([0-9a-f]{32})$/.exec(text) ?? [];
    if (traceId !== undefined) return traceId;
  }
  return null;
}
