import { useIsFetching } from "@tanstack/react-query";
import { REFRESHES, type Refresh, refreshByHand } from "../lib/refresh.ts";

interface RefreshControlProps {
  refresh: Refresh;
  onRefresh: (refresh: Refresh) => void;
}

export function RefreshControl({ refresh, onRefresh }: RefreshControlProps) {
  const busy = useIsFetching() > 0;
  return (
    <div className="flex">
      <button type="button" aria-label="Refresh now" title="Refresh now" onClick={refreshByHand} className="control">
        <span aria-hidden="true" className={busy ? "text-accent" : ""}>
          ⟳
        </span>
      </button>
      <select
        aria-label="Refresh automatically"
        className="control -ml-px"
        value={refresh}
        onChange={(event) => {
          const chosen = REFRESHES.find((each) => each === event.target.value);
          if (chosen) onRefresh(chosen);
        }}
      >
        {REFRESHES.map((each) => (
          <option key={each} value={each}>
            {each.replace("s", " s")}
          </option>
        ))}
      </select>
    </div>
  );
}
