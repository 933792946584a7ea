/* Made from schema/page.v1.json by tools/contract.ts; change that, and run `npm run contract`. */

/**
 * scikit-learn's C, the inverse strength of the penalty; null is ∞, no penalty.
 */
export type Strength = number | null;
/**
 * What rows cost that the model has not seen, or why that is not known.
 */
export type Unseen =
  | {
      /**
       * Their log loss in nats, each row scored by a model fitted without it.
       */
      loss: number;
      /**
       * What a base rate costs that has not seen them, in nats.
       */
      base_loss: number;
      /**
       * How rows were left out.
       */
      method: "leave-one-out" | "five-fold";
    }
  | ("given" | "too_small" | "no_fit");
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
/**
 * Numbers of rows.
 *
 * @minItems 2
 * @maxItems 2
 */
export type Counts = [number, number];

/**
 * The data of a story, from which the page draws every scene itself: the rows where they are few (Python writes up to 10000), else the bars that gather them. Whoever reads it can tell the story of schema/story.v1.json; what the page cannot work out for itself (what code printed, what unseen rows cost where that takes more than one feature or more than 100 rows) stands in it. Rows are in the order of the input, those dropped left out, and weigh 1 each. It is JSON in a data block of the page, written so that no text in it can end that block. Numbers are JSON numbers that parse to float64 without loss; NaN occurs nowhere, and infinity is a null: with a mark beside it in lists, by itself where a member's description says so.
 */
export interface Page {
  /**
   * What this is.
   */
  format: "logloss.page";
  /**
   * Version of this format. A reader refuses a version that it does not know.
   */
  version: 1;
  /**
   * The language to open in; null: the one that the reader's browser asks for.
   */
  lang: "en" | "zh-Hans" | "zh-Hant" | null;
  /**
   * The unit to open in. All losses in this file are in nats.
   */
  unit: "nats" | "bits";
  /**
   * The scene to open; null: the first. The address of the page, if it says something, comes before all three.
   */
  scene: string | null;
  /**
   * What the user calls the negative and the positive class: text of the user's, never markup.
   *
   * @minItems 2
   * @maxItems 2
   */
  labels: [string, string];
  /**
   * What the single feature is called, on one line: text of the user's, never markup. null where the axis is the log-odds of the prediction.
   */
  axis: string | null;
  /**
   * The scene check: lines of Python that get the same number, and what they printed when they were run. It holds for the data as embedded; the page must not show it of data that were changed. null where nobody ran anything on these data, as in a page that was saved after a reader had changed them: then the page works the numbers out itself. Never null of several features and of bars, of which the page has not what it takes.
   */
  check: {
    /**
     * The code, lines ended by \n.
     */
    code: string;
    /**
     * What it printed, in the unit of `unit`.
     */
    output: string;
  } | null;
  /**
   * What the story is told of, told apart by its kind.
   */
  data: FeatureData | FeaturesData | PredictionsData | BarsData;
}
/**
 * Points: rows of one feature, to which the page fits a logistic regression, and which can be moved. Every list has one entry a row; both classes occur.
 */
export interface FeatureData {
  /**
   * Which kind of data.
   */
  kind: "feature";
  /**
   * Each row's feature.
   *
   * @minItems 1
   */
  x: number[];
  /**
   * Each row's class: 1 is positive, the second of `labels`.
   *
   * @minItems 1
   */
  y: (0 | 1)[];
  C: Strength;
  /**
   * What unseen rows cost, where there are more than 100 rows; null up to 100, where the page leaves each out itself.
   */
  unseen: Unseen | null;
}
/**
 * Rows of several features, seen through the fitted model: their log-odds. The model cannot be moved. Every list has one entry a row.
 */
