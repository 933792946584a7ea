/** Axes as shapes: light rules, tick names that touch nothing, and the names of both axes. */

import type { Scene } from "../contract/story";
import { type Frame, type Sheet, labelLines, tickNames, tickSide } from "./frame";
import { LEADING } from "./lettering";
import type { Box, LineShape, Shape, WordsShape } from "./shapes";

/** Rules, ticks and names of a scene's axes. */
export function axes(scene: Scene, frame: Frame, sheet: Sheet): Shape[] {
  if (sheet.bare) return [rule("y/floor", frame.left, frame.bottom, frame.right, frame.bottom)];
  return [...rules(scene, frame), ...ticks(scene, frame, sheet), ...names(scene, frame, sheet)];
}

/** The box of the words above the axes, which labels must not touch. */
export function above(scene: Scene, frame: Frame, sheet: Sheet): Box[] {
  const lines = labelLines(scene.y.label, frame.right - frame.left, sheet);
  if (lines.length === 0 || sheet.bare) return [];
  const wide = Math.max(...lines.map((line) => sheet.measure(line, sheet.size, false)));
  return [[0, 0, wide + 0.6 * sheet.size, lines.length * LEADING * sheet.size]];
}

function rules(scene: Scene, frame: Frame): LineShape[] {
  const lying = scene.marks.some((mark) => mark.kind === "bar" && mark.lying);
  if (lying) return scene.x.ticks.map(([at]) => rule(`x/${at}`, frame.x(at), frame.top, frame.x(at), frame.bottom));
  if (scene.y.ticks.length > 0)
    return scene.y.ticks.map(([at]) => rule(`y/${at}`, frame.left, frame.y(at), frame.right, frame.y(at)));
  return scene.x.ticks.length > 0 ? [rule("y/floor", frame.left, frame.bottom, frame.right, frame.bottom)] : [];
}

function rule(id: string, x0: number, y0: number, x1: number, y1: number): LineShape {
  return { kind: "line", id: `rule/${id}`, role: "quiet", x0, y0, x1, y1, look: "rule", opacity: 1 };
}

function ticks(scene: Scene, frame: Frame, sheet: Sheet): WordsShape[] {
  const across = tickNames(scene.x, frame.right - frame.left, sheet);
  const { size } = sheet;
  const below = scene.x.ticks.map(([at], i) => {
    const lines = across.names[i] ?? [];
    const y = frame.bottom + 0.6 * size + (across.size * LEADING * Math.max(1, lines.length)) / 2;
    return words(`tick/x/${i}/${lines.join(" ")}`, lines, frame.x(at), y, tickSide(at, scene.x), across.size);
  });
  const beside = scene.y.ticks.map(([at, said]) =>
    words(`tick/y/${at}`, [sheet.say(said)], frame.left - 0.6 * size, frame.y(at), "end", size),
  );
  return [...below, ...beside].filter((shape) => shape.lines.length > 0);
}

function names(scene: Scene, frame: Frame, sheet: Sheet): WordsShape[] {
  const { size, height } = sheet;
  const wide = frame.right - frame.left;
  const x = labelLines(scene.x.label, wide, sheet);
  const y = labelLines(scene.y.label, wide, sheet);
  return [
    words(`name/x/${x.join(" ")}`, x, (frame.left + frame.right) / 2, height - 0.3 * size - (x.length * LEADING * size) / 2, "middle", size),
    words(`name/y/${y.join(" ")}`, y, 0, (y.length * LEADING * size) / 2, "start", size),
  ].filter((shape) => shape.lines.length > 0);
}

function words(id: string, lines: string[], x: number, y: number, anchor: WordsShape["anchor"], size: number): WordsShape {
  return { kind: "words", id, role: "quiet", x, y, lines, size, bold: false, anchor, ground: null, axis: true, opacity: 1 };
}
