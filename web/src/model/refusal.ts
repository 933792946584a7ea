/** A refusal: what is wrong with a reader's data, and what to do about it. */

import type { Message } from "../contract/story";
import { text, type Value } from "../messages";

/** How many offending rows a refusal names, and how many values it lists. */
const SHOWN = 3;
const MOST = 6;
const LONGEST = 60;

export class Refusal {
  constructor(
    /** The fact: which column, which rule, which value, which rows. */
    readonly fact: Message,
    /** What to do. */
    readonly hint: Message,
    /** Where it is for the reader to say which class is the positive one: the labels to choose from. */
    readonly choose: readonly string[] = [],
  ) {}
}

/** A refusal by the keys of its fact and its hint. */
export function refusal(fact: string, hint: string, values: Readonly<Record<string, Value>> = {}): Refusal {
  return new Refusal(text(fact, values), text(hint, values));
}

/** Rows counted from 1, the first few by number. */
export function rowsNamed(rows: readonly number[]): Message {
  const which = rows.slice(0, SHOWN).map((row) => row + 1).join(", ");
  const more = rows.length - SHOWN;
  return more > 0 ? text("page.read.rows.more", { which, more }) : text("page.read.rows", { which, n: rows.length });
}

/** A value as a refusal shows it, on one line and not too long. */
export function shown(value: string): string {
  const quoted = `‘${value.replace(/[\p{C}\p{Z}]+/gu, " ")}’`;
  const characters = [...quoted];
  return characters.length <= LONGEST ? quoted : `${characters.slice(0, LONGEST - 1).join("")}…`;
}

/** Values as a refusal lists them, the first few. */
export function listed(values: readonly string[]): Message {
  const which = values.slice(0, MOST).map(shown).join(", ");
  return values.length > MOST ? text("page.read.list.more", { which, more: values.length - MOST }) : text("page.read.list", { which });
}
