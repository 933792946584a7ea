/**
 * The input doctor of the page: a table's columns as rows that have a log loss, or a refusal that names column, rule, value and rows,
 * and says what to do (src/logloss/checks). It never guesses in silence: which column is what is proposed, shown, and can be changed.
 */

import type { FeatureData, PredictionsData } from "../contract/page";
import type { Message, Words } from "../contract/story";
import type { Label } from "../maths";
import { text } from "../messages";
import { doubts } from "./doubts";
import { listed, Refusal, refusal, rowsNamed, shown } from "./refusal";
import { columnName, isNumber, numberOf, type Table } from "./table";

/** What the columns of a table are. */
export interface Reading {
  /** Whether the numbers are a feature, to be fitted; or predictions that a model gave. */
  readonly kind: "feature" | "predictions";
  /** The column of the numbers, and that of the labels. */
  readonly numbers: number;
  readonly labels: number;
  /** The label of the positive class, where it does not speak for itself. */
  readonly positive?: string | undefined;
  /** Whether rows that lack a value are left out, and counted; else they are refused. */
  readonly drop?: boolean | undefined;
}

/** Rows that have passed, and what is to be said of them. */
export interface Passed {
  readonly data: FeatureData | PredictionsData;
  /** The negative and the positive class. */
  readonly labels: [string, string];
  readonly axis: string | null;
  readonly notes: readonly Message[];
}

/** How a missing value is spelled in text: the usual output of R, pandas, SQL and Python. */
const MISSING = new Set(["", "NA", "NaN", "nan", "null", "NULL", "None"]);

function lacks(value: string): boolean {
  const first = value.charCodeAt(0);
  return !(first >= 48 && first <= 57) && MISSING.has(value); // what begins with a digit need not be looked up
}

/** Pairs of labels of which it is clear which is the positive one. */
const NATURAL = [
  ["0", "1"],
  ["-1", "1"],
  ["false", "true"],
] as const;

const ROUNDING = 1e-6;

const LABELS = /^(y|y_true|label|labels|class|target|outcome|actual|truth|标签|標籤)$/i;
const GIVEN = /^(p|y_?proba?|y_?prob|prob|probability|proba|score|prediction|pred|y_pred|概率|機率)$/i;

/**
 * How a table is best read: by what the columns are called, whatever is in them, so that a wrong value is refused and not taken
 * for something else; else labels are the column of two values, predictions numbers from 0 to 1. Undefined where that is not clear.
 */
export function proposed(table: Table): Reading | undefined {
  const looks = table.columns.map(lookOf);
  const of = (wanted: (look: Look) => boolean) => looks.flatMap((look, i) => (wanted(look) ? [i] : []));
  const isNamed = (pattern: RegExp) => (i: number) => pattern.test(table.names?.[i] ?? "");
  const named = (pattern: RegExp) => of(() => true).filter(isNamed(pattern));
  const natural = of((look) => look.isNatural);
  const words = of((look) => look.isPair && !look.isNumeric);
  const pairs = [natural, words].find((found) => found.length > 0) ?? of((look) => look.isPair);
  const labels = single(named(LABELS).filter((i) => pairs.includes(i) || looks[i]?.isMany)) ?? single(pairs);
  if (labels === undefined) return undefined;
  const others = of((look) => look.isNumeric).filter((i) => i !== labels);
  const numbers = single(named(GIVEN)) ?? single(named(/^x$/i)) ?? single(others);
  if (numbers === undefined || numbers === labels) return undefined;
  const isGiven = isNamed(GIVEN)(numbers) || (looks[numbers]?.isShare === true && !isNamed(/^x$/i)(numbers));
  return { kind: isGiven ? "predictions" : "feature", numbers, labels };
}

/** What to say where it is not clear how a table is to be read. */
export function undecided(table: Table): Refusal {
  if (table.columns.length > 1) return refusal("page.read.undecided", "page.read.undecided.hint");
  return refusal("page.read.columns", "page.read.columns.hint");
}

/** The one entry of a list; undefined where there are more, or none. */
function single(found: readonly number[]): number | undefined {
  return found.length === 1 ? found[0] : undefined;
}

