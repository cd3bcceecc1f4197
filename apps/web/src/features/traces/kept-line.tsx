import { Link } from "@tanstack/react-router";

/** What of all requests is here, so that nobody counts them. */
export function KeptLine() {
  return (
    <p className="text-xs text-muted">
      Requests that were kept whole: every error, the slowest of each endpoint, and a fair sample, within a budget. They
      are examples, not counts; the counts of all requests are on the{" "}
      <Link
        to="/endpoints"
        search={({ query: _query, first: _first, ...view }) => view}
        className="text-accent underline"
      >
        endpoints page
      </Link>
      .
    </p>
  );
}
