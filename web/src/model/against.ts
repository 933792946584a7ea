/** A model against guessing the base rate, on the same rows (src/logloss/analysis/against.py). */

import { alike } from "./bars";
import type { Ahead, Material } from "./material";
import { tQuantile } from "./student";

/** What is less is but rounding error. */
const SMALLEST = 1e-12;

/** How much less a row costs under the model than under the base rate of the same rows, in nats. */
export interface AgainstBase {
  /** What the base rate makes a row of each class cost; ∞ of one without rows. */
  readonly guess: readonly [number, number];
  /** Loss of the base rate − loss of the model, and half of the 95% interval of that mean, row by row. */
  readonly difference: number;
  readonly reach: number;
  /** The same of either loss by itself. */
  readonly lossReach: number;
  readonly baseReach: number;
  readonly verdict: "equal" | "noise" | "paired" | "clear";
}

export function againstBase(m: Material): AgainstBase {
  const guess = guessOf(m.shares);
  const difference = settled(m.baseNats - m.nats);
  const off = guess.map((cost, k) => (m.shares[k]! > 0 ? cost - m.baseNats : 0)) as [number, number];
  const [reach, lossReach, baseReach] = reaches(m, off);
  const size = Math.abs(difference);
  const isNoise = size <= reach;
  const apart = size <= lossReach + baseReach ? "paired" : "clear";
  const verdict = Math.max(size, reach) <= SMALLEST ? "equal" : isNoise ? "noise" : apart;
  return { guess, difference, reach, lossReach, baseReach, verdict };
}

/** Half of the 95% intervals of the difference and of either loss; NaN of one row or an infinite loss. */
function reaches(m: Material, off: readonly [number, number]): [number, number, number] {
  if (m.rows < 2 || m.infinite > 0) return [NaN, NaN, NaN];
  const { rows, loss, spread } = m.known.totals;
  const t = tQuantile(m.rows - 1);
  /** Of the mean of values with these means of the classes, and so much of their spread within. */
  const reach = (centre: (k: 0 | 1) => number, within: number) => {
    const squares = ([0, 1] as const).map((k) => (rows[k] > 0 ? within * spread[k] + rows[k] * centre(k) ** 2 : 0));
    const square = (squares[0] as number) + (squares[1] as number);
    return settled(t * Math.sqrt(square / (m.rows * (m.rows - 1))));
  };
  const own = (k: 0 | 1) => loss[k] / rows[k] - m.nats;
  return [reach((k) => own(k) - off[k], 1), reach(own, 1), reach((k) => off[k], 0)];
}

/** How many rows cost less than the base rate makes their class cost; what differs by rounding alone is tied. */
export function aheadOf(y: ArrayLike<number>, loss: Float64Array, rows: readonly [number, number]): Ahead {
  const all = rows[0] + rows[1];
  const guess = guessOf([rows[0] / all, rows[1] / all]).map(alike);
  let ahead = 0;
  for (let i = 0; i < loss.length; i++) if (alike(loss[i] as number) < (guess[y[i] as number] as number)) ahead++;
  return { rows: ahead, isExact: true };
}

function guessOf(shares: readonly [number, number]): [number, number] {
  return [0 - Math.log(shares[0]), 0 - Math.log(shares[1])]; // 0 − 0 is 0, and not −0
}

function settled(value: number): number {
  return Math.abs(value) <= SMALLEST ? 0 : value;
}
