/** Part three of the story: is it good? One function a scene. */

import type { Axis, Label, Mark, Message, Scene, Tick } from "../contract/story";
import { number, text } from "../messages";
import { AIRY, alike } from "../model/bars";
import type { Decomposition } from "../model/decomposition";
import type { Material } from "../model/material";
import { order } from "../model/order";
import { columns, heightAxis, SHARES, standing, topOf, type Column } from "./common";
import { axis, bar, label, place } from "./marks";
import { NOTHING, partsMarks } from "./parts";

/** The loss beside what guessing the base rate costs, and what unseen rows cost. */
export function yardstick(m: Material): Scene {
  const isFitted = m.known.model !== undefined;
  const values: Column[] = [
    ["base", "reference", m.base],
    [m.known.moved ? "moved" : isFitted ? "loss" : "given", "loss", m.loss],
  ];
  const { unseen } = m.known;
  if (typeof unseen === "object") values.push(["unseen", "unseen", unseen.loss * m.factor]);
  const [x, y, marks] = columns(values, m.unitName);
  return { id: "yardstick", part: 3, title: yardstickTitle(m), sentences: yardstickSentences(m), x, y, marks, key: [] };
}

/** The loss taken apart: uncertainty − discrimination + miscalibration, and how much of that is a KL divergence. */
export function calibration(m: Material): Scene {
  const d = m.parts;
  const [x, y, marks] = partsMarks(m, d);
  const title = text("scene.calibration.title");
  return { id: "calibration", part: 3, title, sentences: calibrationSentences(m, d), x, y, marks, key: [] };
}

/** What each part is, and what of the last one is a KL divergence. */
function calibrationSentences(m: Material, d: Decomposition): Message[] {
  const [kl, wrong] = [d.divergence * m.factor, d.miscalibration * m.factor];
  const facts = m.facts({
    uncertainty: d.uncertainty * m.factor,
    discrimination: d.discrimination * m.factor,
    miscalibration: wrong,
    left: d.recalibrated * m.factor,
    kl,
    rest: wrong - kl,
  });
  const bins = d.isExact ? [] : [text("scene.calibration.bins")];
  const counted = { ...facts, rows: m.infinite };
  if (d.uncertainty === 0) return [text("scene.calibration.one_class", counted), ...bins];
  const left = text("scene.calibration.left", facts);
  if (m.infinite > 0) return [text("scene.calibration.infinite", counted), left, ...bins];
  const last =
    wrong <= NOTHING ? "scene.calibration.none" : wrong - kl <= NOTHING ? "scene.calibration.all" : "scene.calibration.kl";
  return [text("scene.calibration.1", facts), left, text(last, facts), ...bins];
}

function yardstickTitle({ skill }: Material): Message {
  if (skill === undefined) return text("scene.yardstick.title.none");
  return skill >= 0 ? text("scene.yardstick.title", { skill }) : text("scene.yardstick.title.worse");
}

/** What the loss is worth, in nats, in bits, and as a probability; and what it is on unseen rows. */
function yardstickSentences(m: Material): Message[] {
  const facts = m.facts({ base: m.base, geometric: m.geometric, bits: m.nats / Math.LN2 });
  const { skill } = m;
  const { unseen } = m.known;
  const first =
    skill === undefined
      ? text("scene.yardstick.one_class", facts)
      : text(skill >= 0 ? "scene.yardstick.1" : "scene.yardstick.worse", { ...facts, skill });
  const said = [first, text("scene.yardstick.2", facts)];
  if (typeof unseen === "object") {
    const left = { unseen: unseen.loss * m.factor, base_unseen: unseen.base_loss * m.factor };
    return [...said, text(`scene.yardstick.${unseen.method}`, { ...facts, ...left })];
  }
  return [...said, text(UNKNOWN[unseen], facts)];
}

/** Why nothing is known of unseen rows. */
const UNKNOWN = {
  given: "scene.yardstick.given",
  too_small: "scene.yardstick.too_small",
  no_fit: "scene.yardstick.no_fit",
  moved: "page.unseen.moved",
  many: "page.unseen.many",
};

