/** A share as a thin bar below its number, which is what a reader hears. */
export function ShareBar({ ratio, text }: { ratio: number; text: string }) {
  return (
    <span className="block">
      {text}
      <span aria-hidden="true" className="mt-px block h-0.5 bg-inner">
        <span className="block h-full bg-accent" style={{ width: `${Math.min(1, Math.max(0, ratio)) * 100}%` }} />
      </span>
    </span>
  );
}
