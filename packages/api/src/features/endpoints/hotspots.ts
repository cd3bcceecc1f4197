import type { ApiContext } from "../../trpc.ts";
import type { Coverage, EndpointDetail, ErrorHotspot, HeatmapRow, SlowEndpoint } from "./shapes.ts";
import type { Selection } from "./stats.ts";

export async function endpointHotspots(_ctx: ApiContext, _input: Selection): Promise<Coverage&{endpoints:ErrorHotspot[]}> {
  throw new Error("not there yet");
}
