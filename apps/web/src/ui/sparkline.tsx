import { sparklinePaths } from "./sparkline-path.ts";

interface SparklineProps {
  values: readonly (number | null)[];
  className?: string;
}

const WIDTH = 120;
const HEIGHT = 24;

/** The shape of a figure over the period, without axes; its numbers stand beside it, so it is hidden from readers. */
export function Sparkline({ values, className = "" }: SparklineProps) {
  return (
    <svg
      aria-hidden="true"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      className={`block h-6 w-full ${className}`}
      fill="none"
      stroke="currentColor"
    >
      {sparklinePaths(values, { width: WIDTH, height: HEIGHT }).map((path) => (
        <path key={path} d={path} strokeWidth={1.25} strokeLinecap="square" vectorEffect="non-scaling-stroke" />
      ))}
    </svg>
  );
}
