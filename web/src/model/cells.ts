/**
 * Cells: rows of one class in one place, gathered, by the rules of Python's Summary (src/logloss/summary/cells.py): one for each class
 * and distinct score as long as there are few, else one for each class and bin of log-odds.
 */

import { sigmoid } from "../maths";
import { binOf, COUNT, INFINITE, logOdds } from "./bins";
import { order } from "./order";

/** How many (class, score) pairs are kept apart before they are gathered into bins. */
export const MOST_EXACT = 1 << 15;

/** A table ordered by (class, key); every array has one entry a cell. */
export interface Cells {
  /** Whether a key is a score that occurred, or the number of a bin. */
  readonly isExact: boolean;
  readonly cls: Float64Array;
  readonly key: Float64Array;
  readonly rows: Float64Array;
  /** Sums of the surprisals (nats), of the probabilities and of the log-odds. */
  readonly loss: Float64Array;
  readonly score: Float64Array;
  readonly logOdds: Float64Array;
}

/** Rows of two classes: class, score, and surprisal in nats. */
export interface Scores {
  readonly y: ArrayLike<number>;
  readonly score: ArrayLike<number>;
  /** Whether a score is a logit, or a probability. */
  readonly isLogit: boolean;
  readonly loss: ArrayLike<number>;
}

export function cellsOf(rows: Scores, most = MOST_EXACT, by = order(rows.score)): Cells {
  return exactCells(rows, by, most) ?? binnedCells(rows);
}

/** One cell for each class and score; undefined where they are more than so many. */
function exactCells({ y, score, isLogit, loss }: Scores, by: Uint32Array, most: number): Cells | undefined {
  const found = [new Columns(), new Columns()] as const;
  for (let i = 0; i < by.length; ) {
    const key = score[by[i] as number] as number;
    let [negatives, positives, lost, gained] = [0, 0, 0, 0];
    for (; i < by.length && score[by[i] as number] === key; i++) {
      const row = by[i] as number;
      if (y[row] === 1) {
        positives++;
        gained += loss[row] as number;
      } else {
        negatives++;
        lost += loss[row] as number;
      }
    }
    if (negatives > 0) found[0].push(key + 0, negatives, lost); // −0 + 0 = 0
    if (positives > 0) found[1].push(key + 0, positives, gained);
    if (found[0].length + found[1].length > most) return undefined;
  }
  for (const { key, rows, score: scores, logOdds: places } of found) {
    key.forEach((own, i) => {
      const count = rows[i] as number;
      scores.push(count * (isLogit ? sigmoid(own) : own));
      places.push(count * (isLogit ? own : logOdds(own)));
    });
  }
  return joined(true, found);
}

function binnedCells({ y, score, isLogit, loss }: Scores): Cells {
  const [rows, losses, scores, places] = [1, 2, 3, 4].map(() => new Float64Array(2 * COUNT)) as Quartet;
  for (let i = 0; i < y.length; i++) {
    const own = score[i] as number;
    const [p, z] = isLogit ? [sigmoid(own), own] : [own, logOdds(own)];
    const place = (y[i] as number) * COUNT + binOf(z) + INFINITE;
    rows[place]! += 1;
    losses[place]! += loss[i] as number;
    scores[place]! += p;
    places[place]! += z;
  }
  const found = [new Columns(), new Columns()] as const;
  rows.forEach((count, place) => {
    if (count === 0) return;
    const k = place < COUNT ? 0 : 1;
    found[k].push(place - k * COUNT - INFINITE, count, losses[place] as number);
    found[k].score.push(scores[place] as number);
    found[k].logOdds.push(places[place] as number);
  });
  return joined(false, found);
}

type Quartet = [Float64Array, Float64Array, Float64Array, Float64Array];

/** The cells of one class in the making. */
class Columns {
  readonly key: number[] = [];
  readonly rows: number[] = [];
  readonly loss: number[] = [];
  readonly score: number[] = [];
  readonly logOdds: number[] = [];

  get length(): number {
    return this.key.length;
  }

  push(key: number, rows: number, loss: number): void {
    this.key.push(key);
    this.rows.push(rows);
    this.loss.push(loss);
  }
}

function joined(isExact: boolean, [negatives, positives]: readonly [Columns, Columns]): Cells {
  const column = (name: "key" | "rows" | "loss" | "score" | "logOdds") => Float64Array.from([...negatives[name], ...positives[name]]);
  const cls = new Float64Array(negatives.length + positives.length).fill(1, negatives.length);
  const [key, rows, loss, score, places] = [column("key"), column("rows"), column("loss"), column("score"), column("logOdds")];
  return { isExact, cls, key, rows, loss, score, logOdds: places };
}
