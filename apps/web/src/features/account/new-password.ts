/** As the server takes it; longer ones only make it compute. */
export const SHORTEST = 10;
export const LONGEST = 256;

/** Typed twice, because nobody sees it. */
export interface NewPassword {
  first: string;
  second: string;
}

export function newPasswordProblems({ first, second }: NewPassword): Partial<Record<keyof NewPassword, string>> {
  if (first.length < SHORTEST) return { first: `It needs at least ${SHORTEST} characters.` };
  if (first.length > LONGEST) return { first: `It may have ${LONGEST} characters at most.` };
  return first === second ? {} : { second: "This is not the same." };
}
