/** The rail: the points and their curve in small, under scenes that show something else of them, so that both stay at hand. */

import type { Scene } from "../contract/story";
import { points } from "../state/document";
import { type Picture, picture } from "./picture";
import type { Acts, Model } from "./view";

/** Which small scene stands under which. */
const UNDER: Record<string, string> = {
  baseline: "curve",
  penalty: "curve",
  loss: "curve",
  distribution: "split",
  entropy: "split",
  fitting: "curve",
  classes: "curve",
  yardstick: "curve",
  paired: "curve",
  culprits: "curve",
};

/** Whether a scene has a rail: it shows points that can be moved, elsewhere than where they are. */
export function hasRail(model: Model): boolean {
  return points(model.doc) !== null && model.scene.id in UNDER && !model.state.table;
}

/** A view of the rail. */
export function rail(acts: Acts): Picture {
  const choose = (model: Model): Scene | null => (hasRail(model) ? model.told.scene(UNDER[model.scene.id] ?? "") : null);
  return picture(acts, { bare: true, choose });
}
