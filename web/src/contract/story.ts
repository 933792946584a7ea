/* Made from schema/story.v1.json by tools/contract.ts; change that, and run `npm run contract`. */

/**
 * A message; or a string, which is the same in every language and may come from the user, so that it is never markup. Empty: nothing.
 */
export type Words = string | Message;
/**
 * A place on an axis that is named.
 *
 * @minItems 2
 * @maxItems 2
 */
export type Tick = [number, Words];
/**
 * One thing in a scene, told by its kind.
 */
export type Mark = Dot | Bar | Curve | Line | Label | Formula | Listing;
/**
 * The mark's name, unique in its scene. The same thing has the same name in every scene, so that a change of scene moves it: bar/4 is the bar of row 4 (counted from 1, in the order of the input), dot/4 its point, twin/4 the outline of the bar it would be unseen; bar/1/7 is the seventh bar of class 1 where bars gather rows; class/1 is the box of class 1.
 */
export type Id = string;
/**
 * What a mark stands for; whoever draws it decides how that looks. plain: nothing in particular. positive, negative: the two classes, which differ in hue and in texture or filling. class-0, class-1, …: the classes where there are more than two, in the order of the labels. model: what the model says. loss: the log loss. reference: what it is held against. unseen: what it would be if the model had not seen the row. quiet: secondary. entropy, discrimination, miscalibration, divergence: parts of an area; a divergence is the part of miscalibration that is one.
 */
export type Role =
  | (
      | "plain"
      | "positive"
      | "negative"
      | "model"
      | "loss"
      | "reference"
      | "unseen"
      | "quiet"
      | "entropy"
      | "discrimination"
      | "miscalibration"
      | "divergence"
    )
  | `class-${number}`;

/**
 * Log loss told in scenes: what is seen and said in each, in data coordinates and without a language. A mark keeps its id from scene to scene; between two scenes, marks of one id move, others come or go. Every number is finite. Later programs may add scenes, and messages; everything else is a new version.
 */
export interface SavedStory {
  /**
   * What this is.
   */
  format: "logloss.story";
  /**
   * Version of this format. A reader refuses a version that it does not know.
   */
  version: 1;
  /**
   * The unit of every loss, surprisal and entropy in it; 1 bit = ln 2 nats. Probabilities have none.
   */
  unit: "nats" | "bits";
  /**
   * The scenes in the order in which they are told; ids are unique.
   *
   * @minItems 1
   */
  scenes: Scene[];
}
/**
 * One picture of the story.
 */
export interface Scene {
  /**
   * The scene's name, by which scenes are linked: feature, labels, formula, split, curve, positives, negatives, together, line-up, baseline, penalty, loss, check; distribution, entropy, cross-entropy, divergence, fitting, classes; yardstick, culprits, calibration. Later programs may add scenes.
   */
  id: string;
  /**
   * The part of the story that it belongs to; its name is the message part.1, part.2 or part.3.
   */
  part: 1 | 2 | 3;
  title: Message;
  /**
   * What is said beside it; the first is the one to show where there is room for one.
   *
   * @minItems 1
   */
  sentences: Message[];
  x: Axis;
  y: Axis;
  /**
   * What is seen, what lies behind first.
   *
   * @minItems 1
   */
  marks: Mark[];
  /**
   * What to call which role, where nothing else says it.
   */
  key: [Role, Words][];
}
/**
 * A sentence, or words, not yet said in a language. The template is the entry of that key in the messages of the language (src/logloss/messages/*.json); src/logloss/messages/__init__.py says how fields are filled in.
 */
export interface Message {
  /**
   * Which message.
   */
  key: string;
  /**
   * What fills its fields, by name: a number; a string, which stands as it is, whatever the form of the field (an infinite number is "∞" or "−∞", one that does not exist "–"); or another message, said in the same language. There may be values that the template does not use.
   */
  values: {
    [k: string]: number | string | Message;
  };
}
/**
 * One axis of a scene. All marks lie within its range or at its ends.
 */
export interface Axis {
  /**
   * Where it begins.
   */
  low: number;
  /**
   * Where it ends; low < high.
   */
  high: number;
  label: Words;
  /**
   * Its named places, in order; without any the axis is not drawn.
   */
  ticks: Tick[];
}
/**
 * A point.
 */
