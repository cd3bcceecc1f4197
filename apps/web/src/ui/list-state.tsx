import type { Failure } from "../lib/failure.ts";
import { Note } from "./note.tsx";
import { Skeleton } from "./skeleton.tsx";

/** In the place of a list that is not there: why, or that it is coming. */
export function ListState({ failure }: { failure: Failure | null }) {
  if (failure) return <Note className="p-4" reason={failure.message} remedy={failure.remedy} />;
  return (
    <div className="p-3">
      <Skeleton className="h-40" />
    </div>
  );
}
