/** Names that users gave: of columns and classes, on one line, and no longer than a picture can bear. */

export const LONGEST = 40;

/** A name on one line, cut to so many characters. */
export function short(name: string, most = LONGEST): string {
  const line = name.replace(/[\p{C}\p{Z}]/gu, " ").split(" ").filter(Boolean).join(" ");
  const characters = [...line];
  return characters.length <= most ? line : `${characters.slice(0, most - 1).join("").trimEnd()}…`;
}
