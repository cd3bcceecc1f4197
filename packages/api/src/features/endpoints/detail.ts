import type { ApiContext } from "../../trpc.ts";
import type { Coverage, EndpointDetail, ErrorHotspot, HeatmapRow, SlowEndpoint } from "./shapes.ts";
import type { Selection } from "./stats.ts";

export async function endpointDetail(_ctx: ApiContext, _input: Selection): Promise<EndpointDetail> {
  throw new Error("not there yet");
}
