/** What of a line is shown, and how. */
export interface LogDisplay {
  /** Long lines go on below, instead of ending at the edge. */
  wrap: boolean;
  time: boolean;
  service: boolean;
  trace: boolean;
  /** Colours that messages ask for. */
  colours: boolean;
}

export const PARTS = ["time", "service", "trace", "colours"] as const;
export type DisplayPart = (typeof PARTS)[number];

/** From what stands in the URL: `hide=time,trace`. On a phone lines are wrapped unless it was chosen otherwise. */
export function displayOf(hide: string | undefined, wrap: "on" | "off" | undefined, narrow: boolean): LogDisplay {
  const hidden = (hide ?? "").split(",");
  const isShown = (part: DisplayPart) => !hidden.includes(part);
  return {
    wrap: wrap ? wrap === "on" : narrow,
    time: isShown("time"),
    service: isShown("service"),
    trace: isShown("trace"),
    colours: isShown("colours"),
  };
}

/** What stands in the URL when a part is shown or hidden; undefined when everything is shown. */
export function hiddenWith(display: LogDisplay, part: DisplayPart, shown: boolean): string | undefined {
  const hidden = PARTS.filter((each) => (each === part ? !shown : !display[each]));
  return hidden.length === 0 ? undefined : hidden.join(",");
}
