/** Between two pictures: shapes of one id move, others come or go, and classes gather from their points. */

import type { BarShape, Shape } from "./shapes";

/** One shape's way: from where, to where, and whether it is there before and after. */
export interface Way {
  from: Shape;
  to: Shape;
  fate: "stays" | "comes" | "goes";
}

/** Every shape's way from what is seen to what will be. */
export function ways(before: Shape[], after: Shape[]): Way[] {
  const [old, fresh] = [byId(before), byId(after)];
  const stays = (shape: Shape): boolean => old.get(shape.id)?.kind === shape.kind;
  const going = before.filter((shape) => fresh.get(shape.id)?.kind !== shape.kind && shape.opacity > 0.01);
  const coming = after.filter((shape) => !stays(shape));
  return [
    ...going.map((shape): Way => ({ from: shape, to: gone(shape, coming, going), fate: "goes" })),
    ...after.map((shape): Way => {
      const was = old.get(shape.id);
      if (was?.kind === shape.kind) return { from: was, to: shape, fate: was.opacity > 0.02 ? "stays" : "comes" }; // not there yet when interrupted
      return { from: gone(shape, going, coming), to: shape, fate: "comes" };
    }),
  ];
}

/** All shapes after a share t of the time, from 0 to 1. */
export function mixed(ways: Way[], t: number): Shape[] {
  if (t >= 1) return ways.filter((way) => way.fate !== "goes").map((way) => way.to);
  return ways.map((way) => mix(way, t));
}

function mix({ from, to, fate }: Way, t: number): Shape {
  const s = eased(t);
  const opacity = from.opacity + (to.opacity - from.opacity) * shown(from, to, fate, t);
  if (from.kind === "bar" && to.kind === "bar") {
    return { ...to, opacity, x: between(from.x, to.x, s), y: between(from.y, to.y, s), w: between(from.w, to.w, s), h: between(from.h, to.h, s) };
  }
  if (from.kind === "dot" && to.kind === "dot") {
    return { ...to, opacity, x: between(from.x, to.x, s), y: between(from.y, to.y, s), r: between(from.r, to.r, s) };
  }
  if (from.kind === "line" && to.kind === "line") {
    return { ...to, opacity, x0: between(from.x0, to.x0, s), y0: between(from.y0, to.y0, s), x1: between(from.x1, to.x1, s), y1: between(from.y1, to.y1, s) };
  }
  if (from.kind === "words" && to.kind === "words") {
    return { ...to, opacity, x: between(from.x, to.x, s), y: between(from.y, to.y, s), size: between(from.size, to.size, s) };
  }
  if (from.kind === "path" && to.kind === "path" && from.points.length === to.points.length) {
    return { ...to, opacity, points: to.points.map((at, i) => between(from.points[i] ?? at, at, s)) };
  }
  return { ...to, opacity };
}

/** What comes is seen in the last part of the way, what goes is gone after the first; but bars are seen while they grow or gather. */
function shown(from: Shape, to: Shape, fate: Way["fate"], t: number): number {
  if (fate === "stays") return t;
  const grows = from.kind === "bar" && to.kind === "bar" && (from.h !== to.h || from.w !== to.w);
  if (fate === "goes") return grows ? clamp((t - 0.5) / 0.4) : clamp(t / 0.3);
  return grows ? clamp(t / 0.1) : clamp((t - 0.65) / 0.35);
}

/** How a shape is when it is not there: bars flat on their base, or a slice of the box of their class; all else unseen. */
function gone(shape: Shape, others: Shape[], own: Shape[]): Shape {
  if (shape.kind === "dot") return { ...shape, r: 0, opacity: 0 };
  if (shape.kind !== "bar") return { ...shape, opacity: 0 };
  if (isPoint(shape)) {
    const box = others.find((other): other is BarShape => isClass(other) && other.role === shape.role);
    if (box) return slice(box, shape, own);
  }
  if (isClass(shape) && others.some(isPoint)) return { ...shape, opacity: 0 };
  if (shape.from === "left") return { ...shape, w: 0, opacity: 0 };
  return { ...shape, y: shape.from === "top" ? shape.y : shape.y + shape.h, h: 0, opacity: 0 };
}

function isPoint(shape: Shape): shape is BarShape {
  return shape.kind === "bar" && shape.id.startsWith("bar/") && !shape.outline;
}

function isClass(shape: Shape): shape is BarShape {
  return shape.kind === "bar" && shape.id.startsWith("class/");
}

/** The place of a point's bar among those of its class, within the box of the class. */
function slice(box: BarShape, bar: BarShape, all: Shape[]): BarShape {
  const same = all.filter((other) => isPoint(other) && other.role === bar.role);
  const w = box.w / same.length;
  return { ...bar, x: box.x + w * same.indexOf(bar), y: box.y, w, h: box.h, opacity: 0.35 };
}

function byId(shapes: Shape[]): Map<string, Shape> {
  return new Map(shapes.map((shape) => [shape.id, shape]));
}

function between(a: number, b: number, t: number): number {
  return a + (b - a) * t;
}

function clamp(t: number): number {
  return Math.max(0, Math.min(1, t));
}

/** Slow at both ends. */
function eased(t: number): number {
  return t < 0.5 ? 4 * t * t * t : 1 - (2 - 2 * t) ** 3 / 2;
}
