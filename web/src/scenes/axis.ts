/** What stands on the story's axis: dots, bars under and over the curve, the curve itself; and the slots of bars side by side. */

import type { Axis, Bar, Curve, Dot, Mark, Message, Tick } from "../contract/story";
import { number, text } from "../messages";
import type { Material } from "../model/material";
import { SHARES } from "./common";
import { axis, bar, curve, dot, label, line, linspace, place } from "./marks";
import { ticks } from "./ticks";

const CURVE_POINTS = 161;

/** The axis with its round numbers. */
export function axisOf(m: Material): Axis {
  return axis(...m.ends, m.known.axis, ticks(...m.ends));
}

/** The axis without ticks, for scenes that draw it as a line of their own. */
export function bareAxis(m: Material): Axis {
  return axis(...m.ends);
}

/** The axis as a line through the points, with its round numbers below it. */
export function numberLine(m: Material, y: number): Mark[] {
  const [low, high] = m.ends;
  const marks: Mark[] = [line("axis", "reference", low, y, high, y)];
  ticks(low, high).forEach(([at, name], i) => {
    marks.push(line(`axis/${i}`, "reference", at, y - 0.03, at, y));
    marks.push(label(`axis/${i}/label`, "quiet", name, [place(at, y - 0.05, "center", "top")], { needed: false }));
  });
  marks.push(label("axis/label", "quiet", m.known.axis, [place((low + high) / 2, y - 0.15, "center", "top")]));
  return marks;
}

/** A dot a bar, at one height, or split: negatives at 1, positives at 0. */
export function dots(m: Material, y?: number, coloured = true): Dot[] {
  return m.places(barWidth(m)).map((x, i) => {
    const look = m.role(i);
    const height = y ?? (look === "negative" ? 1 : 0);
    return dot(dotId(m, i), coloured ? look : "plain", x, height, look === "positive" || !coloured, m.names[i]);
  });
}

/** The dot that belongs to a bar. */
export function dotId(m: Material, i: number): string {
  return (m.bars.columns.ids[i] as string).replace("bar", "dot");
}

/** The model's curve. */
export function modelCurve(m: Material): Curve {
  const x = linspace(...m.ends, CURVE_POINTS);
  return curve("curve", "model", x, x.map(m.known.curve));
}

/** How wide a bar is that stands where its point is. */
function barWidth(m: Material): number {
  const [low, high] = m.ends;
  return (high - low) * Math.max(0.004, Math.min(0.026, 0.8 / m.bars.length));
}

/** Bars of some classes where their points are: positives stand on 0, negatives hang from 1. */
export function barsOnAxis(m: Material, ...classes: number[]): Bar[] {
  const width = barWidth(m);
  const { ids, cls } = m.bars.columns;
  const found: Bar[] = [];
  m.places(width).forEach((x, i) => {
    const k = cls[i] as number;
    if (!classes.includes(k)) return;
    const given = m.bars.given[i] as number;
    const [low, high] = k === 1 ? [0, given] : [1 - given, 1];
    found.push(bar(ids[i] as string, m.role(i), x - width / 2, x + width / 2, low, high, { name: m.names[i] as Message }));
  });
  return found;
}

/** The axis of bars side by side: each with its place named where there are few. */
export function slots(m: Material): Axis {
  const { areFew, isSingle, middles, columns } = m.bars;
  if (!(areFew && isSingle)) return axis(0, 1, text("axis.share_by", { axis: m.known.axis }), SHARES);
  const names = middles.map((middle, i): Tick => [middle, number(columns.place[i] as number, "sig")]);
  return axis(0, 1, text("axis.points_by", { axis: m.known.axis }), names);
}
