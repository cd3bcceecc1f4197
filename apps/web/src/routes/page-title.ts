import { useEffect } from "react";
import { useAlertCounts } from "../features/alerts/alert-counts.ts";

/** Names the browser's tab, so that a state is seen among many tabs: first how many alerts nobody looks at yet. */
export function usePageTitle(text: string | undefined): void {
  const { counts } = useAlertCounts();
  const waiting = counts ? counts.critical + counts.warning : 0;
  useEffect(() => {
    document.title = `${waiting > 0 ? `(${waiting}) ` : ""}${text ? `${text} · Vigie` : "Vigie"}`;
  }, [text, waiting]);
}
