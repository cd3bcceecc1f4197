import { useState } from "react";

/** Who does something with the admin token, which is nobody's own: typed once, and remembered by this browser. */
const KEY = "vigie.operator";
/** As much as the API takes. */
export const LONGEST_NAME = 100;

export function useOperatorName(): [name: string, setName: (name: string) => void] {
  const [name, setName] = useState(readName);
  return [
    name,
    (next) => {
      setName(next);
      writeName(next.trim());
    },
  ];
}

/** A browser may keep nothing for a page: then the name is asked for each time. */
function readName(): string {
  try {
    return localStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
}

function writeName(name: string): void {
  try {
    localStorage.setItem(KEY, name);
  } catch {
    // As above.
  }
}
