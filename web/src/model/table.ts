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
  const delimiter = DELIMITERS.map((d) => [d, fields(first, d).length] as const).reduce((a, b) => (b[1] > a[1] ? b : a));
  const lines = content.includes('"') ? quoted(content, delimiter[0]) : split(content, delimiter[1] > 1 ? delimiter[0] : undefined);
  return lines instanceof Refusal ? lines : columnsOf(lines);
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
function split(content: string, delimiter: string | undefined): string[][] {
  const lines: string[][] = [];
  for (const line of content.split(/\r\n|\n|\r/)) {
    if (line.trim() === "") continue;
    lines.push(delimiter === undefined ? line.trim().split(/\s+/) : line.split(delimiter));
  }
  return lines;
}

/** Lines in which values may be quoted, and hold delimiters, quotes written twice, and ends of lines. */
function quoted(content: string, delimiter: string): string[][] | Refusal {
  const lines: string[][] = [];
  let line: string[] = [];
  const end = () => {
    if (line.length > 1 || line[0]?.trim()) lines.push(line);
    line = [];
  };
  const stop = `(${delimiter === "|" ? "\\|" : delimiter}|\\r\\n|\\n|\\r|$)`;
  const value = new RegExp(`[ ]*"((?:[^"]|"")*)"[ ]*${stop}|([^${delimiter}\\r\\n]*)${stop}`, "y");
  let stopped: string | undefined;
  while (value.lastIndex < content.length) {
    const [, inside, after, plain = "", atEnd] = value.exec(content) ?? [];
    stopped = after ?? atEnd;
    // What begins with a quote and is not one that was closed lasts for ever.
    if (stopped === undefined || plain.trimStart().startsWith('"')) {
      return refusal("page.read.quote", "page.read.quote.hint", { row: lines.length + 1 });
    }
    line.push(inside === undefined ? plain : inside.replaceAll('""', '"'));
    if (stopped !== delimiter) end();
  }
  if (stopped === delimiter) line.push("");
  if (line.length > 0) end();
  return lines;
}

function columnsOf(lines: readonly string[][]): Table | Refusal {
  const width = lines[0]?.length ?? 0;
  const uneven = lines.findIndex((line) => line.length !== width);
  const hasNames = !(lines[0] ?? []).some((value) => Number.isFinite(numberOf(value.trim())));
  if (uneven >= 0) {
    const facts = { row: rowsNamed([uneven - (hasNames ? 1 : 0)]), wanted: width, got: lines[uneven]?.length ?? 0 };
    return refusal("page.read.uneven", "page.read.uneven.hint", facts);
  }
  const rows = hasNames ? lines.slice(1) : lines;
  if (rows.length === 0) return refusal("page.read.empty", "page.read.empty.hint");
  const columns = Array.from({ length: width }, (_, column) => rows.map((line) => (line[column] as string).trim()));
  const names = hasNames ? lines[0]?.map((name) => name.trim()) : undefined;
  return decimalPoints({ names, columns, rows: rows.length });
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
