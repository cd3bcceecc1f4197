import type { ApiContext } from "../../trpc.ts";
import type { Coverage, EndpointDetail, ErrorHotspot, HeatmapRow, SlowEndpoint } from "./shapes.ts";
import type { Selection } from "./stats.ts";

export async function endpointSparklines(_ctx: ApiContext, _input: Selection): Promise<Coverage&{stepSeconds:number;times:number[];series:{id:number;requestsPerSecond:(number|null)[];p95Ms:(number|null)[]}[]}> {
  throw new Error("not there yet");
}