interface Look {
  isPair: boolean;
  isMany: boolean;
  isNatural: boolean;
  isNumeric: boolean;
  isShare: boolean;
}

/** What a column looks like: as labels of two classes, or of more; of which it may be clear which is positive; as numbers; as numbers from 0 to 1. */
function lookOf(column: readonly string[]): Look {
  const distinct = new Set<string>();
  let [isNumeric, isShare] = [true, true];
  for (const value of column) {
    if (lacks(value)) continue;
    if (distinct.size < 3) distinct.add(plainLabel(value));
    const found = isNumeric ? numberOf(value) : NaN;
    isNumeric &&= !Number.isNaN(found);
    isShare &&= found >= 0 && found <= 1;
  }
  const isNatural = NATURAL.some((pair) => [...distinct].every((label) => (pair as readonly string[]).includes(label)));
  return { isPair: distinct.size === 2, isMany: distinct.size > 2, isNatural: isNatural && distinct.size > 0, isNumeric, isShare: isNumeric && isShare };
}

/** The rows of a table, read so; or why they have no log loss. */
export function examined(table: Table, reading: Reading): Passed | Refusal {
  const rows = withoutMissing(table, reading);
  if (rows instanceof Refusal) return rows;
  const numbers = refuseSwapped(rows) ?? numbersOf(rows, reading.kind);
  if (numbers instanceof Refusal) return numbers;
  const classes = classesOf(rows, reading.positive);
  if (classes instanceof Refusal) return classes;
  const { y, labels } = classes;
  const dropped = table.rows - y.length;
  const notes = dropped > 0 ? [text("doubt.dropped", { rows: dropped })] : [];
  if (reading.kind === "predictions") {
    const data: PredictionsData = { kind: "predictions", p: numbers, y };
    return { data, labels, axis: null, notes: [...notes, ...doubts(data, labels)] };
  }
  if (new Set(y).size < 2) return refusal("page.read.one_class", "page.read.one_class.hint", { n: y.length });
  const data: FeatureData = { kind: "feature", x: numbers, y, C: 1, unseen: null };
  return { data, labels, axis: table.names?.[reading.numbers] || "x", notes };
}

/** The two columns, without rows that lack a value; and how refusals name them. */
interface Chosen {
  readonly numbers: Column;
  readonly labels: Column;
}

interface Column {
  readonly name: Words;
  readonly values: readonly string[];
  /** Where rows were left out, the places of those that are left. */
  readonly kept: readonly number[] | undefined;
}

/** What a refusal says of a column: its name, the first wrong value, and the first wrong rows. */
function factsOf({ name, values, kept }: Column, isWrong: (value: string, i: number) => boolean) {
  const wrong: number[] = [];
  values.forEach((value, i) => {
    if (isWrong(value, i)) wrong.push(i);
  });
  return { column: name, value: shown(values[wrong[0] as number] as string), rows: rowsNamed(wrong.map((i) => kept?.[i] ?? i)) };
}

/** The rows that have both values, all where none lacks any. */
function withoutMissing(table: Table, { numbers, labels, drop }: Reading): Chosen | Refusal {
  const whole = [labels, numbers].map((i): Column => ({ name: columnName(table, i), values: table.columns[i] as readonly string[], kept: undefined })) as [Column, Column];
  const gap = whole.find(({ values }) => values.some(lacks));
  if (gap === undefined) return { labels: whole[0], numbers: whole[1] };
  if (!drop) return refusal("page.read.missing", "page.read.missing.hint", factsOf(gap, lacks));
  const kept: number[] = [];
  for (let i = 0; i < table.rows; i++) if (!whole.some(({ values }) => lacks(values[i] as string))) kept.push(i);
  if (kept.length === 0) return refusal("page.read.empty", "page.read.empty.hint");
  const [own, others] = whole.map(({ name, values }): Column => ({ name, values: kept.map((i) => values[i] as string), kept })) as [Column, Column];
  return { labels: own, numbers: others };
}

