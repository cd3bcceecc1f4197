import type { Selection } from "../../lib/selection.ts";
import { type EndpointDetail, trpc } from "../../lib/trpc.ts";

export interface EndpointChoice extends Selection {
  service: string;
  method: string;
  route: string;
}

/** As many points as a wide chart can show; fewer where the screen is narrow. */
const MOST_POINTS = window.innerWidth < 640 ? 100 : 240;

/** Of each kind: what fits on a screen beside the figures. */
const EXEMPLARS = 6;

export function endpointOptions(choice: EndpointChoice) {
  return trpc.endpoints.get.queryOptions(
    { ...choice, maxPoints: MOST_POINTS, exemplars: EXEMPLARS },
    {
      // What was shown stays until the new period is there; the figures of another endpoint would be wrong under this name.
      placeholderData: (shown: EndpointDetail | undefined) =>
        shown && isNameOf(shown.endpoint, choice) ? shown : undefined,
    },
  );
}

function isNameOf({ service, method, route }: EndpointDetail["endpoint"], choice: EndpointChoice): boolean {
  return service === choice.service && method === choice.method && route === choice.route;
}
