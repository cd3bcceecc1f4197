/** The states of a thing, each with a word, a shape and a colour, so that no one of them stands alone. */
export type StateName = "ok" | "info" | "warning" | "critical" | "unknown";

export interface StateLook {
  word: string;
  shape: string;
  text: string;
  /** Colours of a card's top edge and a banner's left edge. */
  top: string;
  left: string;
}

export const STATES: Record<StateName, StateLook> = {
  ok: { word: "ok", shape: "●", text: "text-ok", top: "border-t-ok", left: "border-l-ok" },
  info: { word: "info", shape: "◆", text: "text-accent", top: "border-t-accent", left: "border-l-accent" },
  warning: { word: "warning", shape: "▲", text: "text-warning", top: "border-t-warning", left: "border-l-warning" },
  critical: {
    word: "critical",
    shape: "■",
    text: "text-critical",
    top: "border-t-critical",
    left: "border-l-critical",
  },
  unknown: { word: "unknown", shape: "◌", text: "text-muted", top: "border-t-edge", left: "border-l-edge" },
};