/** Each bar's share of the loss, largest first, with its unseen twin; by class where they are many. */
export function culprits(told: Material): Scene {
  const { loss, share } = told.bars.columns;
  let m = told.with(told.bars.ordered(order(loss.map((cost, i) => -alike(cost * (share[i] as number))))));
  const sentences = culpritSentences(m);
  const many = m.bars.length > AIRY;
  if (many) m = m.with(m.bars.ordered(order(m.bars.columns.cls)));
  const twins = m.bars.columns.unseen.map((twin) => (many ? NaN : twin * m.factor));
  const heights = [...m.heights, ...twins];
  const top = topOf(heights);
  const marks: Mark[] = standing(m.bars, m.heights, top, m.names);
  m.bars.slots.forEach(([x0, x1], i) => {
    const id = (m.bars.columns.ids[i] as string).replace("bar", "twin");
    const twin = twins[i] as number;
    if (Number.isFinite(twin)) marks.push(bar(id, "unseen", x0, x1, 0, twin, { outline: true }));
  });
  marks.push(...shareLabels(m, twins, top));
  const y = heightAxis(heights, top, text("axis.surprisal", { unit: m.unitName }));
  return { id: "culprits", part: 3, title: text("scene.culprits.title", m.facts()), sentences, x: byCost(m), y, marks, key: [] };
}

/** Who costs most, and how few make half of the loss; bars stand in the order of their cost. */
function culpritSentences(m: Material): Message[] {
  if (m.infinite > 0) return [text("scene.culprits.infinite", m.facts({ rows: m.infinite }))];
  if (m.loss === 0) return [text("scene.culprits.none", m.facts())];
  const { isSingle, length, given } = m.bars;
  const facts = m.facts({ who: m.who(0), share: m.costs[0] as number, given: given[0] as number });
  const said = [text(isSingle ? "scene.culprits.1" : "scene.culprits.group", facts)];
  if (isSingle && length > 1) said.push(text("scene.culprits.half", { ...facts, half: half(m) }));
  if (typeof m.known.unseen === "object" && length <= AIRY) said.push(text("scene.culprits.twins", facts));
  return said;
}

/** How few bars, the costliest first, make half of the loss. */
function half(m: Material): number {
  let sum = 0;
  for (let i = 0; i < m.bars.length; i++) {
    sum += m.costs[i] as number;
    if (sum >= 0.5 - 1e-12) return i + 1;
  }
  return m.bars.length + 1;
}

/** Each bar's share of the loss above it, and above its twin. */
function shareLabels(m: Material, twins: Float64Array, top: number): Label[] {
  if (!m.bars.areFew) return [];
  const found: Label[] = [];
  m.bars.middles.forEach((x, i) => {
    const height = m.heights[i] as number;
    const twin = twins[i] as number;
    if (m.infinite > 0 && Number.isFinite(height)) return; // beside an infinite loss it has no share
    const h = Math.min(height, top);
    const places = [place(x, Number.isFinite(twin) ? Math.max(h, twin) : h), place(x, h), place(x, h, "center", "top")];
    const words = Number.isFinite(height) ? number(m.costs[i] as number, "pct") : number(height);
    found.push(label(`share/${m.bars.columns.ids[i]}`, m.role(i), words, places, { needed: false }));
  });
  return found;
}

/** The axis of bars side by side, the costliest first. */
export function byCost(m: Material): Axis {
  const { areFew, isSingle, length, middles, columns: bars } = m.bars;
  if (!(areFew && isSingle)) {
    return axis(0, 1, text(length > AIRY ? "axis.share_by_class" : "axis.share_dearest"), SHARES);
  }
  const names = middles.map((middle, i): Tick => [middle, number(bars.place[i] as number, "sig")]);
  return axis(0, 1, text("axis.points_dearest", { axis: m.known.axis }), names);
}
