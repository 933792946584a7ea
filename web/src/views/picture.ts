/** The picture of a scene: the stage, the formula or the code where the scene has them, and the words of what is pointed at. */

import type { Formula, Listing, Scene } from "../contract/story";
import { points } from "../state/document";
import { termOf } from "./companion";
import { html, say, set } from "./dom";
import { formula, light } from "./formula";
import type { Frame, Sheet } from "./frame";
import type { Measure } from "./lettering";
import { barName, nameMarks } from "./naming";
import type { Box } from "./shapes";
import { boxes, BOXED } from "./boxes";
import { hasRail } from "./rail";
import { type Stage, stage } from "./stage";
import { ON_AXIS, touching } from "./touching";
import type { Acts, Model, View } from "./view";

/** How long a change of scene takes, in milliseconds, and one within a scene. */
const [TURN, SHIFT] = [900, 350];

export interface Picture extends View {
  stage: Stage;
}

/** A view of a scene's marks. */
export function picture(acts: Acts, options: { bare?: boolean; choose?: (model: Model) => Scene | null } = {}): Picture {
  const own = stage();
  const math = formula(acts, true);
  const over = html("div", { class: "over", hidden: true });
  const element = html("div", { class: options.bare ? "picture bare" : "picture" }, own.picture, over);
  const measure = measurer(element);
  let shown: Shown | undefined;
  let named: Scene | undefined;
  let lit: string | null = null;
  let ends = 0; // when what moves will be there
  let size: Size | undefined; // measured when it changes, not while something moves
  const [touch, grips] = [touching(own, acts), boxes(own, acts)];
  new ResizeObserver(() => {
    size = undefined;
    acts.refresh();
  }).observe(element);

  function render(model: Model): void {
    const scene = options.choose ? options.choose(model) : model.state.table || model.scene.marks.length === 0 ? null : model.scene;
    set(element, { hidden: scene === null });
    if (scene === null) return void (shown = size = undefined);
    size ??= sizeOf(element);
    if (size.width < 60 || size.height < 40) return void (size = undefined);
    const old = shown;
    shown = { scene, model, size };
    if (!old || old.scene !== scene || old.size !== size || old.model.say !== model.say) {
      const sheet: Sheet = { ...size, say: model.say, measure, ...(options.bare ? { bare: true } : {}) };
      const duration = durationOf(old, shown, ends - performance.now());
      ends = performance.now() + duration;
      own.show(scene, sheet, duration, taken(scene));
    }
    if (!model.live && (named !== scene || old?.model.say !== model.say)) nameMarks(own, (named = scene), model);
    touch.render(model, ON_AXIS.includes(scene.id) ? scene : null);
    grips.render(model, BOXED.includes(scene.id) ? scene : null);
    overlay(scene, model);
    if (model.lit !== null || lit !== null) lightMarks(element, (lit = model.lit));
    light(math, termOf(model));
  }

  function overlay(scene: Scene, model: Model): void {
    const found = scene.marks.find((mark): mark is Formula | Listing => mark.kind === "formula" || mark.kind === "listing");
    set(over, { hidden: found === undefined, class: `over ${found?.kind ?? ""}` });
    if (found?.kind === "formula" && over.firstElementChild !== math) over.replaceChildren(math);
    if (found?.kind === "listing") listing(over, found, model);
  }

  function taken(scene: Scene): (frame: Frame) => Box[] {
    if (ON_AXIS.includes(scene.id)) return touch.taken;
    return BOXED.includes(scene.id) ? (frame) => grips.taken(scene, frame) : () => [];
  }

  return { element, render, stage: own };
}

function listing(over: Element, found: Listing, model: Model): void {
  if (over.querySelector("code")?.textContent === found.code) return;
  const name = model.say({ key: "page.code", values: {} });
  over.replaceChildren(
    html("pre", { class: "code", tabindex: "0", role: "region", "aria-label": name }, html("code", {}, found.code)),
    html("pre", { class: "output" }, html("samp", {}, found.output)),
  );
}

/** The size of a picture in pixels, and of its type. */
interface Size {
  width: number;
  height: number;
  size: number;
}

interface Shown {
  scene: Scene;
  model: Model;
  size: Size;
}

function sizeOf(element: HTMLElement): Size {
  return { width: element.clientWidth, height: element.clientHeight, size: parseFloat(getComputedStyle(element).fontSize) };
}

/** Nothing moves for who asked for less motion, and while something is dragged; a new size only changes where what moves goes. */
function durationOf(old: Shown | undefined, now: Shown, left: number): number {
  if (!old || now.model.live) return 0;
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return 0;
  if (old.scene.id !== now.scene.id) return TURN;
  return old.size === now.size ? SHIFT : Math.max(0, left);
}

/** Marks of what is pointed at stand out; of a formula's term, those of its class. */
export function lightMarks(element: Element, lit: string | null): void {
  const term = lit?.startsWith("formula/") ? lit.slice(8) : null;
  set(element, { "data-lit": term === "positive" || term === "negative" ? term : null });
  const number = lit?.replace(/^(bar|dot|twin)\//, "") ?? null;
  for (const mark of element.querySelectorAll("[data-id]")) {
    const own = mark.getAttribute("data-id")?.match(/^(?:bar|dot)\/(.+)$/)?.[1];
    mark.classList.toggle("lit", number !== null && (own === number || mark.getAttribute("data-id") === lit));
  }
}

/** Measures words in the face of an element. */
export function measurer(element: Element): Measure {
  const context = document.createElement("canvas").getContext("2d");
  const widths = new Map<string, number>();
  return (words, size, bold) => {
    if (!context) return 0.55 * size * words.length;
    const face = `${bold ? 700 : 400} 100px ${getComputedStyle(element).fontFamily}`;
    const key = `${face}|${words}`;
    let width = widths.get(key);
    if (width === undefined) {
      context.font = face;
      width = context.measureText(words).width / 100;
      widths.set(key, width);
    }
    return width * size;
  };
}

/** Writes what is pointed at, or what can be done here. */
export function readout(): View {
  const element = html("p", { class: "readout" });
  return {
    element,
    render(model) {
      const name = model.lit === null ? null : nameOf(model, model.lit);
      element.classList.toggle("hint", name === null);
      say(element, name ?? hint(model));
    },
  };
}

/** The name of what is pointed at, if the scene shows it or stands over a rail that does. */
function nameOf(model: Model, lit: string): string | null {
  const dot = lit.replace(/^bar/, "dot");
  for (const mark of model.scene.marks) {
    if (mark.kind === "formula") {
      const term = mark.terms.find(({ id }) => id === lit);
      if (term) return model.say(term.note);
    } else if (mark.kind !== "label" && "name" in mark && (mark.id === lit || mark.id === dot)) return barName(mark, model);
  }
  return null;
}

function hint(model: Model): string {
  const word = (key: string): string => model.say({ key, values: {} });
  const { id, marks } = model.scene;
  if (model.state.table) return "";
  if (id === "formula") return word("page.hint.formula");
  if (BOXED.includes(id)) return word("page.hint.boxes");
  const touched = points(model.doc) !== null;
  if (touched && marks.some((mark) => mark.id === "curve")) return word("page.hint.curve");
  if (touched && ON_AXIS.includes(id)) return word("page.hint.points");
  if (hasRail(model)) return word("page.hint.rail");
  const named = marks.some((mark) => mark.kind === "bar" && mark.name !== "");
  return named ? word("page.hint.bars") : "";
}
