import type { Fragment, Store } from "@vigie/storage";
import { likeOf } from "./match-pattern.ts";
import {
  type AttributeTerm,
  attributePaths,
  type Comparison,
  type Pattern,
  type Search,
  type SearchTerm,
  type TextTerm,
} from "./search.ts";
import { isWordAt } from "./words.ts";

type Sql = Store["sql"];

/** A search as a condition on rows: `leaf` says what one term asks of them. A term that is not known of a row does not match it. */
export function conditionOf(sql: Sql, search: Search, leaf: (term: SearchTerm) => Fragment): Fragment {
  const join = (parts: readonly Search[], word: Fragment) =>
    parts.map((part) => conditionOf(sql, part, leaf)).reduce((all, part) => sql`${all} ${word} ${part}`);
  switch (search.kind) {
    case "all":
      return sql`TRUE`;
    case "and":
      return sql`(${join(search.of, sql`AND`)})`;
    case "or":
      return sql`(${join(search.of, sql`OR`)})`;
    case "not":
      // Not NOT, which leaves out the rows of which nothing is known.
      return sql`(${conditionOf(sql, search.of, leaf)} IS NOT TRUE)`;
    default:
      return leaf(search);
  }
}

/** Whether a text column or expression looks like one of the patterns. */
export function looksLike(sql: Sql, text: Fragment, patterns: readonly Pattern[]): Fragment {
  const exact = patterns.filter((pattern) => pattern.length === 1).map(([only = ""]) => only);
  const open = patterns.filter((pattern) => pattern.length > 1).map(likeOf);
  return sql`(${text} = ANY(${exact}::text[]) OR ${text} LIKE ANY(${open}::text[]))`;
}

/** Whether a text column or expression holds the text, without regard to case. */
export function holdsText(sql: Sql, column: Fragment, term: TextTerm): Fragment {
  const { text } = term;
  const start = term.wordStart && isWordAt(text, 0) ? "\\m" : "";
  const end = term.wordEnd && isWordAt(text, text.length - 1) ? "\\M" : "";
  if (start === "" && end === "") return sql`${column} ILIKE ${likeOf(["", text, ""])}`;
  return sql`${column} ~* ${start + escapeRegex(text) + end}`;
}

/** Whether a column of jsonb has an attribute that passes the test; of a list, one element is enough. */
export function hasAttribute(sql: Sql, column: Fragment, { name, test }: AttributeTerm): Fragment {
  const paths = attributePaths(name).map((keys) => JSON.stringify(keys));
  return sql`(${column} IS NOT NULL AND EXISTS (
    SELECT FROM unnest(${paths}::text[]) AS keys,
      LATERAL (SELECT ${column} #> ARRAY(SELECT jsonb_array_elements_text(keys::jsonb)) AS found) AS there,
      LATERAL jsonb_array_elements(CASE jsonb_typeof(found) WHEN 'array' THEN found ELSE jsonb_build_array(found) END) AS one (value)
    WHERE found IS NOT NULL AND ${valueTest(sql, test)}))`;
}

function valueTest(sql: Sql, test: AttributeTerm["test"]): Fragment {
  const text = sql`(value #>> '{}')`;
  switch (test.kind) {
    case "exists":
      return sql`TRUE`;
    case "is":
      return looksLike(sql, text, test.patterns);
    case "compares":
      return sql`CASE WHEN ${text} ~ '^-?[0-9]{1,255}(\\.[0-9]{1,255})?([eE][-+]?[0-9]{1,2})?$'
        THEN ${compared(sql, sql`${text}::float8`, test.comparison, test.value)} ELSE FALSE END`;
  }
}

export function compared(sql: Sql, number: Fragment, comparison: Comparison, value: number): Fragment {
  switch (comparison) {
    case ">":
      return sql`${number} > ${value}::float8`;
    case ">=":
      return sql`${number} >= ${value}::float8`;
    case "<":
      return sql`${number} < ${value}::float8`;
    case "<=":
      return sql`${number} <= ${value}::float8`;
  }
}

/** Postgres takes a backslash before a sign as that sign. */
function escapeRegex(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
