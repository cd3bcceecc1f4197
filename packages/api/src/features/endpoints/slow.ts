import type { ApiContext } from "../../trpc.ts";
import type { Coverage, EndpointDetail, ErrorHotspot, HeatmapRow, SlowEndpoint } from "./shapes.ts";
import type { Selection } from "./stats.ts";

export async function slowEndpoints(_ctx: ApiContext, _input: Selection): Promise<Coverage&{thresholdMs:number;endpoints:SlowEndpoint[]}> {
  throw new Error("not there yet");
}
