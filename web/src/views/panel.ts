/** A panel of a report: a scene drawn as the story's are, whose marks say their numbers when they are pointed at. */

import type { Panel } from "../contract/report";
import type { Bar, Dot, Mark, Scene } from "../contract/story";
import { type Brush, brush } from "./brush";
import { html, say, set, treeOf } from "./dom";
import { measurer } from "./picture";
import type { Look, Part } from "./report-parts";
import { type Stage, stage } from "./stage";

/** Pictures whose bars stand side by side along the share of the rows, so that a stretch of them is a share. */
const BRUSHED = ["explained-bars", "compared-bars"];

type Told = Bar | Dot;

/** Ems of a lying bar or an interval, with its name above it. */
const LINE = 3.4;

/** A view of one panel. */
export function panel(given: Panel["scene"]): Part {
  const scene = given as unknown as Scene;
  const own = stage();
  const title = html("h2");
  const key = html("p", { class: "key" });
  const picture = html("div", { class: "picture" }, own.picture);
  const readout = html("p", { class: "readout", "aria-live": "polite" });
  const over: Brush | null = BRUSHED.includes(scene.id) ? brush(scene, own, picture) : null;
  const element = html("section", { class: "panel" }, title, key, picture, ...(over ? [over.element] : []), readout);
  if (lies(scene)) picture.style.height = `${Math.max(21, -LINE * scene.y.low + 5)}em`;
  const measure = measurer(picture);
  let look: Look | undefined;
  let drawn: { look: Look; width: number; height: number } | undefined;
  let lit: string | null = null;

  function draw(): void {
    const [width, height] = [picture.clientWidth, picture.clientHeight];
    if (!look || width < 60 || height < 40) return;
    if (drawn?.look !== look || drawn.width !== width || drawn.height !== height) {
      drawn = { look, width, height };
      own.show(scene, { width, height, size: parseFloat(getComputedStyle(picture).fontSize), say: look.say, measure }, 0);
      nameAll(own, scene, look);
      over?.show(look);
    }
    tell();
  }

  function tell(): void {
    if (!look) return;
    const mark = lit === null ? undefined : named(scene).find(({ id }) => id === lit);
    const words = mark ? nameOf(mark, scene, look) : (over?.said(look) ?? "");
    readout.classList.toggle("hint", mark === undefined && !(over?.isOn() ?? false));
    say(readout, words);
  }

  over?.onChange(tell);
  new ResizeObserver(draw).observe(picture);
  listen(own, scene, (now) => {
    lit = now;
    tell();
  });
  return {
    element,
    render(now) {
      look = now;
      say(title, now.say(scene.title));
      key.replaceChildren(...scene.key.flatMap(([role, words]) => [html("i", { class: `swatch ${role}`, "aria-hidden": "true" }), html("span", {}, now.say(words))]));
      set(key, { hidden: scene.key.length === 0 });
      set(own.picture, { "aria-label": now.say(scene.title) });
      draw();
    },
  };
}

/** Whether things lie one below the other, a line of the picture each. */
function lies({ marks, y }: Scene): boolean {
  return y.ticks.length === 0 && y.high < 1 && marks.some((mark) => (mark.kind === "bar" && mark.lying) || mark.kind === "dot");
}

/** What can be pointed at: bars and dots, in the order in which they are read. */
function named(scene: Scene): Told[] {
  const told = (scene.marks as Mark[]).filter((mark): mark is Told => mark.kind === "bar" || mark.kind === "dot");
  const left = (mark: Told): number => (mark.kind === "bar" ? mark.x0 : mark.x);
  const high = (mark: Told): number => (mark.kind === "bar" ? mark.y1 : mark.y);
  const down = lies(scene);
  return [...told].sort((a, b) => (down ? high(b) - high(a) : 0) || left(a) - left(b));
}

/** The name that a mark came with and its value; of bars without one, how wide and how high they are. */
function nameOf(mark: Told, scene: Scene, look: Look): string {
  const name = look.say(mark.name);
  if (mark.kind === "dot") return name === "" ? look.number(mark.y) : name;
  if (name.length === 0) {
    const values = { share: mark.x1 - mark.x0, loss: mark.broken ? "∞" : mark.y1 - mark.y0 };
    return look.say({ key: "page.report.bar", values });
  }
  const value = scene.marks.find((other) => other.kind === "label" && other.id === `${mark.id}/value`);
  const said = value?.kind === "label" ? look.say(value.text) : "";
  return said === "" || name.includes(said) ? name : `${name}: ${said}`;
}

/** Every mark has its name; the first is a stop of the Tab key, and arrows go on from there. */
function nameAll(own: Stage, scene: Scene, look: Look): void {
  let first = true;
  for (const mark of named(scene)) {
    const element = own.element(mark.id);
    if (!element) continue;
    set(element, { role: "img", "aria-label": nameOf(mark, scene, look) || look.say(scene.title), tabindex: first ? "0" : "-1" });
    first = false;
  }
}

function listen(own: Stage, scene: Scene, point: (lit: string | null) => void): void {
  const order = named(scene).map(({ id }) => id);
  const idOf = (target: EventTarget | null): string | null => {
    const id = target instanceof Element ? target.getAttribute("data-id") : null;
    return id !== null && order.includes(id) ? id : null;
  };
  for (const [on, off] of [["pointerover", "pointerout"], ["focusin", "focusout"]] as const) {
    own.picture.addEventListener(on, (event) => idOf(event.target) !== null && point(idOf(event.target)));
    own.picture.addEventListener(off, () => point(idOf(treeOf(own.picture).activeElement)));
  }
  own.picture.addEventListener("keydown", (event) => {
    const id = idOf(event.target);
    const step = ({ ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 } as Record<string, number>)[event.key];
    if (id === null || step === undefined) return;
    event.preventDefault();
    const next = own.element(order[order.indexOf(id) + step] ?? "");
    if (!next) return;
    (event.target as Element).setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    next.focus();
  });
}
