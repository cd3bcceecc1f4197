import { useEffect } from "react";

/** Names the browser's tab, so that a state is seen among many tabs. */
export function usePageTitle(text: string | undefined): void {
  useEffect(() => {
    document.title = text ? `${text} · Vigie` : "Vigie";
  }, [text]);
}
