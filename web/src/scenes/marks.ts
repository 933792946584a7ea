/** Marks: what a scene shows, made with the defaults of src/logloss/scenes/marks.py. */

import type { Axis, Bar, Curve, Dot, Label, Line, Place, Role, Tick, Words } from "../contract/story";

export function dot(id: string, role: Role, x: number, y: number, filled = true, name: Words = ""): Dot {
  return { kind: "dot", id, role, x, y, filled, name };
}

/** What of a bar is seldom said. */
interface Looks {
  outline?: boolean;
  broken?: boolean;
  lying?: boolean;
  emphasis?: boolean;
  name?: Words;
}

/** A rectangle across x from the first to the second number, and across y from the third to the fourth. */
export function bar(id: string, role: Role, x0: number, x1: number, y0: number, y1: number, looks: Looks = {}): Bar {
  const { outline = false, broken = false, lying = false, emphasis = false, name = "" } = looks;
  return { kind: "bar", id, role, x0, x1, y0, y1, outline, broken, lying, emphasis, name };
}

export function curve(id: string, role: Role, x: number[], y: number[]): Curve {
  return { kind: "curve", id, role, x, y };
}

export function line(id: string, role: Role, x0: number, y0: number, x1: number, y1: number, dashed = false): Line {
  return { kind: "line", id, role, x0, y0, x1, y1, dashed };
}

export function place(x: number, y: number, across: Place["across"] = "center", along: Place["along"] = "bottom"): Place {
  return { x, y, across, along };
}

export function label(
  id: string,
  role: Role,
  text: Words,
  places: Place[],
  { needed = true, within = null }: { needed?: boolean; within?: number | null } = {},
): Label {
  return { kind: "label", id, role, text, places, needed, within };
}

export function axis(low: number, high: number, name: Words = "", ticks: Tick[] = []): Axis {
  return { low, high, label: name, ticks };
}

/** So many numbers at equal distances, the ends among them. */
export function linspace(low: number, high: number, count: number): number[] {
  const step = (high - low) / (count - 1);
  return Array.from({ length: count }, (_, i) => (i === count - 1 ? high : low + i * step));
}
