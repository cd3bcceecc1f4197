import { Readable } from "node:stream";
import { TRPCError } from "@trpc/server";
import { type ApiContext, appRouter } from "@vigie/api";
import { VigieError } from "@vigie/protocol";
import { stringify } from "csv-stringify";
import type { FastifyInstance } from "fastify";
import type { Query, Table } from "./table.ts";
import { TABLES } from "./tables.ts";

export interface ExportOptions {
  api: Omit<ApiContext, "caller">;
}

/** `GET /export/slow.csv?period=1h`: a table of the page as a file, CSV or JSON, row by row. */
export async function exportRoutes(app: FastifyInstance, { api }: ExportOptions): Promise<void> {
  app.get<{ Params: { file: string }; Querystring: Query }>(
    "/export/:file",
    { config: { role: "viewer" } },
    async (request, reply) => {
      const [, name = "", format] = /^([a-z]+)\.(csv|json)$/.exec(request.params.file) ?? [];
      const table = Object.hasOwn(TABLES, name) ? TABLES[name] : undefined;
      if (table === undefined || format === undefined) {
        const path = `/export/${request.params.file.slice(0, 200)}`;
        throw new VigieError("NOT_FOUND", { method: "GET", path });
      }
      const caller = appRouter.createCaller({ ...api, caller: request.caller });
      const answer = await table(caller, request.query).catch(asOwn);
      const day = answer.from.slice(0, 16).replace(/[:T]/g, "-");
      return reply
        .type(format === "csv" ? "text/csv; charset=utf-8" : "application/json; charset=utf-8")
        .header("cache-control", "no-store")
        .header("content-disposition", `attachment; filename="vigie-${name}-${day}.${format}"`)
        .send(format === "csv" ? toCsv(answer) : Readable.from(toJson(answer)));
    },
  );
}

/** What a procedure says is wrong, as any route says it. */
function asOwn(error: unknown): never {
  throw error instanceof TRPCError && error.cause instanceof VigieError ? error.cause : error;
}

/** A text that a spreadsheet would take for a formula begins with an apostrophe. */
function toCsv({ rows }: Table): Readable {
  const csv = stringify({ header: true, escape_formulas: true, bom: true, cast: { boolean: String } });
  return Readable.from(rows).pipe(csv);
}

async function* toJson({ from, to, rows }: Table): AsyncIterable<string> {
  yield `{"from":${JSON.stringify(from)},"to":${JSON.stringify(to)},"rows":[`;
  let separator = "\n";
  for await (const row of rows) {
    yield separator + JSON.stringify(row);
    separator = ",\n";
  }
  yield "\n]}\n";
}
