/** The formula as a companion of bars: small, beside them, its terms lit with those that are pointed at. */

import { html, set } from "./dom";
import { formula, light } from "./formula";
import type { Acts, Model, View } from "./view";

/** Scenes whose bars are the terms of the formula. */
const BARS = ["positives", "negatives", "together", "line-up", "baseline", "penalty", "loss", "fitting", "paired", "culprits"];

/** A view of the formula beside the scenes that it is about. */
export function companion(acts: Acts): View {
  const math = formula(acts, false);
  const element = html("p", { class: "companion" }, math);
  return {
    element,
    render(model) {
      set(element, { hidden: !BARS.includes(model.scene.id) });
      light(math, termOf(model));
    },
  };
}

/** The term that is pointed at, or that of the class of the bar that is. */
export function termOf({ lit, scene }: Model): string | null {
  if (lit === null || lit.startsWith("formula/")) return lit;
  const dot = lit.replace(/^bar/, "dot");
  const role = scene.marks.find((mark) => mark.id === lit || mark.id === dot)?.role;
  return role === "positive" || role === "negative" ? `formula/${role}` : null;
}
