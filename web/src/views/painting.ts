/** Shapes as SVG: an element each, kept as long as its shape is there; only what changed is written. */

import { set, svg, unique } from "./dom";
import { LEADING } from "./lettering";
import type { Shape } from "./shapes";

const LAYERS = ["rules", "bars", "lines", "dots", "words"] as const;
type Layer = (typeof LAYERS)[number];

export interface Painter {
  /** Makes the picture show these shapes and no others. */
  paint: (shapes: Shape[]) => void;
  /** The element of a shape. */
  element: (id: string) => SVGElement | undefined;
}

interface Painted {
  element: SVGElement;
  shape: Shape;
}

/** Something that paints into an <svg>. */
export function painter(picture: SVGSVGElement): Painter {
  const hatch = unique("hatch");
  picture.append(svg("defs", {}, pattern(hatch)));
  const layers = Object.fromEntries(LAYERS.map((name) => [name, svg("g", { class: name })])) as Record<Layer, SVGGElement>;
  picture.append(...LAYERS.map((name) => layers[name]));
  const painted = new Map<string, Painted>();

  function paint(shapes: Shape[]): void {
    const left = new Set(painted.keys());
    for (const shape of shapes) {
      left.delete(shape.id);
      const old = painted.get(shape.id);
      if (old?.shape === shape) continue;
      if (old && old.shape.kind === shape.kind) {
        write(old.element, shape, hatch, old.shape);
        old.shape = shape;
        continue;
      }
      old?.element.remove();
      const element = svg(ELEMENTS[shape.kind], { "data-id": shape.id });
      write(element, shape, hatch);
      layers[layerOf(shape)].append(element);
      painted.set(shape.id, { element, shape });
    }
    for (const id of left) {
      painted.get(id)?.element.remove();
      painted.delete(id);
    }
  }
  return { paint, element: (id) => painted.get(id)?.element };
}

const ELEMENTS = { bar: "rect", dot: "circle", path: "path", line: "line", words: "text" } as const;

function layerOf(shape: Shape): Layer {
  if (shape.kind === "bar") return "bars";
  if (shape.kind === "line") return shape.look === "rule" ? "rules" : "lines";
  if (shape.kind === "path" && shape.band) return "rules";
  return shape.kind === "path" ? "lines" : shape.kind === "dot" ? "dots" : "words";
}

/** Diagonal lines of paper: the second cue of negatives, beside their hue. */
function pattern(id: string): SVGPatternElement {
  return svg(
    "pattern",
    { id, patternUnits: "userSpaceOnUse", width: 6, height: 6, patternTransform: "rotate(45)" },
    svg("rect", { class: "hatch-ground", width: 6, height: 6 }),
    svg("rect", { class: "hatch-line", width: 1.2, height: 6 }),
  );
}

function write(element: SVGElement, shape: Shape, hatch: string, old?: Shape): void {
  const before = old ? geometry(old) : {};
  for (const [name, value] of Object.entries(geometry(shape))) if (value !== before[name]) element.setAttribute(name, value);
  if (!old || old.opacity !== shape.opacity) set(element, { opacity: shape.opacity < 0.999 ? shape.opacity.toFixed(3) : null });
  if (shape.kind === "bar") {
    const hatched = shape.role === "negative" && !shape.outline && !shape.thin;
    if (!old || hatched !== element.hasAttribute("fill")) set(element, { fill: hatched ? `url(#${hatch})` : null });
  }
  const looks = classes(shape);
  if (!old || classes(old) !== looks) setClass(element, looks);
  if (shape.kind === "words") writeWords(element, shape, old);
}

/** Keeps what others put on the element (whether it is pointed at). */
function setClass(element: SVGElement, looks: string): void {
  const lit = element.classList.contains("lit");
  set(element, { class: lit ? `${looks} lit` : looks });
}

function geometry(shape: Shape): Record<string, string> {
  switch (shape.kind) {
    case "bar":
      return { x: n(shape.x), y: n(shape.y), width: n(Math.max(0, shape.w)), height: n(Math.max(0, shape.h)) };
    case "dot":
      return { cx: n(shape.x), cy: n(shape.y), r: n(shape.r) };
    case "line":
      return { x1: n(shape.x0), y1: n(shape.y0), x2: n(shape.x1), y2: n(shape.y1) };
    case "path":
      return { d: path(shape.points) + (shape.tear || shape.band ? "Z" : "") };
    case "words":
      return { "text-anchor": shape.anchor, "font-size": n(shape.size), x: n(shape.x), y: n(shape.y) };
  }
}

function path(points: number[]): string {
  let d = "";
  for (let i = 0; i + 1 < points.length; i += 2) d += `${i ? "L" : "M"}${n(points[i] ?? 0)},${n(points[i + 1] ?? 0)}`;
  return d;
}

function classes(shape: Shape): string {
  switch (shape.kind) {
    case "bar":
      return ["bar", shape.role, ...flags({ outline: shape.outline, thin: shape.thin, emphasis: shape.emphasis })].join(" ");
    case "dot":
      return ["dot", shape.role, ...flags({ hollow: !shape.filled })].join(" ");
    case "line":
      return `line ${shape.role} ${shape.look}`;
    case "path":
      return shape.tear ? "tear" : `${shape.band ? "band" : "curve"} ${shape.role}`;
    case "words":
      return ["words", shape.role, ...flags({ bold: shape.bold, axis: shape.axis }), ...(shape.ground ? [`on-${shape.ground}`] : [])].join(" ");
  }
}

function flags(of: Record<string, boolean>): string[] {
  return Object.keys(of).filter((name) => of[name]);
}

/** Lines of words; each begins anew at x, the block's middle is at y. */
function writeWords(element: SVGElement, shape: Shape & { kind: "words" }, old?: Shape): void {
  const same = old?.kind === "words" && old.lines.length === shape.lines.length && old.lines.every((line, i) => line === shape.lines[i]);
  if (!same) element.replaceChildren(...shape.lines.map((line) => svg("tspan", {}, line)));
  const first = 0.35 - ((shape.lines.length - 1) * LEADING) / 2;
  [...element.children].forEach((line, i) => set(line, { x: n(shape.x), dy: i === 0 ? `${first.toFixed(3)}em` : `${LEADING}em` }));
}

/** A number of pixels, to a hundredth. */
function n(value: number): string {
  return String(Math.round(value * 100) / 100);
}