/** Labels that look like probabilities beside predictions that look like labels were swapped. */
function refuseSwapped({ numbers, labels }: Chosen): Refusal | undefined {
  const isFraction = (value: string) => isNumber(value) && Number(value) > 0 && Number(value) < 1;
  const first = labels.values.findIndex(isFraction);
  if (first < 0) return undefined;
  const bits = numbers.values.every((value) => ["0", "1"].includes(plainLabel(value)));
  if (!bits && !numbers.values.every((value) => Number.isNaN(numberOf(value)))) return undefined;
  const row = rowsNamed([labels.kept?.[first] ?? first]);
  const facts = { labels: labels.name, numbers: numbers.name, value: labels.values[first] as string, row };
  return refusal(bits ? "page.read.swapped.bits" : "page.read.swapped.text", "page.read.swapped.hint", facts);
}

/** The column of numbers: finite ones of a feature, probabilities of predictions. */
function numbersOf({ numbers }: Chosen, kind: Reading["kind"]): number[] | Refusal {
  const values = numbers.values.map(numberOf);
  if (values.some(Number.isNaN)) {
    const facts = factsOf(numbers, (_, i) => Number.isNaN(values[i]));
    const isPercent = numbers.values.every((value, i) => !Number.isNaN(values[i]) || value.endsWith("%"));
    const hint = isPercent ? "page.read.range.percents" : kind === "feature" ? "page.read.number.feature" : "page.read.number.hint";
    return refusal("page.read.number", hint, facts);
  }
  const isOutside = kind === "feature" ? (value: number) => !Number.isFinite(value) : (value: number) => value < 0 || value > 1;
  if (!values.some(isOutside)) return values;
  const facts = factsOf(numbers, (_, i) => isOutside(values[i] as number));
  if (kind === "feature") return refusal("page.read.finite", "page.read.finite.hint", facts);
  return refusal("page.read.range", rangeHint(values), facts);
}

function rangeHint(values: readonly number[]): string {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low >= -ROUNDING && high <= 1 + ROUNDING) return "page.read.range.rounding";
  if (high <= 0) return "page.read.range.logarithms";
  if (low < 0) return "page.read.range.logits";
  return high > 1.5 && high <= 100 ? "page.read.range.percents" : "page.read.range.hint";
}

/** Each row's class, and what the two are called. */
function classesOf({ labels }: Chosen, positive: string | undefined): { y: Label[]; labels: [string, string] } | Refusal {
  const values = labels.values.map(plainLabel);
  const distinct = [...new Set(values)].sort(byValue);
  const order = pairOf(distinct, positive);
  if (order === undefined) return refusedPair(labels.name, distinct);
  return { y: values.map((value) => (value === order[1] ? 1 : 0)), labels: order };
}

/** The two classes, the positive one last; undefined where they are not two, or nobody says which is positive. */
function pairOf(distinct: readonly string[], positive: string | undefined): [string, string] | undefined {
  if (distinct.length > 2) return undefined;
  if (positive !== undefined) {
    const other = distinct.find((label) => label !== positive);
    return distinct.includes(positive) ? [other ?? `not ${positive}`, positive] : undefined;
  }
  const natural = NATURAL.find((pair) => distinct.every((label) => (pair as readonly string[]).includes(label)));
  return natural && [...natural];
}

function refusedPair(column: Words, distinct: readonly string[]): Refusal {
  const facts = { column, classes: distinct.length, labels: listed(distinct) };
  if (distinct.length > 2) return refusal("page.read.classes", "page.read.classes.hint", facts);
  return new Refusal(text("page.read.positive", facts), text("page.read.positive.hint"), distinct);
}

/** Labels that mean the same are the same: 1, 1.0 and "1"; True and true. */
function plainLabel(value: string): string {
  if (value === "0" || value === "1") return value;
  if (isNumber(value)) return String(Number(value));
  const lower = value.toLowerCase();
  return lower === "true" || lower === "false" ? lower : value;
}

function byValue(a: string, b: string): number {
  const [x, y] = [numberOf(a), numberOf(b)];
  return Number.isNaN(x) || Number.isNaN(y) ? (a < b ? -1 : 1) : x - y;
}
