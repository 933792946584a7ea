/** The last scene, which only the page has: the reader's own data, of which all scenes are then told. Now, those that are told. */

import type { Mark, Message, Scene } from "../contract/story";
import { text } from "../messages";
import { AIRY, alike } from "../model/bars";
import type { Material } from "../model/material";
import { order } from "../model/order";
import { heightAxis, levelLabel, meanMarks, standing, topOf } from "./common";
import { line } from "./marks";
import { byCost } from "./part-three";

/** Every bar, the costliest first, beside the loss and what guessing the base rate costs. */
export function yours(told: Material): Scene {
  const m = costliestFirst(told);
  const top = topOf(m.heights, m.base);
  const marks: Mark[] = [...standing(m.bars, m.heights, top, m.names), ...levels(m)];
  const y = heightAxis([...m.heights, m.base], top, text("axis.surprisal", { unit: m.unitName }));
  return { id: "yours", part: 3, title: text("page.yours.title"), sentences: sentences(m), x: byCost(m), y, marks, key: [] };
}

/** Bars by what they cost; by class where they are too thin to be told apart. */
function costliestFirst(told: Material): Material {
  const m = told.with(told.bars.ordered(order(told.bars.columns.loss.map((cost) => -alike(cost)))));
  return m.bars.length > AIRY ? m.with(m.bars.ordered(order(m.bars.columns.cls))) : m;
}

/** The lines at the loss, or at that of the finite rows, and at the base rate's. */
function levels(m: Material): Mark[] {
  const marks: Mark[] = [];
  if (Number.isFinite(m.loss)) marks.push(...meanMarks(m.loss));
  else if (Number.isFinite(m.rest)) {
    marks.push(line("mean", "loss", 0, m.rest, 1, m.rest));
    marks.push(levelLabel("mean/label", "loss", text("marks.rest", { rest: m.rest }), m.rest));
  }
  if (m.base > 0) {
    marks.push(line("base", "reference", 0, m.base, 1, m.base, true));
    marks.push(levelLabel("base/label", "reference", text("marks.base", { base: m.base }), m.base));
  }
  return marks;
}

function sentences(m: Material): Message[] {
  return [text("page.yours.1"), text("page.yours.2", m.facts())];
}
