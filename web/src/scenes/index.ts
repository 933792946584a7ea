/** The story: log loss told in scenes, each a function from the story's material to marks (src/logloss/scenes/__init__.py). */

import type { Scene, Words } from "../contract/story";
import { number, text } from "../messages";
import type { Material } from "../model/material";
import { paired } from "./paired";
import * as one from "./part-one";
import * as three from "./part-three";
import * as two from "./part-two";
import { yours } from "./yours";

export { noFitSentence } from "./fitted";
export type { Guess } from "./part-two";

/** What may be moved in scenes, beyond the material: the guess of the scenes cross-entropy and divergence. */
export interface Moves {
  guess?: two.Guess | undefined;
}

/** The scenes in order: a name, and the function that draws it. */
export const SCENES: Readonly<Record<string, (m: Material, moves: Moves) => Scene>> = {
  feature: one.feature,
  labels: one.labels,
  formula: one.formula,
  split: one.split,
  curve: one.curveScene,
  positives: one.positives,
  negatives: one.negatives,
  together: one.together,
  "line-up": one.lineUp,
  baseline: one.baseline,
  penalty: one.penalty,
  loss: one.loss,
  check: one.check,
  distribution: two.distribution,
  entropy: two.entropyScene,
  "cross-entropy": (m, { guess }) => two.crossEntropyScene(m, guess),
  divergence: (m, { guess }) => two.divergence(m, guess),
  fitting: two.fitting,
  classes: two.classes,
  yardstick: three.yardstick,
  paired,
  culprits: three.culprits,
  calibration: three.calibration,
  yours,
};

/** The names of the scenes, in order; all but the last, yours, are Python's too. */
export const NAMES: readonly string[] = Object.keys(SCENES);

/** One scene by its name. */
export function sceneOf(m: Material, name: string, moves: Moves = {}): Scene {
  const draw = Object.hasOwn(SCENES, name) ? SCENES[name] : undefined;
  if (draw === undefined) throw new Error(`there is no scene ${name}`);
  return draw(m, moves);
}

/** The numbers that always hold, with captions: loss, base rate's loss, skill, geometric mean. */
export function strip(m: Material): [value: string, caption: Words][] {
  return [
    [number(m.loss), text("strip.loss", { unit: m.unitName })],
    [number(m.base), text("strip.base")],
    [m.skill === undefined ? "–" : number(m.skill, "pct1"), text("strip.skill")],
    [number(m.geometric, "n3"), text("strip.geometric")],
  ];
}