export interface Dot {
  /**
   * Which kind of mark.
   */
  kind: "dot";
  id: Id;
  role: Role;
  /**
   * Where its middle is.
   */
  x: number;
  /**
   * Where its middle is.
   */
  y: number;
  /**
   * Whether it is filled, or else hollow: the second cue beside the hue.
   */
  filled: boolean;
  name: Words;
}
/**
 * A rectangle with sides along the axes; x0 ≤ x1, y0 ≤ y1. It may be without height or width.
 */
export interface Bar {
  /**
   * Which kind of mark.
   */
  kind: "bar";
  id: Id;
  role: Role;
  /**
   * Left.
   */
  x0: number;
  /**
   * Right.
   */
  x1: number;
  /**
   * Foot.
   */
  y0: number;
  /**
   * Top.
   */
  y1: number;
  /**
   * Whether only its outline is drawn, dashed, over what it surrounds.
   */
  outline: boolean;
  /**
   * Whether its value is infinite: it ends at the edge of the picture and is drawn torn before its end (its top; its right where it lies).
   */
  broken: boolean;
  /**
   * Whether its value runs along x; else it runs along y.
   */
  lying: boolean;
  /**
   * Whether it has a frame of ink, because a sentence speaks of it.
   */
  emphasis: boolean;
  name: Words;
}
/**
 * A line through points, in order; x and y are equally long.
 */
export interface Curve {
  /**
   * Which kind of mark.
   */
  kind: "curve";
  id: Id;
  role: Role;
  /**
   * Where its points are.
   *
   * @minItems 2
   */
  x: number[];
  /**
   * Where its points are.
   *
   * @minItems 2
   */
  y: number[];
}
/**
 * A straight line, level or upright, from (x0, y0) to (x1, y1).
 */
export interface Line {
  /**
   * Which kind of mark.
   */
  kind: "line";
  id: Id;
  role: Role;
  /**
   * Where it begins.
   */
  x0: number;
  /**
   * Where it begins.
   */
  y0: number;
  /**
   * Where it ends.
   */
  x1: number;
  /**
   * Where it ends.
   */
  y1: number;
  /**
   * Whether it is dashed, as references are.
   */
  dashed: boolean;
}
/**
 * Words at the first of its places where they touch no other label, no line, no curve and no dot, and are within one bar or outside all.
 */
export interface Label {
  /**
   * Which kind of mark.
   */
  kind: "label";
  id: Id;
  role: Role;
  text: Words;
  /**
   * Where it may stand, the best first.
   *
   * @minItems 1
   */
  places: Place[];
  /**
   * Whether it must be shown: where no place is free it stands aside, with a line to the first. Else it is left out there.
   */
  needed: boolean;
  /**
   * How wide it may be, in units of x; its words are broken into lines to fit. null: as wide as they are.
   */
  within: number | null;
}
/**
 * Where a label may stand.
 */
export interface Place {
  /**
   * The point that the words stand at.
   */
  x: number;
  /**
   * The point that the words stand at.
   */
  y: number;
  /**
   * Which part of the words is at x: their left end, their middle, their right end.
   */
  across: "left" | "center" | "right";
  /**
   * Which part of the words is at y: their foot (they stand above the point), their middle, their top (they hang below it). But for the middle, a little air is between.
   */
  along: "bottom" | "center" | "top";
}
/**
 * A formula, its pieces side by side; it fills the upper part of the stage.
 */
export interface Formula {
  /**
   * Which kind of mark.
   */
  kind: "formula";
  id: Id;
  role: Role;
  /**
   * Its pieces, from left to right.
   *
   * @minItems 1
   */
  terms: Term[];
}
/**
 * A piece of a formula that can be pointed at.
 */
export interface Term {
  id: Id;
  role: Role;
  /**
   * The piece in TeX. Brackets that are opened in one piece and closed in another are \left[ … \right. and \left. … \right].
   */
  tex: string;
  note: Words;
}
/**
 * Lines of Python, and what they printed when they were run; it fills the stage.
 */
export interface Listing {
  /**
   * Which kind of mark.
   */
  kind: "listing";
  id: Id;
  role: Role;
  /**
   * The code, lines ended by \n.
   */
  code: string;
  /**
   * What it printed.
   */
  output: string;
}
