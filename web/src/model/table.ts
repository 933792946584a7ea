/** Reading what a reader pastes or drops: CSV, TSV and their kin, as columns of text. Nothing is left out or filled in in silence. */

import type { Message } from "../contract/story";
import { text } from "../messages";
import { Refusal, refusal, rowsNamed, shown } from "./refusal";

export interface Table {
  /** What the columns are called in the first line, trimmed; undefined where that line holds values already. */
  readonly names: readonly string[] | undefined;
  /** Each column's values, trimmed. */
  readonly columns: readonly (readonly string[])[];
  readonly rows: number;
}

const DELIMITERS = ["\t", ";", ",", "|"];

/** The table that a text holds; or why it holds none. */
export function tableOf(pasted: string): Table | Refusal {
  const content = pasted.replace(/^\uFEFF/, "");
  const first = firstLine(content);
  if (first === undefined) return refusal("page.read.empty", "page.read.empty.hint");
  const [delimiter, width] = DELIMITERS.map((d) => [d, fields(first, d).length] as const).reduce((a, b) => (b[1] > a[1] ? b : a));
  const grid = new Grid();
  const refused = content.includes('"') ? quoted(content, delimiter, grid) : split(content, width > 1 ? delimiter : undefined, grid);
  return refused ?? tableOfGrid(grid);
}

/** Values as they are read, line by line, kept column by column: a hundred thousand small arrays take longer than all the rest. */
class Grid {
  readonly columns: string[][] = [];
  lines = 0;
  /** The first line that has not as many values as the first one, and how many it has. */
  uneven: { line: number; values: number } | undefined;
  #values = 0;

  add(value: string): void {
    const column = this.columns[this.#values++];
    if (column !== undefined) column.push(value.trim());
    else if (this.lines === 0) this.columns.push([value.trim()]);
  }

  /** The line ends. A line of nothing but air is none. */
  end(): void {
    const only = this.#values === 1 ? this.columns[0] : undefined;
    if (only?.at(-1) === "") {
      only.pop();
      if (this.lines === 0) this.columns.pop();
    } else if (this.#values > 0) {
      if (this.#values !== this.columns.length) this.uneven ??= { line: this.lines, values: this.#values };
      this.lines++;
    }
    this.#values = 0;
  }
}

/** What a column is called: its name, or its number. */
export function columnName(table: Table, column: number): string | Message {
  return table.names?.[column] || text("page.read.column", { n: column + 1 });
}

/** Whether a text is a number, as the page reads them: with a point. */
export function isNumber(value: string): boolean {
  return NUMBER.test(value);
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const ENDLESS = /^[+-]?inf(?:inity)?$/i;

/** A text's number; NaN where it is none. */
export function numberOf(value: string): number {
  const [first, second] = [value.charCodeAt(0), value.charCodeAt(1)];
  // Most values begin with a digit, and then only 0x, 0b and 0o are numbers to JavaScript that are none here.
  if (first >= 48 && first <= 57 && !(second >= 65 && second !== 69 && second !== 101)) return Number(value);
  if (NUMBER.test(value)) return Number(value);
  return ENDLESS.test(value) ? (value.startsWith("-") ? -Infinity : Infinity) : NaN;
}

function firstLine(content: string): string | undefined {
  return /^[ \t]*\S.*$/m.exec(content)?.[0];
}

/** Fields of one line by a delimiter outside of quotes. */
function fields(line: string, delimiter: string): string[] {
  return line.replace(/"(?:[^"]|"")*"?/g, "q").split(delimiter);
}

/** Lines without any quote. Without a delimiter, blanks are one, as where a terminal's table was copied. */
function split(content: string, delimiter: string | undefined, grid: Grid): undefined {
  for (let start = 0; start < content.length; ) {
    let stop = content.indexOf("\n", start);
    if (stop < 0) stop = content.length;
    const line = content.slice(start, stop);
    for (const part of line.includes("\r") ? line.split("\r") : [line]) splitLine(part, delimiter, grid);
    start = stop + 1;
  }
}

function splitLine(line: string, delimiter: string | undefined, grid: Grid): void {
  if (delimiter === undefined) {
    for (const value of line.trim().split(/\s+/)) grid.add(value);
  } else {
    let start = 0;
    for (let stop = line.indexOf(delimiter); stop >= 0; stop = line.indexOf(delimiter, start)) {
      grid.add(line.slice(start, stop));
      start = stop + 1;
    }
    grid.add(line.slice(start));
  }
  grid.end();
}

/** Lines in which values may be quoted, and hold delimiters, quotes written twice, and ends of lines. */
function quoted(content: string, delimiter: string, grid: Grid): Refusal | undefined {
  const stop = `(${delimiter === "|" ? "\\|" : delimiter}|\\r\\n|\\n|\\r|$)`;
  // A value in quotes or one without, and what ends it.
  const value = new RegExp(`[ ]*"((?:[^"]|"")*)"[ ]*${stop}|([^${delimiter}\\r\\n]*)${stop}`, "y");
  let stopped: string | undefined;
  while (value.lastIndex < content.length) {
    const [, inside, after, plain = "", atEnd] = value.exec(content) ?? [];
    stopped = after ?? atEnd;
    // What begins with a quote and is not one that was closed lasts for ever.
    if (stopped === undefined || plain.trimStart().startsWith('"')) {
      return refusal("page.read.quote", "page.read.quote.hint", { row: grid.lines + 1 });
    }
    grid.add(inside === undefined ? plain : inside.replaceAll('""', '"'));
    if (stopped !== delimiter) grid.end();
  }
  if (stopped === delimiter) grid.add("");
  grid.end();
  return undefined;
}

function tableOfGrid({ columns, lines, uneven }: Grid): Table | Refusal {
  const first = columns.map((column) => column[0] as string);
  const hasNames = !first.some((value) => Number.isFinite(numberOf(value)));
  if (uneven !== undefined) {
    const facts = { row: rowsNamed([uneven.line - (hasNames ? 1 : 0)]), wanted: columns.length, got: uneven.values };
    return refusal("page.read.uneven", "page.read.uneven.hint", facts);
  }
  const rows = hasNames ? lines - 1 : lines;
  if (rows === 0) return refusal("page.read.empty", "page.read.empty.hint");
  if (hasNames) for (const column of columns) column.shift();
  return decimalPoints({ names: hasNames ? first : undefined, columns, rows });
}

/** Numbers with a decimal comma get a point; where the comma may as well set thousands apart, that is refused. */
function decimalPoints(table: Table): Table | Refusal {
  const columns: (readonly string[])[] = [];
  for (const [i, column] of table.columns.entries()) {
    const withComma = column.some((value) => value.includes(",")) ? column.filter((value) => value.includes(",")) : [];
    const isDecimal = withComma.length > 0 && withComma.every((value) => /^[+-]?\d*,\d+(?:[eE][+-]?\d+)?$/.test(value));
    if (isDecimal && withComma.every((value) => /^[+-]?[1-9]\d{0,2},\d{3}$/.test(value))) {
      return refusal("page.read.comma", "page.read.comma.hint", { column: columnName(table, i), value: shown(withComma[0] as string) });
    }
    columns.push(isDecimal ? column.map((value) => value.replace(",", ".")) : column);
  }
  return { ...table, columns };
}
