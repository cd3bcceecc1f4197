import { type Store, schema } from "@vigie/storage";
import { inArray } from "drizzle-orm";

/** Rows that are looked at for the names of their attributes: the newest ones say what is in use. */
const LOOKED_AT = 500;

/** Types of the errors of services, those of the newest groups first. */
export async function readErrorTypes({ db }: Store, serviceIds: readonly number[]): Promise<string[]> {
  const { errorGroups } = schema;
  const rows = await db
    .select({ id: errorGroups.id, type: errorGroups.type })
    .from(errorGroups)
    .where(inArray(errorGroups.serviceId, [...serviceIds]));
  return [...new Set(rows.sort((a, b) => b.id - a.id).map(({ type }) => type))];
}

/** Names of attributes of the newest logs or requests, dotted, the most frequent first. */
export async function readAttributeNames(
  { sql }: Store,
  of: "logs" | "traces",
  serviceIds: readonly number[],
): Promise<string[]> {
  const ids = sql`ANY(${[...serviceIds]}::bigint[])`;
  const newest =
    of === "logs"
      ? sql`SELECT attributes FROM logs WHERE time > now() - interval '1 day' AND service_id = ${ids}`
      : sql`SELECT attributes FROM requests WHERE time > now() - interval '1 day'
          AND instance_id IN (SELECT id FROM instances WHERE service_id = ${ids})`;
  const rows = await sql<{ name: string }[]>`
    WITH newest AS (${newest} ORDER BY time DESC LIMIT ${LOOKED_AT}),
      top AS (SELECT key, value FROM newest, jsonb_each(attributes) WHERE attributes IS NOT NULL),
      named AS (
        SELECT key AS name FROM top WHERE jsonb_typeof(value) <> 'object'
        UNION ALL
        SELECT top.key || '.' || inner_key FROM top, jsonb_object_keys(top.value) AS inner_key WHERE jsonb_typeof(top.value) = 'object'
      )
    SELECT name FROM named GROUP BY name ORDER BY count(*) DESC, name LIMIT 50`;
  return rows.map(({ name }) => name);
}
