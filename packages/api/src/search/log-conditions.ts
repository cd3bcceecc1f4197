import type { LogLevel } from "@vigie/protocol";
import {
  type Fragment,
  findInstances,
  hashWord,
  type KnownInstance,
  OVERFLOW,
  type Store,
  severityOf,
  traceUuid,
} from "@vigie/storage";
import { resolveSelection, type Selection, type SelectionInput } from "../selection.ts";
import type { ApiContext } from "../trpc.ts";
import {
  compared,
  conditionOf,
  hasAttribute,
  hasStatus,
  holdsText,
  looksLike,
  ranStatement,
  someValue,
} from "./conditions.ts";
import { matchPatterns } from "./match-pattern.ts";
import { parseSearch } from "./parse.ts";
import { toPostgresRegex } from "./postgres-regex.ts";
import {
  type AttributeTerm,
  type IdTerm,
  type NameTerm,
  type RegexTerm,
  requiredTerms,
  type Search,
  type SearchTerm,
  type TextTerm,
  termsOf,
} from "./search.ts";
import { fold, requiredWords, wordsOf } from "./words.ts";

type Sql = Store["sql"];

/** Which logs. */
export interface LogSearch {
  selection: Selection;
  /** Of the services of the selection; needed when the search asks for one of their names. */
  instances: readonly KnownInstance[];
  search: Search;
}

/** Requests begin before they log: those of this long before the period may have logged in it. */
const REQUEST_BEFORE = "1 hour";

/** Logs are kept for a shorter time than rollups. Throws SEARCH_INVALID and what `resolveSelection` throws. */
export async function resolveLogSearch(
  ctx: Pick<ApiContext, "store" | "now">,
  { query, ...input }: SelectionInput & { query: string },
): Promise<LogSearch> {
  const search = parseSearch(query);
  const selection = await resolveSelection(ctx, input, "logs");
  const asksForInstances = [...termsOf(search)].some(
    (term) => term.kind === "name" && ["release", "instance", "environment"].includes(term.field),
  );
  const serviceIds = selection.services.map(({ id }) => id);
  const instances = asksForInstances ? await findInstances(ctx.store, { serviceIds }) : [];
  return { selection, instances, search };
}

/** What a search asks of rows of `logs`. Every term is exact, but that two words may share a hash. */
export function logCondition(sql: Sql, { selection, instances, search }: LogSearch): Fragment {
  const { fromSeconds, toSeconds } = selection.period;

  const hasWords = requiredTerms(search).some((term) => indexedWords(term).length > 0);
  // Where words are asked for, warnings are too many to be looked up beside them; what is graver is few.
  const levelIn = (levels: readonly LogLevel[]) => {
    const level = hasWords && levels.includes("warn") ? sql`(level + 0)` : sql`level`;
    return sql`${level} = ANY(${levels.map(severityOf)}::smallint[])`;
  };

  const leaf = (term: SearchTerm): Fragment => {
    switch (term.kind) {
      case "text":
        return textCondition(sql, term);
      case "regex":
        return regexCondition(sql, term);
      case "level":
        return levelIn(term.levels);
      case "name":
        return nameCondition(sql, term, selection, instances);
      case "id":
        return term.field === "trace" ? traceCondition(sql, term) : ofRequest(ranStatement(sql, term));
      case "status":
        return ofRequest(hasStatus(sql, term));
      case "duration":
        return ofRequest(compared(sql, sql`duration_ms`, term.comparison, term.ms));
      case "kept":
        return ofRequest(sql`kept = ANY(${[...term.reasons]}::text[])`);
      case "attribute":
        return attributeCondition(sql, term);
    }
  };

  /** Logs of the kept requests for which this holds. */
  const ofRequest = (condition: Fragment) => sql`(trace_id IN (
    SELECT trace_id::uuid FROM requests
    WHERE time >= to_timestamp(${fromSeconds}::float8) - ${REQUEST_BEFORE}::interval AND time < to_timestamp(${toSeconds}::float8) AND ${condition}))`;

  const ofServices = sql`service_id = ANY(${selection.services.map(({ id }) => id)}::bigint[])`;
  return sql`${ofServices} AND ${allWords(sql, search)} AND ${conditionOf(sql, search, leaf)}`;
}

/**
 * The words of all terms at once, beside what each asks for by itself: the index walks the lists of several words together and leaves out
 * what one of them lacks, instead of reading every log that has the rarest of them.
 */
function allWords(sql: Sql, search: Search): Fragment {
  const byTerm = requiredTerms(search)
    .map(indexedWords)
    .filter((words) => words.length > 0);
  if (byTerm.length < 2) return sql`TRUE`;
  return sql`(words @> ${byTerm.flat().map(hashWord)}::int[] OR words @> ${[OVERFLOW]}::int[])`;
}

