/** The scene in which two models meet on the same rows: the story's, and guessing the base rate (src/logloss/scenes/paired.py). */

import type { Axis, Mark, Message, Scene, Tick } from "../contract/story";
import { number, text } from "../messages";
import { againstBase, type AgainstBase } from "../model/against";
import { AIRY, alike, type Bars } from "../model/bars";
import type { Material } from "../model/material";
import { order } from "../model/order";
import { heightAxis, SHARES, standing, topOf, valueLabels } from "./common";
import { axis, bar, label, place } from "./marks";

type Guess = readonly [number, number];

/** Each bar with the outline that the base rate gives it; class by class, the costliest first. */
export function paired(told: Material): Scene {
  const found = againstBase(told);
  const dearest = told.bars.ordered(order(told.bars.columns.loss.map((cost) => -alike(cost))));
  const m = told.with(dearest.ordered(order(dearest.columns.cls)));
  const guess: Guess = [found.guess[0] * m.factor, found.guess[1] * m.factor];
  const heights = [...m.heights, ...Array.from(m.bars.columns.cls, (k) => guess[k as 0 | 1])];
  const top = topOf(heights);
  const marks: Mark[] = standing(m.bars, m.heights, top, m.names);
  marks.push(...outlines(m.bars, guess), ...valueLabels(m.bars, m.heights, top), ...levels(m.bars, guess));
  const y = heightAxis(heights, top, text("axis.surprisal", { unit: m.unitName }));
  const title = text("scene.paired.title");
  return { id: "paired", part: 3, title, sentences: sentences(m, found), x: byClass(m), y, marks, key: [] };
}

/** Who wins how many rows, by how much in the mean, and whether that is more than noise. */
function sentences(m: Material, found: AgainstBase): Message[] {
  if (m.skill === undefined) return [text("scene.paired.one_class", m.facts())];
  const said = [text("scene.paired.1", m.facts())];
  if (found.verdict === "equal") return [...said, text("scene.paired.equal", m.facts())];
  const ahead = m.known.ahead();
  said.push(text("scene.paired.ahead", m.facts({ ahead: ahead.rows })));
  if (!ahead.isExact) said.push(text("scene.paired.bins", m.facts()));
  if (m.infinite > 0) return [...said, text("scene.paired.infinite", m.facts({ rows: m.infinite }))];
  const facts = m.facts({
    base: m.base,
    difference: found.difference * m.factor,
    reach: found.reach * m.factor,
    loss_reach: found.lossReach * m.factor,
    base_reach: found.baseReach * m.factor,
  });
  return [...said, text("scene.paired.by", facts), text(`scene.paired.${found.verdict}`, facts)];
}

/** The base rate's bars: one on each, or of many one on each class. What costs nothing has none. */
function outlines(bars: Bars, guess: Guess): Mark[] {
  const { ids, cls } = bars.columns;
  const each = (id: string, k: number, [x0, x1]: readonly [number, number]) =>
    guess[k as 0 | 1] > 0 ? [bar(id, "reference", x0, x1, 0, guess[k as 0 | 1], { outline: true })] : [];
  if (bars.length > AIRY) return spans(bars).flatMap(([k, span]) => each(`base/${k}`, k, span));
  return bars.slots.flatMap((slot, i) => each((ids[i] as string).replace("bar", "base"), cls[i] as number, slot));
}

/** What the base rate makes a row of each class cost, written on its outlines. */
function levels(bars: Bars, guess: Guess): Mark[] {
  return spans(bars).flatMap(([k, [x0, x1]]) => {
    const h = guess[k];
    if (h <= 0) return [];
    const spots = [place(x1, h, "right"), place((x0 + x1) / 2, h), place(x0, h, "left"), place(x1, h, "right", "top")];
    return [label(`base/${k}/value`, "reference", text("marks.paired.base", { base: h }), spots, { needed: false })];
  });
}

/** From where to where the bars of each class stand; of a class without bars nothing. */
function spans({ slots, columns }: Bars): [k: 0 | 1, span: [number, number]][] {
  return ([0, 1] as const).flatMap((k) => {
    const own = slots.filter((_, i) => columns.cls[i] === k);
    const [first, last] = [own[0], own.at(-1)];
    return first && last ? [[k, [first[0], last[1]]] satisfies [0 | 1, [number, number]]] : [];
  });
}

function byClass(m: Material): Axis {
  const { areFew, isSingle, middles, columns } = m.bars;
  if (!(areFew && isSingle)) return axis(0, 1, text("axis.share_by_class"), SHARES);
  const names = middles.map((middle, i): Tick => [middle, number(columns.place[i] as number, "sig")]);
  return axis(0, 1, text("axis.points_by_class", { axis: m.known.axis }), names);
}
