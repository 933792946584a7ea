/* Made from schema/report.v1.json by tools/contract.ts; change that, and run `npm run contract`. */

/**
 * A message; or text that is the same in every language, never markup.
 */
export type Words = string | Message;

/**
 * A result (an Explanation, a Comparison, a Change, a time line, a Replay, two Runs) as a page shows it: what it finds, its pictures as marks, its answers in sentences, and tables. Every number that is said was worked out before; the page draws and sorts. It is JSON in a data block of the page, written so that no text in it can end that block.
 */
export interface Report {
  /**
   * What this is.
   */
  format: "logloss.report";
  /**
   * Version of this format. A reader refuses a version that it does not know.
   */
  version: 1;
  /**
   * The language to open in; null: the one that the reader's browser asks for.
   */
  lang: "en" | "zh-Hans" | "zh-Hant" | null;
  headline: Message;
  subtitle: Message;
  /**
   * Rows of pictures, from the whole to its pieces.
   */
  panels: Panel[][];
  /**
   * What is played: of a training that was recorded; null of anything else.
   */
  steps: Steps | null;
  /**
   * The answers in order.
   */
  sections: {
    title: Message;
    sentences: Words[];
  }[];
  /**
   * What can be sorted; each has at most 1000 rows.
   */
  tables: Table[];
  /**
   * By language, the sentences of all messages above by their keys.
   */
  messages: {
    [k: string]: {
      [k: string]: string;
    };
  };
  /**
   * The story of these data, as schema/page.v1.json says; null where it cannot be told: of more than two classes, of weights, of a comparison.
   */
  story: {} | null;
}
/**
 * A message: the key of a sentence, and what fills it. A value is a number, text that is the user's or stands for itself, or a message.
 */
export interface Message {
  key: string;
  values: {
    [k: string]: number | string | Message;
  };
}
export interface Panel {
  /**
   * Of the width of its row, beside the shares of the others.
   */
  share: number;
  /**
   * A scene as schema/story.v1.json says, whose marks may also be bands (an area between two curves: x, low, high) and tears (where lying bars are torn because their axis leaves something out: x, y0, y1).
   */
  scene: {};
}
/**
 * The rows of one run at all steps that are shown, or of two runs beside each other.
 */
export interface Steps {
  /**
   * The numbers of the steps, of either run, in order.
   *
   * @minItems 1
   */
  at: number[];
  /**
   * Which of them is seen first, by its place.
   */
  start: number;
  /**
   * Steps that one may go to: what they are, and their numbers.
   */
  marked: [Message, number][];
  /**
   * Of each run its moments, in order.
   *
   * @minItems 1
   * @maxItems 2
   */
  runs: Moment[][];
  /**
   * Ways to look at the rows: all of them; and where they are many, the costliest.
   *
   * @minItems 1
   */
  views: View[];
}
/**
 * A run at one of its steps.
 */
export interface Moment {
  /**
   * Its number.
   */
  step: number;
  title: Message;
  said: Message[];
  /**
   * The loss; null where it has no end or is not known.
   */
  mean: number | null;
}
export interface View {
  name: Message;
  /**
   * Of each run.
   *
   * @minItems 1
   * @maxItems 2
   */
  bars: Bars[];
}
export interface Bars {
  /**
   * A scene as schema/story.v1.json says, with all bars, still flat.
   */
  scene: {};
  /**
   * How high a bar is drawn at most, in nats.
   */
  top: number;
  /**
   * Whose each bar is; empty where bars are of several rows.
   */
  rows: Words[];
  /**
   * By moment what the rows of each bar cost, in nats, to seven digits; null where one has no prediction, or none that is known.
   */
  heights: (number | "∞" | null)[][];
}
export interface Table {
  /**
   * Its name, unique in the report.
   */
  id: string;
  title: Words;
  columns: {
    name: Words;
    /**
     * How its cells are written: as text, or as numbers in one of the forms of messages.
     */
    form: "text" | "n2" | "n4" | "pct1" | "int";
  }[];
  /**
   * Cells by column; null is not known, and "∞" in a column of numbers is that.
   *
   * @maxItems 1000
   */
  rows: (number | string | null | Message)[][];
}
