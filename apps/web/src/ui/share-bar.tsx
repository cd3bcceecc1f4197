/** A share as a thin bar at the foot of its table cell, below its number, which is what a reader hears. */
export function ShareBar({ ratio, text }: { ratio: number; text: string }) {
  return (
    <span className="relative block">
      {text}
      <span aria-hidden="true" className="absolute inset-x-0 -bottom-0.5 h-0.5 bg-inner">
        <span className="block h-full bg-accent" style={{ width: `${Math.min(1, Math.max(0, ratio)) * 100}%` }} />
      </span>
    </span>
  );
}
