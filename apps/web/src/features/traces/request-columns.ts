/** Columns of the list, with their widths in rem; the request takes what is left. */
export const COLUMNS = [
  { title: "Time", width: 7.5 },
  { title: "Duration", width: 5.5, right: true },
  { title: "Status", width: 7.5 },
  { title: "Request" },
  { title: "Where it went", width: 8.5 },
  { title: "Kept", width: 5 },
  { title: "Error", width: 9 },
  { title: "From", width: 14 },
  { title: "Trace", width: 6.5 },
] as const;

/** Pixels: rows out of sight are counted with these. */
export const ROW_HEIGHT = { wide: 28, narrow: 62 };
export const HEAD_HEIGHT = 28;
