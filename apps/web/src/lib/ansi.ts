/** How a terminal would set a piece of text; colours as CSS has them, readable on the page's ground whatever was asked for. */
export interface AnsiStyle {
  color?: string;
  backgroundColor?: string;
  fontWeight?: "bold";
  fontStyle?: "italic";
  textDecoration?: "underline" | "line-through";
}

/** A piece of a text between its codes. `style` is null where nothing was asked for. */
export interface AnsiPiece {
  from: number;
  to: number;
  style: AnsiStyle | null;
}

type Rgb = readonly [red: number, green: number, blue: number];

interface Pen {
  color: Rgb | null;
  ground: Rgb | null;
  bold: boolean;
  dim: boolean;
  italic: boolean;
  underline: boolean;
  struck: boolean;
  inverse: boolean;
}

// "Select graphic rendition" alone: whatever else a code may ask of a terminal stays in the text, where it is shown as an escape.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const SGR = /(?:\u001b\[|\u009b)([\d;:]*)m/g;

const GROUND: Rgb = [13, 17, 23];
const TEXT: Rgb = [201, 209, 217];
/** How much of a ground that was asked for is left in the one that is drawn. */
const GROUND_SHARE = 0.3;
/** WCAG AA. */
const LEAST_CONTRAST = 4.5;

/** The sixteen colours of a terminal, as they read on the page. */
const NAMED: readonly Rgb[] = [
  [139, 148, 158],
  [255, 123, 114],
  [63, 185, 80],
  [210, 153, 34],
  [88, 166, 255],
  [188, 140, 255],
  [57, 197, 207],
  [177, 186, 196],
  [139, 148, 158],
  [255, 161, 152],
  [86, 211, 100],
  [227, 179, 65],
  [121, 192, 255],
  [210, 168, 255],
  [86, 212, 221],
  [240, 246, 252],
];

const PLAIN: Pen = {
  color: null,
  ground: null,
  bold: false,
  dim: false,
  italic: false,
  underline: false,
  struck: false,
  inverse: false,
};

/** Takes a text apart at its colour codes. Codes that ask for what nobody could read ask in vain: text is never hidden. */
export function ansiPieces(text: string): AnsiPiece[] {
  const pieces: AnsiPiece[] = [];
  let pen = PLAIN;
  let at = 0;
  const add = (to: number) => {
    if (to > at) pieces.push({ from: at, to, style: styleOf(pen) });
  };
  for (const match of text.matchAll(SGR)) {
    add(match.index);
    pen = penAfter(pen, match[1] ?? "");
    at = match.index + match[0].length;
  }
  add(text.length);
  return pieces;
}

function penAfter(before: Pen, parameters: string): Pen {
  const codes = parameters.split(/[;:]/).map(Number);
  let pen = before;
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at] ?? 0;
    if (code === 38 || code === 48) {
      const { color, taken } = extendedColor(codes, at + 1);
      at += taken;
      if (color) pen = { ...pen, [code === 38 ? "color" : "ground"]: color };
    } else pen = penAfterCode(pen, code);
  }
  return pen;
}

function penAfterCode(pen: Pen, code: number): Pen {
  if (code >= 30 && code <= 37) return { ...pen, color: NAMED[code - 30] ?? null };
  if (code >= 90 && code <= 97) return { ...pen, color: NAMED[code - 82] ?? null };
  if (code >= 40 && code <= 47) return { ...pen, ground: NAMED[code - 40] ?? null };
  if (code >= 100 && code <= 107) return { ...pen, ground: NAMED[code - 92] ?? null };
  switch (code) {
    case 0:
      return PLAIN;
    case 1:
      return { ...pen, bold: true };
    case 2:
      return { ...pen, dim: true };
    case 3:
      return { ...pen, italic: true };
    case 4:
      return { ...pen, underline: true };
    case 7:
      return { ...pen, inverse: true };
    case 9:
      return { ...pen, struck: true };
    case 22:
      return { ...pen, bold: false, dim: false };
    case 23:
      return { ...pen, italic: false };
    case 24:
      return { ...pen, underline: false };
    case 27:
      return { ...pen, inverse: false };
    case 29:
      return { ...pen, struck: false };
    case 39:
      return { ...pen, color: null };
    case 49:
      return { ...pen, ground: null };
    default:
      return pen;
  }
}

/** `5;n` of the 256 colours, or `2;r;g;b`. */
function extendedColor(codes: readonly number[], at: number): { color: Rgb | null; taken: number } {
  if (codes[at] === 5) return { color: paletteColor(codes[at + 1] ?? 0), taken: 2 };
  if (codes[at] !== 2) return { color: null, taken: 0 };
  const part = (offset: number) => Math.min(255, codes[at + offset] ?? 0);
  return { color: [part(1), part(2), part(3)], taken: 4 };
}

function paletteColor(index: number): Rgb | null {
  if (index < 16) return NAMED[index] ?? null;
  if (index > 255) return null;
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return [grey, grey, grey];
  }
  const level = (step: number) => (step === 0 ? 0 : 55 + step * 40);
  const cube = index - 16;
  return [level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6)];
}

function styleOf(pen: Pen): AnsiStyle | null {
  if (pen === PLAIN) return null;
  const [color, asked] = pen.inverse ? [pen.ground, pen.color ?? TEXT] : [pen.color, pen.ground];
  const ground = asked ? mixed(GROUND, asked, GROUND_SHARE) : GROUND;
  const style: AnsiStyle = {};
  if (color || asked) style.color = css(readable(color ?? TEXT, ground));
  if (asked) style.backgroundColor = css(ground);
  if (pen.bold) style.fontWeight = "bold";
  // Fainter text would fall below what can be read: it leans back by its shape.
  if (pen.italic || pen.dim) style.fontStyle = "italic";
  if (pen.underline || pen.struck) style.textDecoration = pen.underline ? "underline" : "line-through";
  return style;
}

/** The colour, lightened until it can be read. */
function readable(color: Rgb, ground: Rgb): Rgb {
  for (let share = 0; share < 1; share += 0.1) {
    const lighter = mixed(color, [255, 255, 255], share);
    if ((luminance(lighter) + 0.05) / (luminance(ground) + 0.05) >= LEAST_CONTRAST) return lighter;
  }
  return [255, 255, 255];
}

function mixed(one: Rgb, other: Rgb, share: number): Rgb {
  const part = (index: 0 | 1 | 2) => Math.round(one[index] + (other[index] - one[index]) * share);
  return [part(0), part(1), part(2)];
}

/** Relative luminance, WCAG 2.2. */
function luminance(color: Rgb): number {
  const [red, green, blue] = color.map((part) => {
    const value = part / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}

function css([red, green, blue]: Rgb): string {
  return `rgb(${red} ${green} ${blue})`;
}
