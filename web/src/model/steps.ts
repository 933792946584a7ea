/** The bars of a training step by step: what a page holds of each step, as scenes. */

import type { Bars, Moment } from "../contract/report";
import type { Bar, Mark, Scene, Words } from "../contract/story";
import { meanMarks } from "../scenes/common";

/** The place of what a run was at a step: at its last one before, where it has none of that number; at its first before that. */
export function momentAt(run: readonly Moment[], step: number): number {
  const later = run.findIndex((moment) => moment.step > step);
  return later < 0 ? run.length - 1 : Math.max(0, later - 1);
}

/** The picture of a run at a moment, by its place. A bar of one row says whose it is. */
export function sceneAt(bars: Bars, run: readonly Moment[], place: number): Scene {
  const { step, title, mean } = run[place] as Moment;
  const flat = bars.scene as Scene;
  const marks: Mark[] = (flat.marks as Bar[]).flatMap((bar, i) => {
    const cost = bars.heights[place]?.[i] ?? null;
    if (cost === null) return []; // no prediction, no height
    const height = cost === "∞" ? Infinity : cost;
    return [{ ...bar, y1: Math.min(height, bars.top), broken: height === Infinity, name: nameOf(bars.rows[i] ?? "", step, height) }];
  });
  return { ...flat, title, marks: mean === null ? marks : [...marks, ...meanMarks(mean)] };
}

function nameOf(row: Words, step: number, cost: number): Words {
  if (row === "") return "";
  const values = { row, step, p: Math.exp(-cost), loss: cost === Infinity ? "∞" : cost };
  return { key: "page.report.step.row", values };
}

/** The place of the step that is nearest to a number, of steps in order. */
export function nearest(at: readonly number[], step: number): number {
  let best = 0;
  for (let i = 1; i < at.length; i++) if (Math.abs((at[i] as number) - step) < Math.abs((at[best] as number) - step)) best = i;
  return best;
}
