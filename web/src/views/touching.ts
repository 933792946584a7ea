/** Points and the curve under the hand and the keyboard: each is a slider over the picture, and says what it is. */

import type { Scene } from "../contract/story";
import { addPoint, flipPoint, isFree, movePoint, removePoint, setCurve } from "../state/actions";
import { heightAt, lifted, middle, roundStep, rounded, shifted, shoulder, turned } from "../state/curve";
import { type Line, points } from "../state/document";
import { set, svg, treeOf } from "./dom";
import { type Hold, type Pull, at, dragging, nearest } from "./dragging";
import type { Frame } from "./frame";
import type { Box } from "./shapes";
import type { Stage } from "./stage";
import type { Acts, Model } from "./view";

/** Scenes in which dots stand at their x. */
export const ON_AXIS = ["feature", "labels", "formula", "split", "curve", "positives", "negatives", "together"];

/** How far around a point or a handle the hand takes hold of it, in pixels. */
const REACH = 22;

export interface Touch {
  render: (model: Model, scene: Scene | null) => void;
  taken: (frame: Frame) => Box[];
}

/** Sliders over a stage whose scene has dots on the axis. */
export function touching(stage: Stage, acts: Acts): Touch {
  const layer = svg("g", { class: "touch" });
  stage.picture.append(layer);
  const sliders = new Map<string, SVGCircleElement>();
  let shown: { model: Model; scene: Scene } | null = null;
  let holds: Hold[] = [];
  let pulls = 0;

  /** The point of a key among the rows, or -1. */
  const indexOf = (key: string): number => acts.model().doc.keys.indexOf(Number(key.slice(4)));
  const rangeOf = (frame: Frame): [number, number] => [frame.atX(frame.left), frame.atX(frame.right)];
  const line = (): Line | null => acts.model().told.line;

  dragging(stage.picture, {
    holds: () => holds,
    frame: stage.frame,
    begin(key) {
      pulls += 1;
      acts.freeze(true);
      acts.point(key.startsWith("dot/") ? key.replace("dot", "bar") : null);
      sliders.get(key)?.focus({ preventScroll: true });
    },
    pull,
    end(key, tapped) {
      acts.freeze(false);
      if (tapped && key.startsWith("dot/")) acts.edit((doc) => flipPoint(doc, indexOf(key)));
      acts.settle();
    },
  });

  function pull({ key, x, y, frame }: Pull): void {
    const gesture = `${key}#${pulls}`;
    const range = rangeOf(frame);
    const own = line();
    if (key.startsWith("dot/")) {
      const to = rounded(frame.atX(Math.max(frame.left, Math.min(frame.right, x))), roundStep(range, 500));
      acts.edit((doc) => movePoint(doc, indexOf(key), to), gesture);
    } else if (own && key === "bias") {
      const flat = Math.abs(own.weight) * (range[1] - range[0]) < 0.2;
      const next = flat ? lifted(own, frame.atY(y)) : shifted(own, clamp(frame.atX(x), range) - middle(own, range));
      acts.edit((doc) => setCurve(doc, neat(next)), gesture);
    } else if (own && key === "weight") {
      const next = turned(middle(own, range), clamp(frame.atX(x), range), frame.atY(y), 0.03 * (range[1] - range[0]));
      acts.edit((doc) => setCurve(doc, neat(next)), gesture);
    }
  }

  stage.picture.addEventListener("dblclick", (event) => {
    const frame = stage.frame();
    if (!shown || !frame || !points(acts.model().doc)) return;
    const [x, y] = at(stage.picture, event);
    if (nearest(holds, x, y) || x < frame.left || x > frame.right) return;
    const apart = shown.scene.marks.some((mark) => mark.kind === "dot" && mark.y === 1);
    const where = rounded(frame.atX(x), roundStep(rangeOf(frame), 500));
    acts.edit((doc) => addPoint(doc, where, apart && frame.atY(y) > 0.5 ? 0 : 1));
  });

  function onKey(event: KeyboardEvent, key: string): void {
    const frame = stage.frame();
    const many = event.shiftKey ? 10 : 1;
    const step = ({ ArrowRight: many, ArrowUp: many, ArrowLeft: -many, ArrowDown: -many } as Record<string, number>)[event.key];
    if (!frame || event.altKey || event.ctrlKey || event.metaKey) return;
    if (step !== undefined) nudge(key, step, frame);
    else if (key.startsWith("dot/") && (event.key === "Enter" || event.key === " ")) acts.edit((doc) => flipPoint(doc, indexOf(key)));
    else if (key.startsWith("dot/") && (event.key === "Delete" || event.key === "Backspace")) remove(key);
    else if (key.startsWith("dot/") && (event.key === "PageDown" || event.key === "PageUp")) focusBeside(key, event.key === "PageDown" ? 1 : -1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function nudge(key: string, step: number, frame: Frame): void {
    const own = line();
    if (key.startsWith("dot/")) {
      const small = roundStep(rangeOf(frame), 80);
      acts.edit((doc) => movePoint(doc, indexOf(key), rounded((points(doc)?.x[indexOf(key)] ?? 0) + step * small, small / 10)), `${key}/keys`);
    } else if (own) {
      const next = key === "bias" ? { ...own, bias: rounded(own.bias + step * 0.1, 0.01) } : { ...own, weight: rounded(own.weight + step * 0.1, 0.01) };
      acts.edit((doc) => setCurve(doc, next), `${key}/keys`);
    }
  }

  function remove(key: string): void {
    if (!isFree(acts.model().doc, indexOf(key))) return;
    if (!focusBeside(key, 1)) focusBeside(key, -1);
    acts.edit((doc) => removePoint(doc, indexOf(key)));
  }

  /** Focuses the next point along the axis; whether there is one. */
  function focusBeside(key: string, step: number): boolean {
    const row = holds.filter((hold) => hold.key.startsWith("dot/")).sort((a, b) => a.x - b.x);
    const next = row[row.findIndex((hold) => hold.key === key) + step];
    const slider = next && sliders.get(next.key);
    if (!slider) return false;
    set(slider, { tabindex: "0" });
    slider.focus();
    return true;
  }

  function slider(key: string): SVGCircleElement {
    const found = sliders.get(key);
    if (found) return found;
    const made = svg("circle", { class: key.startsWith("dot/") ? "hold point" : "hold handle", role: "slider", "data-hold": key });
    made.addEventListener("keydown", (event) => onKey(event, key));
    const lit = key.startsWith("dot/") ? key.replace("dot", "bar") : null;
    made.addEventListener("focus", () => acts.point(lit));
    made.addEventListener("blur", () => acts.point(null));
    made.addEventListener("pointerenter", () => acts.point(lit));
    made.addEventListener("pointerleave", () => treeOf(made).activeElement !== made && acts.point(null));
    sliders.set(key, made);
    return made;
  }

  function render(model: Model, scene: Scene | null): void {
    const frame = stage.frame();
    shown = scene ? { model, scene } : null;
    const wanted = scene && frame ? [...pointHolds(model, scene, frame), ...curveHolds(model, scene, frame)] : [];
    holds = wanted.map(({ hold }) => hold);
    const many = wanted.length > 40;
    const keys = new Set(holds.map(({ key }) => key));
    for (const [key, element] of sliders) {
      if (keys.has(key)) continue;
      element.remove();
      sliders.delete(key);
    }
    const focused = treeOf(layer).activeElement;
    const isHeld = layer.contains(focused); // what is moved in the document loses the focus
    wanted.forEach(({ hold, attributes }, i) => {
      const isPoint = hold.key.startsWith("dot/");
      const element = slider(hold.key);
      const stop = !many || i === 0 || !isPoint || element === focused;
      set(element, { cx: hold.x, cy: hold.y, r: isPoint ? Math.max(4, Math.min(13, 0.48 * nearestTo(hold, holds))) : 9, tabindex: stop ? "0" : "-1", ...attributes });
      if (layer.children[i] !== element && !(isHeld && element.parentNode === layer)) layer.insertBefore(element, layer.children[i] ?? null);
    });
  }
  return { render, taken: (frame) => handleBoxes(acts.model().told.line, frame) };
}

/** How far the nearest other thing is: nothing covers the middle of another. */
function nearestTo(hold: Hold, all: readonly Hold[]): number {
  return all.reduce((least, other) => (other === hold ? least : Math.min(least, Math.hypot(other.x - hold.x, other.y - hold.y) || Infinity)), Infinity);
}

interface Wanted {
  hold: Hold;
  attributes: Record<string, string | number>;
}

/** Every point that can be moved, where its dot is. */
function pointHolds(model: Model, scene: Scene, frame: Frame): Wanted[] {
  const own = points(model.doc);
  if (!own || !scene.marks.some((mark) => mark.kind === "dot")) return [];
  const dots = new Map(scene.marks.flatMap((mark) => (mark.kind === "dot" ? [[mark.id, mark] as const] : [])));
  const found = model.doc.keys.flatMap((key, i): Wanted[] => {
    const dot = dots.get(`dot/${key}`);
    const [x, label] = [own.x[i], own.y[i]];
    if (!dot || x === undefined) return [];
    const values = { n: key, axis: model.told.axis, x: model.number(x), class: { key: label === 1 ? "class.positive" : "class.negative", values: {} } };
    const name = model.say({ key: "page.point", values });
    return [{
      hold: { key: dot.id, x: frame.x(dot.x), y: frame.y(dot.y), reach: REACH },
      attributes: {
        "aria-label": name,
        "aria-valuemin": rounded(scene.x.low, 0.001),
        "aria-valuemax": rounded(scene.x.high, 0.001),
        "aria-valuenow": x,
        "aria-valuetext": name,
        class: "hold point",
      },
    }];
  });
  return found.sort((a, b) => a.hold.x - b.hold.x);
}

/** The two handles of the curve, where it can be moved. */
function curveHolds(model: Model, scene: Scene, frame: Frame): Wanted[] {
  const line = model.told.line;
  if (!line || !scene.marks.some((mark) => mark.id === "curve")) return [];
  return (["bias", "weight"] as const).map((name) => {
    const x = handleAt(name, line, frame);
    const value = line[name];
    return {
      hold: { key: name, x: frame.x(x), y: frame.y(heightAt(line, x)), reach: REACH },
      attributes: {
        "aria-label": model.say({ key: { bias: "page.bias", weight: "page.weight" }[name], values: {} }),
        "aria-valuemin": -100,
        "aria-valuemax": 100,
        "aria-valuenow": rounded(value, 0.0001),
        "aria-valuetext": model.number(value),
        class: `hold handle ${name}`,
      },
    };
  });
}

function handleAt(name: "bias" | "weight", line: Line, frame: Frame): number {
  const range: [number, number] = [frame.atX(frame.left), frame.atX(frame.right)];
  return name === "bias" ? middle(line, range) : shoulder(line, range);
}

/** What labels keep clear of. */
function handleBoxes(line: Line | null, frame: Frame): Box[] {
  if (!line) return [];
  return (["bias", "weight"] as const).map((name) => {
    const x = handleAt(name, line, frame);
    const [px, py] = [frame.x(x), frame.y(heightAt(line, x))];
    return [px - 12, py - 12, px + 12, py + 12];
  });
}

/** A curve in few enough digits for an address. */
function neat(line: Line): Line {
  return { weight: Number(line.weight.toPrecision(5)), bias: Number(line.bias.toPrecision(5)) };
}

function clamp(x: number, [low, high]: [number, number]): number {
  return Math.max(low, Math.min(high, x));
}
