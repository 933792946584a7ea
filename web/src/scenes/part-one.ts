/** Part one of the story: from points to a number. One function a scene. */

import type { Axis, Bar, Formula, Listing, Mark, Message, Scene } from "../contract/story";
import { text } from "../messages";
import { alike } from "../model/bars";
import type { Material } from "../model/material";
import { axisOf, bareAxis, barsOnAxis, dotId, dots, modelCurve, numberLine, slots } from "./axis";
import { heightAxis, meanMarks, QUARTERS, standing, topOf, valueLabels } from "./common";
import { modelSentences } from "./fitted";
import { axis, bar, curve, dot, label, linspace, place } from "./marks";
import { ticks } from "./ticks";

const HIDDEN = axis(-0.06, 1.06);
const PROBABILITY = axis(-0.06, 1.06, text("axis.positive"), QUARTERS);
const GIVEN = axis(0, 1.1, text("axis.given"), QUARTERS);

/** The points on the axis, without colour. */
export function feature(m: Material): Scene {
  const said = [text(m.known.isFeature ? "scene.feature.1" : "scene.feature.scores.1", m.facts())];
  if (!m.bars.isSingle) said.push(text("dots.gathered", { rows: m.rows }));
  return scene(m, "feature", HIDDEN, [...numberLine(m, 0.5), ...dots(m, 0.5, false)], { said, x: bareAxis(m) });
}

/** The same points, coloured by class. */
export function labels(m: Material): Scene {
  return scene(m, "labels", HIDDEN, [...numberLine(m, 0.5), ...dots(m, 0.5)], { x: bareAxis(m) });
}

/** The loss as a formula whose terms can be pointed at. */
export function formula(m: Material): Scene {
  const marks = [FORMULA, ...numberLine(m, 0.15), ...dots(m, 0.15)];
  return scene(m, "formula", HIDDEN, marks, { x: bareAxis(m) });
}

const FORMULA: Formula = {
  kind: "formula",
  id: "formula",
  role: "plain",
  terms: [
    { id: "formula/mean", role: "loss", tex: "L = -\\frac{1}{N}\\sum_{i=1}^{N}", note: text("formula.mean") },
    { id: "formula/positive", role: "positive", tex: "\\left[\\,y_i\\,\\log\\,p_i\\right.", note: text("formula.positive") },
    {
      id: "formula/negative",
      role: "negative",
      tex: "\\left.+\\;(1-y_i)\\,\\log\\,(1-p_i)\\,\\right]",
      note: text("formula.negative"),
    },
  ],
};

/** The classes drift apart: negatives up, positives down. */
export function split(m: Material): Scene {
  return scene(m, "split", HIDDEN, dots(m));
}

/** The model's probability of the positive class along the axis. */
export function curveScene(m: Material): Scene {
  return scene(m, "curve", PROBABILITY, [modelCurve(m), ...dots(m)], { said: [curveSentence(m), ...modelSentences(m)] });
}

function curveSentence(m: Material): Message {
  const { model, moved, isFeature } = m.known;
  const line = moved?.line ?? model?.line;
  if (line !== undefined && isFeature) {
    const facts = m.facts({ w: line.weight, b: Math.abs(line.bias) });
    return text(line.bias >= 0 ? "scene.curve.1" : "scene.curve.minus.1", facts);
  }
  if (model === undefined) return text("scene.curve.scores.1", m.facts());
  return text("scene.curve.features.1", m.facts({ features: model.features }));
}

/** Under the curve: the probability that positive points were given. */
export function positives(m: Material): Scene {
  const marks = [...barsOnAxis(m, 1), modelCurve(m), ...dots(m)];
  return scene(m, "positives", PROBABILITY, marks, { said: [text("scene.positives.1", m.facts()), ...aboutBars(m)] });
}

/** Whether bars gather rows, and whether some stand at the ends of the axis, where they do not belong. */
function aboutBars(m: Material): Message[] {
  const [low, high] = m.ends;
  const said: Message[] = [];
  if (!m.bars.isSingle) said.push(text("bars.gathered", { rows: m.rows, bars: m.bars.length }));
  if (m.bars.columns.place.some((at) => at < low || at > high)) said.push(text("bars.beyond", { low, high }));
  return said;
}

/** From 1 down to the curve: the probability that negative points were given. */
export function negatives(m: Material): Scene {
  return scene(m, "negatives", PROBABILITY, [...barsOnAxis(m, 0), modelCurve(m), ...dots(m)]);
}

/** All bars at once, still where their points are. */
export function together(m: Material): Scene {
  return scene(m, "together", PROBABILITY, [...barsOnAxis(m, 0, 1), modelCurve(m), ...dots(m)]);
}

/** The bars side by side, negatives still hanging from 1. */
export function lineUp(m: Material): Scene {
  const hanging = standing(m.bars, m.bars.given, 1, m.names).map((b) =>
    b.role === "negative" ? { ...b, y0: 1 - b.y1, y1: 1 } : b,
  );
  return scene(m, "line-up", GIVEN, hanging, { x: slots(m) });
}

