/** Bars: one for each row, or for each few neighbours of one class where there are many (src/logloss/scenes/bars.py). */

import { order } from "./order";

/** A story's bars: more than this could not be told apart where they stand on the axis. */
export const MOST_BARS = 200;

/** Up to so many bars, each has its value written on it, and its place below it. */
export const FEW = 14;

/** Up to so many bars, there is a little air between them. */
export const AIRY = 100;

/** The role of a class's marks. */
export function role(k: number): "negative" | "positive" {
  return k === 1 ? "positive" : "negative";
}

/** A value to seven digits: what differs by rounding alone is tied, in Python and here. */
export const alike = Math.fround;

/** The arrays behind bars, one entry a bar. */
export interface BarColumns {
  readonly ids: readonly string[];
  /** Class, rows gathered, and share of all rows: the bar's width. */
  readonly cls: ArrayLike<number>;
  readonly rows: ArrayLike<number>;
  readonly share: Float64Array;
  /** Mean surprisal in nats: the bar's height; and what it would be unseen, NaN where that is not known. */
  readonly loss: Float64Array;
  readonly unseen: Float64Array;
  /** Where it stands on the story's axis: a feature, or the log-odds of the prediction. */
  readonly place: Float64Array;
}

/** The bars of a drawing, in order. */
export class Bars {
  readonly length: number;
  /** Whether every bar is one row. */
  readonly isSingle: boolean;
  /** Whether there is room to write on each. */
  readonly areFew: boolean;
  #slots: readonly (readonly [number, number])[] | undefined;
  #given: Float64Array | undefined;

  constructor(readonly columns: BarColumns) {
    this.length = columns.ids.length;
    this.areFew = this.length <= FEW;
    this.isSingle = areOnes(columns.rows);
  }

  /** Probability given to the true class: the geometric mean over the bar's rows, e^−loss. */
  get given(): Float64Array {
    return (this.#given ??= this.columns.loss.map((loss) => Math.exp(-loss)));
  }

  /** From where to where bars stand side by side, as wide as their shares. */
  get slots(): readonly (readonly [number, number])[] {
    return (this.#slots ??= this.#sideBySide());
  }

  /** The middle of each bar where bars stand side by side. */
  get middles(): number[] {
    return this.slots.map(([x0, x1]) => (x0 + x1) / 2);
  }

  /** The same bars in another order. */
  ordered(by: ArrayLike<number>): Bars {
    const { ids, cls, rows, share, loss, unseen, place } = this.columns;
    const pick = (values: ArrayLike<number>) => Float64Array.from(by, (i) => values[i] as number);
    return new Bars({
      ids: Array.from(by, (i) => ids[i] as string),
      cls: pick(cls),
      rows: pick(rows),
      share: pick(share),
      loss: pick(loss),
      unseen: pick(unseen),
      place: pick(place),
    });
  }

  #sideBySide(): [number, number][] {
    let sum = 0;
    return Array.from(this.columns.share, (share) => {
      sum += share;
      const end = Math.min(sum, 1);
      const air = this.length <= AIRY ? 0.07 * share : 0;
      return [Math.max(end - share, 0) + air, end - air];
    });
  }
}

function areOnes(rows: ArrayLike<number>): boolean {
  for (let i = 0; i < rows.length; i++) if (rows[i] !== 1) return false;
  return true;
}

/** Rows on an axis, as bars are made of them. */
export interface Standing {
  readonly y: ArrayLike<number>;
  readonly place: ArrayLike<number>;
  readonly loss: ArrayLike<number>;
  readonly unseen?: ArrayLike<number> | undefined;
  /** A number for each row by which its bar is called; by default 1, 2, 3 and so on. */
  readonly keys?: readonly number[] | undefined;
}

/** Bars of rows, ordered along the axis. The order may be given by who knows it already. */
export function barsOfRows(rows: Standing, by = order(rows.place), most = MOST_BARS): Bars {
  return rows.y.length > most ? gathered(rows, by, most) : single(rows, by);
}

function single({ y, place, loss, unseen, keys }: Standing, by: Uint32Array): Bars {
  const n = y.length;
  const pick = (values: ArrayLike<number>) => Float64Array.from(by, (i) => values[i] as number);
  return new Bars({
    ids: Array.from(by, (i) => `bar/${keys === undefined ? i + 1 : keys[i]}`),
    cls: pick(y),
    rows: new Float64Array(n).fill(1),
    share: new Float64Array(n).fill(1 / n),
    loss: pick(loss),
    unseen: unseen === undefined ? new Float64Array(n).fill(NaN) : pick(unseen),
    place: pick(place),
  });
}

/** Neighbours of one class together, in bars of about equal share; infinite ones among themselves. */
function gathered({ y, place, loss }: Standing, by: Uint32Array, most: number): Bars {
  const n = y.length;
  const share = 1 / n;
  const kindOf = (i: number) => 2 * (y[i] as number) + (loss[i] === Infinity ? 1 : 0);
  const counts = [0, 0, 0, 0];
  for (let i = 0; i < n; i++) counts[kindOf(i)]!++;
  const step = total(n, share) / Math.max(most - counts.filter((count) => count > 0).length, 1);
  const open: (Group | undefined)[] = [undefined, undefined, undefined, undefined];
  const sums = [0, 0, 0, 0];
  const groups: Group[] = [];
  for (let k = 0; k < n; k++) {
    const i = by[k] as number;
    const kind = kindOf(i);
    const sum = (sums[kind] = (sums[kind] as number) + share);
    const slot = Math.floor((sum - share / 2) / step);
    let group = open[kind];
    if (group?.slot !== slot) {
      open[kind] = group = { cls: y[i] as number, slot, rows: 0, share: 0, loss: 0, place: 0 };
      groups.push(group);
    }
    group.rows++;
    group.share += share;
    group.loss += share * (loss[i] as number);
    group.place += share * (place[i] as number);
  }
  return ofGroups(groups);
}

/** A bar in the making: sums over its rows, weighted by their shares. */
interface Group {
  readonly cls: number;
  readonly slot: number;
  rows: number;
  share: number;
  loss: number;
  place: number;
}

function ofGroups(groups: readonly Group[]): Bars {
  const column = (value: (group: Group) => number) => Float64Array.from(groups, value);
  return new Bars({
    ids: numbered(groups.map((group) => group.cls)),
    cls: column((group) => group.cls),
    rows: column((group) => group.rows),
    share: column((group) => group.share),
    loss: column((group) => group.loss / group.share),
    unseen: new Float64Array(groups.length).fill(NaN),
    place: column((group) => group.place / group.share),
  });
}

/** Names for bars that are no points: the class, and a number within it. */
export function numbered(cls: readonly number[]): string[] {
  const count = [0, 0];
  return cls.map((k) => `bar/${k}/${++count[k]!}`);
}

/** n equal shares added up in NumPy's order, so that a row at the edge of two bars is in the same one: eight sums at a time, in halves. */
function total(n: number, share: number): number {
  if (n > 128) {
    const half = Math.floor(n / 2) - (Math.floor(n / 2) % 8);
    return total(half, share) + total(n - half, share);
  }
  let eighth = 0;
  for (let i = 8; i <= n; i += 8) eighth += share;
  let sum = 8 * eighth; // exactly the sum of eight equal ones, two by two
  for (let i = n - (n % 8); i < n; i++) sum += share;
  return sum;
}
