/** The bars of a training step by step: what a page holds of each step, as scenes. */

import type { Frame, Track } from "../contract/report";
import type { Bar, Mark, Scene, Words } from "../contract/story";
import { meanMarks } from "../scenes/common";

/** What a run was at a step: at its last one before, where it has none of that number; at its first before that. */
export function frameAt({ frames }: Track, step: number): Frame {
  const later = frames.findIndex((frame) => frame.step > step);
  return frames[later < 0 ? frames.length - 1 : Math.max(0, later - 1)] as Frame;
}

/** The picture of a run at a step. A bar of one row says whose it is. */
export function sceneAt(track: Track, frame: Frame): Scene {
  const flat = track.scene as Scene;
  const marks: Mark[] = (flat.marks as Bar[]).flatMap((bar, i) => {
    const cost = frame.heights[i] ?? null;
    if (cost === null) return []; // no prediction, no height
    const height = cost === "∞" ? Infinity : cost;
    return [{ ...bar, y1: Math.min(height, track.top), broken: height === Infinity, name: nameOf(track.rows[i] ?? "", frame.step, height) }];
  });
  return { ...flat, title: frame.title, marks: frame.mean === null ? marks : [...marks, ...meanMarks(frame.mean)] };
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
