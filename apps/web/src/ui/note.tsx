/** Why something is not there, and what to do about it. */
export function Note({ reason, remedy, className = "" }: { reason: string; remedy?: string; className?: string }) {
  return (
    <p className={`text-muted ${className}`}>
      <span className="text-body">{reason}</span> {remedy}
    </p>
  );
}
