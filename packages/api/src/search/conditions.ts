import type { Fragment, Store } from "@vigie/storage";
import { likeOf } from "./match-pattern.ts";
import {
  type AttributeTerm,
  attributePaths,
  type Comparison,
  type IdTerm,
  type Pattern,
  type Search,
  type SearchTerm,
  type StatusTerm,
  type TextTerm,
} from "./search.ts";
import { textToPostgresRegex } from "./text-regex.ts";

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
  return sql`(${text} = ANY(${exact}::text[]) OR (${text} <> '' AND ${text} LIKE ANY(${open}::text[])))`;
}

/** Whether a text column or expression holds the text, without regard to case. */
export function holdsText(sql: Sql, column: Fragment, term: TextTerm): Fragment {
  const { text, wordStart, wordEnd } = term;
  // Twice as fast, and Postgres folds ASCII as we do, whatever the collation.
  if (!wordStart && !wordEnd && /^[ -~]+$/.test(text)) return sql`${column} ILIKE ${likeOf(["", text, ""])}`;
  return sql`${column} ~ ${textToPostgresRegex(term)}`;
}

/**
 * Whether a column of jsonb has an attribute that passes the test. In its lax mode a path takes a list, on the way and at the end of it, for its
 * elements.
 */
export function hasAttribute(sql: Sql, column: Fragment, { name, test }: AttributeTerm): Fragment {
  const elements = test.kind === "exists" ? "" : "[*]";
  const paths = attributePaths(name).map(
    (keys) => `lax $${keys.map((key) => `.${JSON.stringify(key)}`).join("")}${elements}`,
  );
  return sql`(${column} IS NOT NULL AND EXISTS (
    SELECT FROM unnest(${paths}::jsonpath[]) AS path, LATERAL jsonb_path_query(${column}, path) AS found (value)
    WHERE ${valueTest(sql, test)}))`;
}

function valueTest(sql: Sql, test: AttributeTerm["test"]): Fragment {
  const text = sql`(value #>> '{}')`;
  const hasText = sql`jsonb_typeof(value) IN ('string', 'number', 'boolean')`;
  switch (test.kind) {
    case "exists":
      return sql`jsonb_typeof(value) <> 'null'`;
    case "is":
      return sql`${hasText} AND ${looksLike(sql, text, test.patterns)}`;
    case "compares":
      return sql`CASE WHEN ${hasText} AND ${text} ~ '^[-+]?[0-9]{1,255}(\\.[0-9]{1,255})?([eE][-+]?[0-9]{1,2})?$'
        THEN ${compared(sql, sql`${text}::float8`, test.comparison, test.value)} ELSE FALSE END`;
  }
}

/** Whether some value in a column of jsonb, at any depth, passes the test. */
export function someValue(sql: Sql, column: Fragment, test: (text: Fragment) => Fragment): Fragment {
  return sql`EXISTS (SELECT FROM jsonb_path_query(${column}, 'strict $.**') AS value
    WHERE jsonb_typeof(value) IN ('string', 'number', 'boolean') AND ${test(sql`(value #>> '{}')`)})`;
}

/** Whether a row of `requests` was answered with one of these statuses. */
export function hasStatus(sql: Sql, { ranges }: StatusTerm): Fragment {
  const conditions = ranges.map(({ from, to }) => sql`status BETWEEN ${from} AND ${to}`);
  return sql`(${conditions.reduce((all, one) => sql`${all} OR ${one}`)})`;
}

/** Whether a row of `requests` ran one of these statements. */
export function ranStatement(sql: Sql, { prefixes }: IdTerm): Fragment {
  return sql`(spans IS NOT NULL AND EXISTS (SELECT FROM jsonb_to_recordset(spans) AS span (statement text)
    WHERE span.statement LIKE ANY(${prefixes.map((prefix) => `${prefix}%`)}::text[])))`;
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
