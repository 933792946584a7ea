/** What scenes share: bars side by side with their values, columns, and the line at the mean. */

import type { Axis, Bar, Label, Mark, Message, Place, Role, Tick, Words } from "../contract/story";
import { number, text } from "../messages";
import { alike, role, type Bars } from "../model/bars";
import { axis, bar, label, line, place } from "./marks";
import { ceiling, ticks } from "./ticks";

/** How much higher an axis is than its highest mark may be, so that there is room for a label above it. */
const HEADROOM = 1.14;

export const SHARES: Tick[] = [0, 0.25, 0.5, 0.75, 1].map((q) => [q, number(q, "pct")]);
export const QUARTERS: Tick[] = [0, 0.25, 0.5, 0.75, 1].map((q) => [q, String(q)]);

/** A round number at which an axis may end that shows all finite values. */
export function topOf(values: Iterable<number>, atLeast = 0): number {
  let top = atLeast;
  for (const value of values) if (Number.isFinite(value) && value > top) top = value;
  return ceiling(top);
}

/** An axis from 0 to a round number, and farther where a label above the highest mark needs room. */
export function heightAxis(values: Iterable<number>, top: number, name: Message): Axis {
  let highest = -Infinity;
  for (const value of values) if (!Number.isNaN(value)) highest = Math.max(highest, Math.min(value, top));
  if (highest === -Infinity) highest = 0;
  return axis(0, Math.max(1.02 * top, HEADROOM * highest), name, ticks(0, top, 4));
}

/** Bars side by side; an infinite one ends, broken, at the top. */
export function standing(bars: Bars, heights: Float64Array, top: number, names: readonly Words[], emphasis = -1): Bar[] {
  const { ids, cls } = bars.columns;
  return bars.slots.map(([x0, x1], i) => {
    const h = heights[i] as number;
    const looks = { broken: h === Infinity, emphasis: i === emphasis, name: names[i] as Words };
    return bar(ids[i] as string, role(cls[i] as number), x0, x1, 0, Math.min(h, top), looks);
  });
}

/** The value of each bar above it; or on a line that runs there, or inside. None where bars are many. */
export function valueLabels(bars: Bars, heights: Float64Array, top: number, level = NaN): Label[] {
  if (!bars.areFew) return [];
  const { ids, cls } = bars.columns;
  return bars.middles.map((x, i) => {
    const h = heights[i] as number;
    const y = Math.min(h, top);
    const isBelow = alike(y) <= alike(level) && alike(level) < top;
    const spots = [place(x, y), ...(isBelow ? [place(x, level)] : []), place(x, y, "center", "top")];
    return label(`value/${ids[i]}`, role(cls[i] as number), number(h, "n2"), spots, { needed: false });
  });
}

/** The label of a line across the whole picture: above or below it, at the right first. */
export function levelLabel(id: string, look: Role, words: Message, at: number): Label {
  const spots: [number, Place["across"]][] = [
    [1, "right"],
    [0.75, "center"],
    [0.5, "center"],
    [0.25, "center"],
    [0, "left"],
  ];
  const sides = ["bottom", "top"] as const;
  return label(id, look, words, sides.flatMap((along) => spots.map(([x, across]) => place(x, at, across, along))));
}

/** The line at the loss, across bars that stand side by side, and its label. */
export function meanMarks(loss: number): Mark[] {
  return [line("mean", "loss", 0, loss, 1, loss), levelLabel("mean/label", "loss", text("marks.mean", { loss }), loss)];
}

/** A loss beside others: its name, its role, and its value in the unit. */
export type Column = [name: "base" | "loss" | "given" | "moved" | "unseen", role: Role, value: number];

const COLUMN_NAMES: Readonly<Record<Column[0], string>> = {
  base: "marks.yardstick.base",
  loss: "marks.yardstick.loss",
  given: "marks.yardstick.given",
  moved: "page.yardstick.moved",
  unseen: "marks.yardstick.unseen",
};

/** Losses side by side, with both axes. */
export function columns(values: readonly Column[], unit: Message): [Axis, Axis, Mark[]] {
  const top = topOf(values.map(([, , value]) => value * 1.05));
  const marks: Mark[] = [];
  values.forEach(([name, look, value], i) => {
    const height = Math.min(value, top);
    const words = text("marks.yardstick.value", { what: text(COLUMN_NAMES[name]), value, unit });
    const looks = { outline: look === "unseen", broken: value === Infinity, name: words };
    marks.push(bar(`yardstick/${name}`, look, i + 0.15, i + 0.85, 0, height, looks));
    const places = [place(i + 0.5, height), place(i + 0.5, height, "center", "top")];
    marks.push(label(`yardstick/${name}/value`, look, number(value), places));
  });
  const names = values.map(([name], i): Tick => [i + 0.5, text(COLUMN_NAMES[name])]);
  const heights = values.map(([, , value]) => value);
  return [axis(0, values.length, "", names), heightAxis(heights, top, text("axis.loss", { unit })), marks];
}

/** What stands in a class's box. */
export interface ClassBox {
  share: number;
  height: number;
  name: Words;
  words: Message;
}

/** Each class a box as wide as its share, and its label; a class without rows has none. */
export function classBoxes(boxes: readonly ClassBox[], top: number): Mark[] {
  const marks: Mark[] = [];
  let start = 0;
  boxes.forEach(({ share, height, name, words }, k) => {
    if (share <= 0) return;
    const end = Math.min(start + share, 1);
    const y = Math.min(height, top);
    marks.push(bar(`class/${k}`, role(k), start, end, 0, y, { broken: height === Infinity, name }));
    const middle = (start + end) / 2;
    const spots = [place(middle, y), place(middle, y / 2, "center", "center"), place(middle, y, "center", "top")];
    marks.push(label(`class/${k}/value`, role(k), words, spots, { needed: false, within: end - start }));
    start = end;
  });
  return marks;
}
