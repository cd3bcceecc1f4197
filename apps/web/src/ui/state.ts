/** The states of a thing, each with a word, a shape and a colour, so that no one of them stands alone. */
export type StateName = "ok" | "info" | "warning" | "critical" | "unknown";

export interface StateLook {
  word: string;
  shape: string;
  text: string;
  border: string;
}

export const STATES: Record<StateName, StateLook> = {
  ok: { word: "ok", shape: "●", text: "text-ok", border: "border-ok" },
  info: { word: "info", shape: "◆", text: "text-accent", border: "border-accent" },
  warning: { word: "warning", shape: "▲", text: "text-warning", border: "border-warning" },
  critical: { word: "critical", shape: "■", text: "text-critical", border: "border-critical" },
  unknown: { word: "unknown", shape: "◌", text: "text-muted", border: "border-edge" },
};