/** Words that a log has which matches the term, unless it has more than are indexed. */
function indexedWords(term: SearchTerm): string[] {
  switch (term.kind) {
    case "text":
      return requiredWords(term);
    case "attribute":
      return attributeWords(term);
    default:
      return [];
  }
}

/** Text in the message, in an error, or in a value of the attributes. */
function textCondition(sql: Sql, term: TextTerm): Fragment {
  const words = requiredWords(term);
  const holds = (column: Fragment) => holdsText(sql, column, term);
  // JSON writes quotes, backslashes and line breaks in another way; what is left of the text is found in it as it is.
  const asJson = { ...term, text: JSON.stringify(term.text).slice(1, -1) };
  const reads = sql`(${holds(sql`message`)}
    OR (errors IS NOT NULL AND EXISTS (SELECT FROM jsonb_to_recordset(errors) AS error (type text, message text, stack text)
      WHERE ${holds(sql`error.type`)} OR ${holds(sql`error.message`)} OR ${holds(sql`error.stack`)}))
    OR (attributes IS NOT NULL AND ${holdsText(sql, sql`attributes::text`, { ...asJson, wordStart: false, wordEnd: false })}
      AND ${someValue(sql, sql`attributes`, holds)}))`;
  if (words.length === 0) return reads;
  const has = sql`words @> ${words.map(hashWord)}::int[]`;
  const overflows = sql`words @> ${[OVERFLOW]}::int[]`;
  const isOneWord = term.wordStart && term.wordEnd && words.length === 1 && words[0] === fold(term.text);
  return isOneWord ? sql`(${has} OR (${overflows} AND ${reads}))` : sql`((${has} OR ${overflows}) AND ${reads})`;
}

function regexCondition(sql: Sql, term: RegexTerm): Fragment {
  const pattern = toPostgresRegex(term.source, term.flags, term);
  const matches = (column: Fragment) => sql`${column} ~ ${pattern}`;
  return sql`(${matches(sql`message`)}
    OR (errors IS NOT NULL AND EXISTS (SELECT FROM jsonb_to_recordset(errors) AS error (type text, message text, stack text)
      WHERE ${matches(sql`error.type`)} OR ${matches(sql`error.message`)} OR ${matches(sql`error.stack`)}))
    OR (attributes IS NOT NULL AND ${someValue(sql, sql`attributes`, matches)}))`;
}

/** Dimensions are few: they are matched here, and rows by their ids. */
function nameCondition(sql: Sql, term: NameTerm, selection: Selection, instances: readonly KnownInstance[]): Fragment {
  const matches = matchPatterns(term.patterns);
  const ids = <T extends { id: number }>(all: Iterable<T>, name: (one: T) => string) =>
    [...all].filter((one) => matches(name(one))).map(({ id }) => id);
  const endpoints = selection.endpoints.values();
  switch (term.field) {
    case "service":
      return sql`service_id = ANY(${ids(selection.services, ({ name }) => name)}::bigint[])`;
    case "release":
      return sql`instance_id = ANY(${ids(instances, ({ release }) => release)}::bigint[])`;
    case "environment":
      return sql`instance_id = ANY(${ids(instances, ({ environment }) => environment)}::bigint[])`;
    case "instance":
      return sql`instance_id = ANY(${ids(instances, ({ name }) => name)}::bigint[])`;
    case "method":
      return sql`endpoint_id = ANY(${ids(endpoints, ({ method }) => method)}::bigint[])`;
    case "route":
      return sql`endpoint_id = ANY(${ids(endpoints, ({ route }) => route)}::bigint[])`;
    case "error":
      return sql`(errors IS NOT NULL AND EXISTS (SELECT FROM jsonb_to_recordset(errors) AS error (type text)
        WHERE ${looksLike(sql, sql`error.type`, term.patterns)}))`;
  }
}

/** Ids that begin so are a range of uuids. */
function traceCondition(sql: Sql, { prefixes }: IdTerm): Fragment {
  const ranges = prefixes.map(
    (prefix) =>
      sql`trace_id BETWEEN ${traceUuid(prefix.padEnd(32, "0"))}::uuid AND ${traceUuid(prefix.padEnd(32, "f"))}::uuid`,
  );
  return sql`(${ranges.reduce((all, range) => sql`${all} OR ${range}`)})`;
}

/** An attribute with this value has its words, which are indexed. */
function attributeWords({ test }: AttributeTerm): string[] {
  const only = test.kind === "is" && test.patterns.length === 1 ? test.patterns[0] : undefined;
  return only?.length === 1 ? wordsOf(only[0] ?? "") : [];
}

function attributeCondition(sql: Sql, term: AttributeTerm): Fragment {
  const has = hasAttribute(sql, sql`attributes`, term);
  const words = attributeWords(term);
  if (words.length === 0) return has;
  return sql`((words @> ${words.map(hashWord)}::int[] OR words @> ${[OVERFLOW]}::int[]) AND ${has})`;
}
