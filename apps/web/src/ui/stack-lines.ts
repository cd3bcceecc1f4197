export interface StackLine {
  text: string;
  /** `own`: a frame of the service's own code. `other`: one of a library or of Node. `text`: no frame. */
  kind: "own" | "other" | "text";
}

/** `at function (file:line:column)`, or no more than the place. */
const FRAME = /^\s*at\s|:\d+:\d+\)?\s*$/;
const NOT_OWN = /node_modules[\\/]|\bnode:|\(internal\/|<anonymous>\)|\(native\)/;

/** The lines of a stack, told apart by whose code they are. */
export function stackLines(stack: string): StackLine[] {
  return stack
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "")
    .map((text) => ({ text, kind: FRAME.test(text) ? (NOT_OWN.test(text) ? "other" : "own") : "text" }));
}