export interface FeaturesData {
  /**
   * Which kind of data.
   */
  kind: "features";
  /**
   * The log-odds of “positive” that the model gives to each row.
   *
   * @minItems 1
   */
  z: number[];
  /**
   * Each row's class: 1 is positive, the second of `labels`.
   *
   * @minItems 1
   */
  y: (0 | 1)[];
  /**
   * How many features there are.
   */
  features: number;
  C: Strength;
  /**
   * The log loss of the same model without penalty, in nats; null where C is null (it is this one), or without penalty there is no finite fit.
   */
  free: number | null;
  unseen: Unseen;
  /**
   * What each row costs when the model has not seen it, in nats; null where that is not known or there are more than 100 rows.
   */
  twins: number[] | null;
}
/**
 * Probabilities that somebody's model gave. Every list has one entry a row; one class may be without rows.
 */
export interface PredictionsData {
  /**
   * Which kind of data.
   */
  kind: "predictions";
  /**
   * The probability that each row was given to be positive; 0 and 1 are allowed, and stay.
   *
   * @minItems 1
   */
  p: number[];
  /**
   * Each row's class: 1 is positive, the second of `labels`.
   *
   * @minItems 1
   */
  y: (0 | 1)[];
}
/**
 * More rows than are embedded: the bars that gather neighbours of one class, in the order of the axis, and what is known of all rows. Nothing can be moved.
 */
export interface BarsData {
  /**
   * Which kind of data.
   */
  kind: "bars";
  /**
   * Each bar's class. A bar's id is bar/class/number, numbered from 1 within its class.
   *
   * @minItems 1
   */
  class: (0 | 1)[];
  /**
   * How many rows each bar gathers; they are of one class, and their losses all finite or all infinite.
   *
   * @minItems 1
   */
  rows: number[];
  loss: Marked;
  place: Marked;
  /**
   * Sums over all rows, by class: the negative, and the positive one.
   */
  totals: {
    rows: Counts;
    infinite: Counts;
    /**
     * The sum of the finite surprisals in nats.
     *
     * @minItems 2
     * @maxItems 2
     */
    loss: [number, number];
    /**
     * The sum of their squared distances from the mean of their class, in nats squared.
     *
     * @minItems 2
     * @maxItems 2
     */
    spread: [number, number];
  };
  /**
   * The rows whose class is given more than the base rate gives it.
   */
  ahead: {
    /**
     * How many they are.
     */
    rows: number;
    /**
     * Whether they were counted row by row; else rows of one bin of log-odds were taken as alike.
     */
    is_exact: boolean;
  };
  /**
   * Whether some row was given less than 2⁻⁵² for what happened, so that scikit-learn's number differs.
   */
  clipped: boolean;
  /**
   * The model that was fitted; null where predictions were given.
   */
  model: Model | null;
  unseen: Unseen;
  /**
   * What the loss is made of, in nats: uncertainty − discrimination + miscalibration (src/logloss/analysis/decomposition.py).
   */
  parts: {
    /**
     * What the base rate leaves open.
     */
    uncertainty: number;
    /**
     * What the best monotone recalibration gains over the base rate.
     */
    discrimination: number;
    /**
     * What that recalibration gains over the predictions; null where the loss is infinite, and so is this.
     */
    miscalibration: number | null;
    /**
     * The mean KL divergence of the predictions from the recalibrated ones; null where it is infinite.
     */
    divergence: number | null;
    /**
     * The loss of the recalibrated predictions.
     */
    recalibrated: number;
    /**
     * Whether ties were pooled exactly; else rows of one bin of log-odds were taken as tied.
     */
    is_exact: boolean;
  };
}
/**
 * A logistic regression.
 */
export interface Model {
  /**
   * How many features it has.
   */
  features: number;
  /**
   * Its weight where it has one feature, else null.
   */
  weight: number | null;
  /**
   * Its bias.
   */
  bias: number;
  C: Strength;
  /**
   * The same model without penalty; null where C is null, or without penalty there is no finite fit.
   */
  free: {
    /**
     * Its weight where it has one feature, else null.
     */
    weight: number | null;
    /**
     * Its bias.
     */
    bias: number;
    /**
     * Its log loss in nats.
     */
    loss: number;
  } | null;
}