/** All bars on one baseline: the probability given to the true class. */
export function baseline(m: Material): Scene {
  const { given } = m.bars;
  const worst = firstLeast(given);
  const facts = { low: given[worst] as number, who: m.who(worst), high: Math.max(...given) };
  const said = [text("scene.baseline.1", m.facts()), text("scene.baseline.2", facts)];
  const marks = [...standing(m.bars, given, 1, m.names), ...valueLabels(m.bars, given, 1)];
  return scene(m, "baseline", GIVEN, marks, { said, x: slots(m) });
}

/** The curve −log p, and each point on it. */
export function penalty(m: Material): Scene {
  const half = Math.LN2 * m.factor;
  const tenth = Math.LN10 * m.factor;
  const top = topOf(m.heights, Math.log(20) * m.factor);
  // Close together where the curve bends, even if it is a thousand high.
  const cost = linspace(0, 1, 200).map((part) => part ** 3 * top);
  const onCurve = m.bars.columns.ids.map((_, i) => {
    const [g, h] = [m.bars.given[i] as number, m.heights[i] as number];
    return dot(dotId(m, i), m.role(i), g, Math.min(h, top), m.role(i) === "positive", m.names[i]);
  });
  const notes = [["half", 0.5, half] as const, ["tenth", 0.1, tenth] as const].map(([name, at, y]) => {
    const spots = [place(at + 0.02, y + 0.02 * top, "left"), place(at + 0.12, Math.min(y + 0.12 * top, top), "left")];
    const words = text("marks.costs", { p: at, cost: y, unit: m.unitName });
    return label(`note/${name}`, "quiet", words, spots, { needed: false });
  });
  const fall = curve("penalty", "model", cost.map((c) => Math.exp(-c / m.factor)), cost);
  const y = axis(0, top * 1.04, surprisal(m), ticks(0, top));
  const said = [text("scene.penalty.1", m.facts({ half, tenth })), text("scene.penalty.2")];
  const x = axis(-0.01, 1.03, text("axis.given"), QUARTERS);
  return scene(m, "penalty", y, [...stems(m, top), fall, ...onCurve, ...notes], { said, x });
}

/** The bars of −log p, thin, each where the probability is that it comes from. */
function stems(m: Material, top: number): Bar[] {
  const width = 0.008;
  return m.bars.columns.ids.map((id, i) => {
    const [g, h] = [m.bars.given[i] as number, m.heights[i] as number];
    const looks = { broken: h === Infinity, name: m.names[i] as Message };
    return bar(id, m.role(i), g - width / 2, g + width / 2, 0, Math.min(h, top), looks);
  });
}

/** The bars become −log p; their mean is the loss. */
export function loss(m: Material): Scene {
  const top = topOf(m.heights);
  const worst = firstLeast(m.heights.map((h) => -h));
  const isFinite = Number.isFinite(m.loss);
  const marks: Mark[] = [...standing(m.bars, m.heights, top, m.names, m.bars.isSingle ? worst : -1)];
  marks.push(...valueLabels(m.bars, m.heights, top, isFinite ? m.loss : NaN));
  if (isFinite) marks.push(...meanMarks(m.loss));
  return scene(m, "loss", heightAxis(m.heights, top, surprisal(m)), marks, { said: lossSentences(m, worst), x: slots(m) });
}

function lossSentences(m: Material, worst: number): Message[] {
  const said = [text("scene.loss.1", m.facts())];
  if (!Number.isFinite(m.loss)) return [...said, infiniteLoss(m)];
  if (m.loss > 0) {
    const facts = { who: m.who(worst), cost: m.heights[worst] as number, share: m.costs[worst] as number };
    said.push(text("scene.loss.2", m.facts(facts)));
  }
  return [...said, text("scene.loss.3", m.facts())];
}

function infiniteLoss(m: Material): Message {
  if (Number.isNaN(m.rest)) return text("scene.loss.infinite.all", { rows: m.infinite });
  return text("scene.loss.infinite", { rows: m.infinite, rest: m.rest, unit: m.unitName });
}

/** The few lines of code that get the same number, and what they print. */
export function check(m: Material): Scene {
  const { code, output, wasRun } = m.known.check();
  const listing: Listing = { kind: "listing", id: "check", role: "plain", code, output };
  const said = wasRun ? (m.known.clipped ? "scene.check.clipped" : "scene.check.1") : "page.check";
  return scene(m, "check", axis(0, 1), [listing], { said: [text(said)], x: axis(0, 1) });
}

/** A scene of this part: messages go by its name, the axis is the story's unless it says otherwise. */
function scene(m: Material, id: string, y: Axis, marks: Mark[], more: { said?: Message[]; x?: Axis } = {}): Scene {
  const { said = [text(`scene.${id}.1`, m.facts())], x = axisOf(m) } = more;
  return { id, part: 1, title: text(`scene.${id}.title`, m.facts()), sentences: said, x, y, marks, key: [] };
}

function surprisal(m: Material): Message {
  return text("axis.surprisal", { unit: m.unitName });
}

/** Where the least of some values is, the first of several. */
function firstLeast(values: Float64Array): number {
  let first = 0;
  for (let i = 1; i < values.length; i++) if (alike(values[i] as number) < alike(values[first] as number)) first = i;
  return first;
}
