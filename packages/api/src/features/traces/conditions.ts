import type { Fragment, KnownInstance, Store } from "@vigie/storage";
import { severityOf } from "@vigie/storage";
import {
  compared,
  conditionOf,
  hasAttribute,
  hasStatus,
  holdsText,
  looksLike,
  ranStatement,
  someValue,
} from "../../search/conditions.ts";
import { matchPatterns } from "../../search/match-pattern.ts";
import { toPostgresRegex } from "../../search/postgres-regex.ts";
import type { IdTerm, NameTerm, Search, SearchTerm } from "../../search/search.ts";
import type { Selection } from "../../selection.ts";

type Sql = Store["sql"];

export interface RequestsOf {
  selection: Selection;
  /** All of the services of the selection. */
  instances: readonly KnownInstance[];
  search: Search;
}

/**
 * What a search asks of rows of `requests`. Free text is looked for in method and route, URL, names of spans, attributes, and type
 * and place of the error.
 */
export function requestCondition(sql: Sql, { selection, instances, search }: RequestsOf): Fragment {
  const { fromSeconds, toSeconds } = selection.period;

  const leaf = (term: SearchTerm): Fragment => {
    switch (term.kind) {
      case "text":
        return someText(sql, (text) => holdsText(sql, text, term));
      case "regex": {
        const pattern = toPostgresRegex(term.source, term.flags, term);
        return someText(sql, (text) => sql`${text} ~ ${pattern}`);
      }
      case "level":
        return sql`(trace_id::uuid IN (SELECT trace_id FROM logs WHERE trace_id IS NOT NULL
          AND level = ANY(${term.levels.map(severityOf)}::smallint[])
          AND time >= to_timestamp(${fromSeconds}::float8) AND time < to_timestamp(${toSeconds}::float8)))`;
      case "name":
        return nameCondition(sql, term, selection, instances);
      case "id":
        return term.field === "trace" ? traceCondition(sql, term) : ranStatement(sql, term);
      case "status":
        return hasStatus(sql, term);
      case "duration":
        return compared(sql, sql`duration_ms`, term.comparison, term.ms);
      case "kept":
        return sql`kept = ANY(${[...term.reasons]}::text[])`;
      case "attribute":
        return hasAttribute(sql, sql`attributes`, term);
    }
  };

  const ofServices = sql`instance_id = ANY(${instances.map(({ id }) => id)}::bigint[])`;
  return sql`${ofServices} AND ${conditionOf(sql, search, leaf)}`;
}

function someText(sql: Sql, test: (text: Fragment) => Fragment): Fragment {
  return sql`(endpoint_id IN (SELECT id FROM endpoints WHERE ${test(sql`(method || ' ' || route)`)})
    OR coalesce(${test(sql`url`)}, false)
    OR (error_group_id IS NOT NULL AND error_group_id IN (
      SELECT id FROM error_groups WHERE ${test(sql`error_groups.type`)} OR ${test(sql`error_groups.place`)}))
    OR (spans IS NOT NULL AND EXISTS (SELECT FROM jsonb_to_recordset(spans) AS span (name text) WHERE ${test(sql`span.name`)}))
    OR (attributes IS NOT NULL AND ${someValue(sql, sql`attributes`, test)}))`;
}

/** Dimensions are few: they are matched here, and rows by their ids. */
function nameCondition(sql: Sql, term: NameTerm, selection: Selection, instances: readonly KnownInstance[]): Fragment {
  const matches = matchPatterns(term.patterns);
  const ofInstances = (name: (instance: KnownInstance) => string) => {
    const ids = instances.filter((instance) => matches(name(instance))).map(({ id }) => id);
    return sql`instance_id = ANY(${ids}::bigint[])`;
  };
  const ofEndpoints = (name: (endpoint: { method: string; route: string }) => string) => {
    const ids = [...selection.endpoints.values()].filter((endpoint) => matches(name(endpoint))).map(({ id }) => id);
    return sql`endpoint_id = ANY(${ids}::bigint[])`;
  };
  switch (term.field) {
    case "service":
      return ofInstances(({ serviceId }) => selection.serviceName(serviceId));
    case "release":
      return ofInstances(({ release }) => release);
    case "environment":
      return ofInstances(({ environment }) => environment);
    case "instance":
      return ofInstances(({ name }) => name);
    case "method":
      return ofEndpoints(({ method }) => method);
    case "route":
      return ofEndpoints(({ route }) => route);
    case "error":
      return sql`(error_group_id IS NOT NULL AND error_group_id IN (
        SELECT id FROM error_groups WHERE ${looksLike(sql, sql`error_groups.type`, term.patterns)}))`;
  }
}

function traceCondition(sql: Sql, { prefixes }: IdTerm): Fragment {
  const ranges = prefixes.map(
    (prefix) => sql`trace_id BETWEEN ${prefix.padEnd(32, "0")} AND ${prefix.padEnd(32, "f")}`,
  );
  return sql`(${ranges.reduce((all, range) => sql`${all} OR ${range}`)})`;
}
