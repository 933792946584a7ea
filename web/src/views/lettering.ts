/** Words measured and broken into lines: between words, and between any two Chinese characters. */

/** How wide a line of words is, in pixels, in a size and a weight. */
export type Measure = (words: string, size: number, bold: boolean) => number;

/** From the foot of one line to that of the next, in sizes of the type. */
export const LEADING = 1.25;

const CJK = /[\u2E80-\u9FFF\uF900-\uFAFF\uFF00-\uFFEF]/u;
const CLOSING = /^[、。，．：；！？）」』”’》〉】…％·]/u;
const OPENING = /[（「『“‘《〈【]$/u;

/** The pieces between which a line may be broken; a space belongs to the piece before it. */
export function pieces(words: string): string[] {
  const found: string[] = [];
  for (const chunk of words.match(/\S+\s*/gu) ?? []) {
    let piece = "";
    for (const character of chunk) {
      const apart = piece !== "" && (CJK.test(character) || CJK.test(piece.at(-1) ?? ""));
      if (apart && !CLOSING.test(character) && !OPENING.test(piece) && character.trim() !== "") {
        found.push(piece);
        piece = "";
      }
      piece += character;
    }
    found.push(piece);
  }
  return found;
}

/** Words in lines no wider than so many pixels, but for pieces that are wider themselves. */
export function wrapped(words: string, width: number, wide: (line: string) => number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const piece of pieces(words)) {
    if (line !== "" && wide((line + piece).trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = "";
    }
    line += piece;
  }
  if (line !== "" || lines.length === 0) lines.push(line.trimEnd());
  return lines;
}

/** Words in as few lines as the width asks for, all about equally long. */
export function balanced(words: string, width: number, wide: (line: string) => number): string[] {
  const count = wrapped(words, width, wide).length;
  if (count === 1) return [words];
  let [low, high] = [width / count / 2, width];
  for (let i = 0; i < 8; i++) {
    const middle = (low + high) / 2;
    if (wrapped(words, middle, wide).length <= count) high = middle;
    else low = middle;
  }
  return wrapped(words, high, wide);
}
