/** What the base rate leaves open, less what the scores tell, plus what they get wrong (src/logloss/analysis/decomposition.py). */

import type { Cells } from "./cells";
import { order } from "./order";
import { blocksLoss, pooled, type Blocks } from "./pooling";

/** Loss = uncertainty − discrimination + miscalibration, in nats. */
export interface Decomposition {
  readonly uncertainty: number;
  readonly discrimination: number;
  /** Infinite where the loss is, and it alone. */
  readonly miscalibration: number;
  /** Mean KL divergence of the predictions from the recalibrated ones, from 0 to miscalibration. */
  readonly divergence: number;
  /** The loss of the recalibrated predictions. */
  readonly recalibrated: number;
  /** Whether ties were pooled exactly; else rows of one bin were taken as tied. */
  readonly isExact: boolean;
}

/** Take the loss of some cells apart. */
export function decomposition(cells: Cells, loss: number): Decomposition {
  const groups = groupsOf(cells);
  const blocks = pooled(...groups.sums);
  const whole = groups.sums.map((column) => column.reduce((a, b) => a + b, 0)) as [number, number];
  const base = blocksLoss({ first: [0], negatives: [whole[0]], positives: [whole[1]] });
  // By rounding alone it could be above either; in bins it can truly be above the loss.
  const left = Math.min(blocksLoss(blocks), loss, base);
  const divergence = divergenceOf(cells, groups.place, blocks, whole[0] + whole[1]);
  return {
    uncertainty: base,
    discrimination: base - left,
    miscalibration: loss - left,
    divergence: Math.min(divergence, loss - left),
    recalibrated: left,
    isExact: cells.isExact,
  };
}

/** Cells of one key, of either class, are one group: each cell's group, and the groups' rows by class, in the order of keys. */
function groupsOf({ cls, key, rows }: Cells): { place: Uint32Array; sums: [number[], number[]] } {
  const place = new Uint32Array(key.length);
  const sums: [number[], number[]] = [[], []];
  let last = NaN;
  for (const i of order(key)) {
    if (key[i] !== last) {
      last = key[i] as number;
      sums[0].push(0);
      sums[1].push(0);
    }
    place[i] = sums[0].length - 1;
    sums[cls[i] as 0 | 1][sums[0].length - 1]! += rows[i] as number;
  }
  return { place, sums };
}

/** Mean KL(r ‖ p), r the share of positives of each block: the cross-entropy of r and p less the entropy of r. */
function divergenceOf(cells: Cells, place: Uint32Array, blocks: Blocks, rows: number): number {
  const rates = ratesOf(blocks, place);
  let cross = 0;
  for (let i = 0; i < place.length; i++) {
    const rate = rates[i] as number;
    const own = cells.loss[i] as number;
    const odds = cells.logOdds[i] as number;
    const isPositive = cells.cls[i] === 1;
    // Of certainties one side costs nothing.
    const other = own === Infinity ? 0 : isPositive ? own + odds : own - odds;
    const [ofPositive, ofNegative] = isPositive ? [own, other] : [other, own];
    cross += (rate > 0 ? ofPositive * rate : 0) + (rate < 1 ? ofNegative * (1 - rate) : 0);
  }
  return Math.max(cross / rows - blocksLoss(blocks), 0);
}

/** The share of positives of the block that each cell is in. */
function ratesOf({ first, negatives, positives }: Blocks, place: Uint32Array): Float64Array {
  const groups = place.reduce((most, group) => Math.max(most, group), 0) + 1;
  const byGroup = new Float64Array(groups);
  first.forEach((start, block) => {
    const rate = (positives[block] as number) / ((negatives[block] as number) + (positives[block] as number));
    byGroup.fill(rate, start, first[block + 1] ?? groups);
  });
  return Float64Array.from(place, (group) => byGroup[group] as number);
}
