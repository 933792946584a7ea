/** The frame of a picture: where its axes are, and from data to pixels and back. */

import type { Axis, Scene, Words } from "../contract/story";
import { LEADING, type Measure, balanced, pieces } from "./lettering";

/** What a picture is drawn with: its size in pixels, that of its type, how words are said and how wide they are. */
export interface Sheet {
  width: number;
  height: number;
  size: number;
  say: (words: Words) => string;
  measure: Measure;
  /** Leaves out the names of axes and their ticks: for small pictures beside others. */
  bare?: boolean;
}

export interface Frame {
  left: number;
  right: number;
  top: number;
  bottom: number;
  x: (value: number) => number;
  y: (value: number) => number;
  /** From pixels to data. */
  atX: (pixel: number) => number;
  atY: (pixel: number) => number;
}

/** The frame of a scene: margins as wide as the words need, but never so narrow that scenes would jump. */
export function frameOf(scene: Scene, sheet: Sheet): Frame {
  const { width, height, size } = sheet;
  if (sheet.bare) return framed(scene, size, width - size, size, height - size);
  const names = scene.y.ticks.map(([, words]) => sheet.measure(sheet.say(words), size, false));
  const left = Math.max(2.6 * size, Math.max(0, ...names) + 0.8 * size);
  const right = width - 1.2 * size;
  const ticks = Math.max(1, ...tickNames(scene.x, right - left, sheet).names.map((lines) => lines.length));
  const named = labelLines(scene.x.label, right - left, sheet).length || 1;
  const below = size * (0.6 + LEADING * ticks + 0.35 + LEADING * named + 0.3);
  const above = size * (1 + LEADING * (labelLines(scene.y.label, right - left, sheet).length || 1));
  return framed(scene, left, right, above, height - below);
}

function framed(scene: Scene, left: number, right: number, top: number, bottom: number): Frame {
  const across = (right - left) / (scene.x.high - scene.x.low);
  const up = (bottom - top) / (scene.y.high - scene.y.low);
  return {
    left,
    right,
    top,
    bottom,
    x: (value) => left + (value - scene.x.low) * across,
    y: (value) => bottom - (value - scene.y.low) * up,
    atX: (pixel) => scene.x.low + (pixel - left) / across,
    atY: (pixel) => scene.y.low + (bottom - pixel) / up,
  };
}

/** The name of an axis in lines that fit. */
export function labelLines(words: Words, width: number, sheet: Sheet): string[] {
  const said = sheet.say(words);
  return said === "" ? [] : balanced(said, width, (line) => sheet.measure(line, sheet.size, false));
}

/** Tick names across, in lines, and their size: messages are broken to fit, numbers left out where they would touch. */
export function tickNames(axis: Axis, width: number, sheet: Sheet): { names: string[][]; size: number } {
  const said = axis.ticks.map(([, words]) => sheet.say(words));
  if (axis.ticks.some(([, words]) => typeof words !== "string")) {
    const room = (0.92 * width) / axis.ticks.length;
    const longest = Math.max(...said.flatMap(pieces).map((piece) => sheet.measure(piece.trimEnd(), sheet.size, false)));
    const size = sheet.size * Math.max(0.65, Math.min(1, room / longest)); // smaller, where one word is too long
    return { names: said.map((words) => balanced(words, room, (line) => sheet.measure(line, size, false))), size };
  }
  const spans = axis.ticks.map(([at], i) => span(at, sheet.measure(said[i] ?? "", sheet.size, false), axis, width));
  let step = 1;
  while (step < said.length && !fits(spans, step, 0.6 * sheet.size)) step++;
  return { names: said.map((name, i) => (i % step === 0 ? [name] : [])), size: sheet.size };
}

/** Where the name of a tick is anchored: those at the ends of the axis stay within it. */
export function tickSide(at: number, axis: Axis): "start" | "middle" | "end" {
  const near = 0.001 * (axis.high - axis.low);
  return at - axis.low < near ? "start" : axis.high - at < near ? "end" : "middle";
}

function span(at: number, wide: number, axis: Axis, width: number): [number, number] {
  const x = ((at - axis.low) / (axis.high - axis.low)) * width;
  const start = { start: x, middle: x - wide / 2, end: x - wide }[tickSide(at, axis)];
  return [start, start + wide];
}

function fits(spans: [number, number][], step: number, air: number): boolean {
  const kept = spans.filter((_, i) => i % step === 0);
  return kept.every(([start], i) => i === 0 || (kept[i - 1]?.[1] ?? -Infinity) + air <= start);
}
