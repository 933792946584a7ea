/* Made from schema/summary.v1.json by tools/contract.ts; change that, and run `npm run contract`. */

/**
 * What is known of some rows once they are gone: totals by class, a table of cells, the worst rows, and whom they are about. Of row i: y is its class, p_k the probability its prediction gave to class k, w ≥ 0 its weight (1 where there are none), ℓ = −ln p_y its surprisal (or loss) in nats. Two classes: p without index is the probability of the second label, the positive class, and z = ln p − ln(1 − p) its log-odds. Summaries of the same labels, key and weights that hold the same members add up to the Summary of all their rows. Members that are not required were asked for, or a program of another version did not write them. Numbers are JSON numbers that parse to float64 without loss; NaN occurs nowhere, and infinity is a null with a mark beside it, never a number. Rows are counted from 0 in arrays and frames, from 1 in files.
 */
export type SavedSummary = {
  /**
   * What this file is.
   */
  format: "logloss.summary";
  /**
   * Version of this format. A reader refuses a version that it does not know.
   */
  version: 1;
  /**
   * How cells are told apart. null: by (class, score), exactly; every distinct score has a cell of its own, at most 32768 cells (16384 with folds). 1: by (class, bin), bins of version 1: the bin of log-odds z is 0 where z = 0; ±2306 where z = ±∞; else sign(z) · min(1 + floor(128 · min(|z|, 16)) + floor(8 · (min(max(|z|, 16), 48) − 16)), 2305). So bin b from 1 to 2048 is (b − 1)/128 ≤ z < b/128, the lower edge excluded in bin 1; b from 2049 to 2304 is 16 + (b − 2049)/8 ≤ z < 16 + (b − 2048)/8; 2305 is 48 ≤ z < ∞; and bin −b mirrors bin b. A program whose logarithm differs in the last digit may put a row within 1e-12 of an edge into the next bin, except that p = 0, ½ and 1 are always in bins −2306, 0 and 2306. Neighbouring bins may be gathered: see cells.level.
   */
  bins: null | 1;
  /**
   * The classes. Everything that is "by class" has one entry for each, in this order; a class index is a place in this list, counted from 0. Of two, the second is the positive class. Two labels that are equal as numbers (1 and true, 1 and 1.0) are the same label.
   *
   * @minItems 2
   */
  labels: (boolean | number | string)[];
  /**
   * What a cell's score is. "probability": p of the positive class; of more than two classes, p_y, the probability given to the true class. "logit", of two classes only: z of the positive class as the model gave it, or the difference of its two logits.
   */
  key: "probability" | "logit";
  /**
   * "none": every row weighs 1. "analytic": a row counts for w rows' worth. "frequency": a row stands for w equal rows. Sums are the same; standard errors differ.
   */
  weights: "none" | "analytic" | "frequency";
  /**
   * Sums over rows, by class. Each is given in two parts: its value is sum + remainder, and the remainder, the part that a float cannot hold, may be left out by who does not need it. Where rows are merged, spreads follow Chan's update: S = Sa + Sb + (ma − mb)² Wa Wb / (Wa + Wb) with W the class's `weight` and m its `loss` / `weight` (for spread2: `weight2`, and `loss2` / `weight2`).
   */
  totals: {
    rows: Sum;
    weight: Sum;
    weight2: Sum;
    loss: Sum;
    loss2: Sum;
    infinite: Sum;
    infinite_weight: Sum;
    weightless: Sum;
    expected: Sum;
    variance: Sum;
    variance2: Sum;
    spread: Spread;
    spread2: Spread;
  };
  /**
   * A table: every list has one entry for each cell, all are of one length. A cell gathers the rows of positive weight of one class in one place, rows of infinite loss among them. Cells are in ascending order of class, then of key (−∞ first, ∞ last); no two have both in common; none is empty. Over the cells of a class, rows add up to totals.rows + totals.infinite exactly, and Σw, Σw² and Σwℓ to the totals up to rounding. Two programs whose exponential differs in the last digit may count a row of K classes to a neighbouring cell in `folds`.
   */
  cells: {
    /**
     * Index of the true class of the cell's rows.
     */
    class: number[];
    key: Marked;
    /**
     * How many rows.
     */
    rows: number[];
    loss: Marked;
    /**
     * Σw. Left out where `weights` is "none": then it is `rows`.
     */
    weight?: number[];
    /**
     * Σw². Left out where `weights` is "none": then it is `rows`.
     */
    weight2?: number[];
    /**
     * Σw·p, with p the score where `key` is "probability" and 1/(1 + e^−z) where it is "logit". Left out where `bins` is null: then it is weight · p of the key.
     */
    score?: number[];
    log_odds?: Marked;
    /**
     * 0 where it is left out. With `bins` 1, 2^level neighbouring bins are one, counted outwards from 0: at level j bin b > 0 of version 1 is in bin 1 + floor((b − 1) / 2^j), and −b mirrors it; bins 0 and ±2306 stay as they are. It is the smallest level at which at most 32768 cells occur (16384 with folds), or 12; two classes never need more than 0.
     */
    level?: number;
    /**
     * Where they were asked for: five lists, each with one entry a cell: Σw of the cell's rows in that fold; over the folds they add up to the cell's Σw. A row's fold is splitmix64(h) mod 5, where h is the hash of its cluster if there is one (see `clusters`), else that of its id, else splitmix64(splitmix64(number) xor m), with the row's number in its source and m the first 64 bits of the MD5 of the source's name in UTF-8.
     *
     * @minItems 5
     * @maxItems 5
     */
    folds?: number[][];
  };
  /**
   * The 20 rows (or fewer) of largest w·ℓ above 0 among those of finite loss, largest first; ties in order of source, row, id.
   *
   * @maxItems 20
   */
  worst: Row[];
  /**
   * The first 20 rows (or fewer) of positive weight and infinite loss, in order of source, row, id.
   *
   * @maxItems 20
   */
  infinite: Row[];
  /**
   * The doctor's counts; one that is 0 may be left out.
   */
  notes: {
    dropped?: Count;
    renormalized?: Count;
    float32?: Count;
  };
  /**
   * The files that the rows came from, as they were named, sorted by code point: the first 100 of them; empty for arrays and frames. Bytes that are no UTF-8 stand as lone surrogates (U+DC80 to U+DCFF).
   *
   * @maxItems 100
   */
  sources: string[];
  /**
   * There are more than 100 sources. How many is not known: two Summaries may share some. Left out where there are not.
   */
  more_sources?: true;
  /**
   * The versions of the program that made this Summary or its parts, sorted by code point.
   */
  made_with?: string[];
  /**
   * Where clusters were asked for: sums over the clusters of each of 4096 buckets, of rows of positive weight and finite loss. A row's bucket is the first 12 of the 64 bits of its cluster's hash. The hash of an integer of 64 bits, also of a float or a text that writes one ("7", "7.0"; no needless sign or zero before it), is the first output of splitmix64 seeded with it: z = n + 0x9e3779b97f4a7c15, z = (z xor z >> 30) · 0xbf58476d1ce4e5b9, z = (z xor z >> 27) · 0x94d049bb133111eb, z xor z >> 31, modulo 2^64 ("splitmix64(n)" elsewhere here). The hash of anything else is the first 64 bits of the MD5 of its text in UTF-8.
   */
  clusters?: {
    /**
     * The buckets that hold rows, ascending.
     */
    bucket: number[];
    /**
     * Σw, one entry a bucket.
     */
    weight: number[];
    /**
     * Σwℓ in nats, one entry a bucket.
     */
    loss: number[];
  };
  /**
   * Where times were asked for: sums over buckets of time, of rows of positive weight and finite loss.
   */
  times?: {
    /**
     * What a tick is. "integer": a step. "date": a day. "timestamp": a microsecond, in a zone that nobody named. "utc": a microsecond, in UTC. Times of different kinds do not add up.
     */
    kind: "integer" | "date" | "timestamp" | "utc";
    /**
     * A bucket holds 2^exponent ticks, from one multiple of that to the next, counted from 0 or from 1970-01-01. It is the smallest exponent at which at most 1024 buckets hold rows.
     */
    exponent: number;
    /**
     * The first tick of each bucket that holds rows, ascending: an integer, a date (2024-12-24) or a time (2024-12-24T18:00:00.000000; UTC ends in Z) as text.
     *
     * @maxItems 1024
     */
    start: string[];
    /**
     * How many rows, one entry a bucket.
     */
    rows: number[];
    /**
     * Σw, one entry a bucket. Left out where `weights` is "none": then it is `rows`.
     */
    weight?: number[];
    /**
     * Σwℓ in nats, one entry a bucket.
     */
    loss: number[];
  };
  /**
   * Where groups were asked for: what is known of each group of rows.
   */
  groups?: {
    /**
     * The columns that say which group a row is in.
     *
     * @minItems 1
     */
    by: string[];
    /**
     * The groups that are kept by name, each by one text a column, null where it has no value; in ascending order, null first. At most 1000, of more than 50 classes 50000 / K: those of the smallest hash, which is the first 64 bits of the MD5 of the texts in UTF-8, joined by U+001F, a null written as U+0000.
     *
     * @minItems 1
     * @maxItems 1000
     */
    names: (string | null)[][];
    /**
     * Whether there are more groups. All of them together are one more, the last. If h is the largest hash of n groups kept, there are about (n − 1) · 2^64 / (h + 1) groups in all.
     */
    other: boolean;
    /**
     * As `totals`, to the precision of a float: each list has one entry for every group and class, those of the first group first.
     */
    totals: {
      /**
       * As in `totals`.
       */
      rows: number[];
      /**
       * As in `totals`.
       */
      weight: number[];
      /**
       * As in `totals`.
       */
      weight2: number[];
      /**
       * As in `totals`.
       */
      loss: number[];
      /**
       * As in `totals`.
       */
      loss2: number[];
      /**
       * As in `totals`.
       */
      infinite: number[];
      /**
       * As in `totals`.
       */
      infinite_weight: number[];
      /**
       * As in `totals`.
       */
      weightless: number[];
      /**
       * As in `totals`.
       */
      expected: number[];
      /**
       * As in `totals`.
       */
      variance: number[];
      /**
       * As in `totals`.
       */
      variance2: number[];
      /**
       * As in `totals`.
       */
      spread: number[];
      /**
       * As in `totals`.
       */
      spread2: number[];
    };
    /**
     * As `cells`, in bins of version 1 and one level for all groups; in ascending order of group, class, key.
     */
    cells: {
      /**
       * Place of the cell's group in `names`, or after the last where it is that of all others.
       */
      group: number[];
      /**
       * As in `cells`.
       */
      class: number[];
      key: Marked;
      /**
       * As in `cells`.
       */
      rows: number[];
      loss: Marked;
      /**
       * As in `cells`.
       */
      weight?: number[];
      /**
       * As in `cells`.
       */
      weight2?: number[];
      /**
       * As in `cells`.
       */
      score: number[];
      log_odds: Marked;
      /**
       * As in `cells`, but fixed: with K classes and G = min(1000, floor(50000 / K)) the smallest level j at which (G + 1) · K · (2 · (1 + floor(2304 / 2^j)) + 3) is at most 300000, or 12. 5 for two classes: bins ¼ wide.
       */
      level: number;
    };
    /**
     * For each group its costliest row of finite loss, null where no row costs anything.
     */
    worst: (Row | null)[];
    /**
     * For each group its first row of infinite loss, null where there is none.
     */
    infinite: (Row | null)[];
  };
  /**
   * Of more than two classes: the loss by the chain rule, first "is it the top class?", then which other it is.
   */
  chain?: {
    /**
     * As `bins`, for these cells; null while there are at most 4096 of them.
     */
    bins: null | 1;
    /**
     * "Is it the top class?", a table like `cells` over all rows of positive weight. Of several top classes the first is meant.
     */
    cells: {
      /**
       * 1 where the top class was the true one, else 0.
       */
      class: number[];
      key: Marked;
      /**
       * As in `cells`.
       */
      rows: number[];
      loss: Marked;
      /**
       * As in `cells`.
       */
      weight?: number[];
      /**
       * As in `cells`.
       */
      weight2?: number[];
      /**
       * As in `cells`.
       */
      score?: number[];
      log_odds?: Marked;
      /**
       * As in `cells`, but the smallest level at which at most 4096 cells occur.
       */
      level?: number;
    };
    /**
     * Rows that are not of the top class, and whose second part −ln[p_y / (1 − p)] is finite. A count.
     */
    rows: number;
    /**
     * Their Σw.
     */
    weight: number;
    /**
     * Their Σw·(−ln[p_y / (1 − p)]) in nats. With the loss of `cells` it adds up to the loss of all rows.
     */
    loss: number;
    /**
     * Rows whose true class was given probability 0 beside a top class of p < 1: the second part is infinite. A count.
     */
    impossible: number;
    /**
     * Their Σw.
     */
    impossible_weight: number;
    /**
     * Rows of p = 1 that are not of the top class: the first part is infinite, and there is no second. A count.
     */
    certain: number;
    /**
     * Their Σw.
     */
    certain_weight: number;
  };
  /**
   * Where it was asked for: what the loss would be at other temperatures.
   */
  temperatures?: {
    /**
     * At which 1/T: version 1 of the grid is 2^(3i/16), i = −16 … 16, so 33 points from 1/8 to 8.
     */
    grid: 1;
    /**
     * Σw of the rows of positive weight and finite loss, of which the others speak.
     */
    weight: number;
    /**
     * Σw·ℓ(1/T) in nats, where ℓ(1/T) is the loss of softmax(z / T), z the logits or ln p; one entry a point.
     *
     * @minItems 33
     * @maxItems 33
     */
    loss: number[];
    /**
     * The derivative of `loss` by 1/T; one entry a point.
     *
     * @minItems 33
     * @maxItems 33
     */
    slope: number[];
  };
  /**
   * The loss in nats of all rows after the best monotone recalibration on these very rows, from every distinct score. Merging drops it; exact cells give it too.
   */
  recalibrated?: number;
};
/**
 * One entry a class.
 */
