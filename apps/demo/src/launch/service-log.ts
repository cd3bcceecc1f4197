interface ServiceLine {
  level: number;
  msg?: string;
  reqId?: string;
  method?: string;
  endpoint?: string;
  status?: number;
  durationMs?: number;
  traceId?: string;
  files?: number;
  vigie?: { recorded: number; acknowledged: number; dropped: number };
}

/** What of the service's JSON log a person wants to see while the demo runs: its own events, and requests that failed. */
export function showServiceLine(line: string): string | null {
  const entry = parse(line);
  if (!entry) return line;
  const { msg = "", method, endpoint, status, durationMs = 0, traceId, files, vigie } = entry;
  if (entry.reqId !== undefined) {
    if (status === undefined || status < 500) return null;
    return `${method} ${endpoint} answered ${status} after ${Math.round(durationMs)} ms, trace ${traceId}`;
  }
  if (vigie)
    return `${msg}: recorded ${vigie.recorded} requests, Vigie stored ${vigie.acknowledged}, dropped ${vigie.dropped}`;
  if (files !== undefined) return `${msg} ${files} files in ${(durationMs / 1_000).toFixed(1)} s`;
  return msg;
}

function parse(line: string): ServiceLine | null {
  if (!line.startsWith("{")) return null;
  try {
    const entry: unknown = JSON.parse(line);
    return typeof entry === "object" && entry !== null && "level" in entry ? (entry as ServiceLine) : null;
  } catch {
    return null;
  }
}
