/** Isotonic regression of two classes by pooling adjacent violators (src/logloss/kernels/pooling.py). */

/** What groups were pooled into: from block to block the share of positives rises. */
export interface Blocks {
  /** The first group of each. */
  readonly first: number[];
  /** The rows of each class. */
  readonly negatives: number[];
  readonly positives: number[];
}

/** Pool groups, ordered by score, until each block's share of positives is above that of the last. Counts are compared exactly. */
export function pooled(negatives: ArrayLike<number>, positives: ArrayLike<number>): Blocks {
  const blocks: Blocks = { first: [], negatives: [], positives: [] };
  for (let group = 0; group < negatives.length; group++) {
    let [first, n, p] = [group, negatives[group] as number, positives[group] as number];
    while (blocks.first.length > 0 && violates(blocks, n, p)) {
      first = blocks.first.pop() as number;
      n += blocks.negatives.pop() as number;
      p += blocks.positives.pop() as number;
    }
    blocks.first.push(first);
    blocks.negatives.push(n);
    blocks.positives.push(p);
  }
  return blocks;
}

/** Whether from the last block on the odds of a positive do not rise. */
function violates({ negatives, positives }: Blocks, n: number, p: number): boolean {
  return (positives.at(-1) as number) * n >= p * (negatives.at(-1) as number);
}

/** The mean loss in nats of predicting each block's share of positives. */
export function blocksLoss({ negatives, positives }: Blocks): number {
  let [rows, loss] = [0, 0];
  negatives.forEach((n, i) => {
    const p = positives[i] as number;
    rows += n + p;
    loss += cost(p, n) + cost(n, p);
  });
  return rows > 0 ? loss / rows : 0;
}

/** −part·ln(part / (part + rest)), to every digit where the rest is next to nothing. */
function cost(part: number, rest: number): number {
  if (part === 0) return 0;
  const whole = part + rest;
  return 0 - part * (rest < part ? Math.log1p(-rest / whole) : Math.log(part / whole));
}