export type Spread = number[];
/**
 * A list of numbers; where some are infinite, an object: nulls in their places, and the marks.
 */
export type Marked =
  | number[]
  | {
      /**
       * The numbers, null where one is infinite.
       */
      values: (number | null)[];
      /**
       * One [place in `values`, sign] for each null, ordered by place; sign 1 is ∞, −1 is −∞.
       *
       * @minItems 1
       */
      infinite: [number, 1 | -1][];
    };
export type Count = number;

/**
 * One sum, by class.
 */
export interface Sum {
  /**
   * The sum, rounded to a float; one entry a class.
   */
  sum: number[];
  /**
   * What rounding took from it: sum + remainder is exact to about twice a float's digits; one entry a class.
   */
  remainder: number[];
}
/**
 * One row, by name.
 */
export interface Row {
  /**
   * The file it stands in, "" for arrays and frames.
   */
  source: string;
  /**
   * Its number there: from 0 in arrays and frames, from 1 in files (a header is not counted); dropped rows are counted. −1 where the rows of a remote frame have no order, and the id is all.
   */
  row: number;
  /**
   * What the user calls it, "" if nothing.
   */
  id: string;
  /**
   * Index of its true class.
   */
  class: number;
  /**
   * Probability given to its true class; from logits e^−ℓ.
   */
  p: number;
  /**
   * w, 1 where there are no weights.
   */
  weight: number;
  /**
   * ℓ in nats; null where it is infinite.
   */
  loss: number | null;
  /**
   * The mark of a null loss.
   */
  is_infinite: boolean;
}
