/** The tokens of styles.css once more: a canvas cannot read CSS. */
export const COLORS = {
  panel: "#161b22",
  edge: "#30363d",
  inner: "#21262d",
  body: "#c9d1d9",
  muted: "#8b949e",
  accent: "#58a6ff",
  ok: "#3fb950",
  warning: "#d29922",
  critical: "#f85149",
  violet: "#bc8cff",
} as const;

/** How grave something is; the names are those of ui/state.ts. */
export const STATE_COLORS = { critical: COLORS.critical, warning: COLORS.warning, info: COLORS.accent } as const;

/** The tones of ui/parts-bar.tsx, in its order: the quietest first. */
export const PART_TONES = ["#484f58", "#a371f7", "#388bfd", "#79c0ff", "#d2d9e0"] as const;

export const MONO = 'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace';
