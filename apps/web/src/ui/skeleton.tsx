/** Holds the place of what is still coming, at its size, so that nothing jumps when it arrives. */
export function Skeleton({ className }: { className: string }) {
  return <div aria-hidden="true" className={`bg-inner/60 ${className}`} />;
}
