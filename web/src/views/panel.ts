/** A panel of a report: a scene drawn as the story's are, whose marks say their numbers when they are pointed at. */

import type { Panel } from "../contract/report";
import type { Bar, Dot, Mark, Scene } from "../contract/story";
import { brush } from "./brush";
import { html, say, set, treeOf } from "./dom";
import { measurer } from "./picture";
import type { Look, Part } from "./report-parts";
import { type Stage, stage } from "./stage";

/** Pictures whose bars stand side by side along the share of the rows, so that a stretch of them is a share. */
const BRUSHED = ["explained-bars", "compared-bars"];

type Told = Bar | Dot;

/** Ems of a lying bar or an interval, with its name above it. */
const LINE = 3.4;

/** What lies over a picture and can be dragged. */
export interface Over {
  /** What stands below the picture, for whoever does not drag. */
  element?: HTMLElement;
  show: (look: Look) => void;
  /** What is said of it while nothing is pointed at. */
  said: (look: Look) => string;
  /** Whether that is more than a hint. */
  isOn: () => boolean;
  /** Has something hear of every change. */
  onChange?: (tell: () => void) => void;
}

export interface Options {
  over?: (own: Stage, picture: HTMLElement) => Over;
  /** The message that is said while nothing is pointed at. */
  hint?: string;
  /** Ems of the picture. */
  height?: number;
  /** What stands below it. */
  below?: HTMLElement;
}

export interface Drawn extends Part {
  /** Shows another scene; moves to it in so many milliseconds, or at once. */
  show: (scene: Scene, duration: number) => void;
  /** Has something hear which mark is pointed at. */
  onLit: (tell: (lit: string | null) => void) => void;
  /** Points at a mark, on behalf of another picture. */
  light: (lit: string | null) => void;
}

/** A view of one panel. */
export function panel(given: Panel["scene"], options: Options = {}): Drawn {
  let scene = given as unknown as Scene;
  const own = stage();
  const title = html("h2");
  const key = html("p", { class: "key" });
  const picture = html("div", { class: "picture" }, own.picture);
  const readout = html("p", { class: "readout", "aria-live": "polite" });
  const over = options.over?.(own, picture) ?? (BRUSHED.includes(scene.id) ? brush(scene, own, picture) : null);
  const element = html("section", { class: "panel" }, title, key, picture, ...(over?.element ? [over.element] : []), readout, ...(options.below ? [options.below] : []));
  if (lies(scene)) picture.style.height = `${Math.max(21, -LINE * scene.y.low + 5)}em`;
  if (options.height) picture.style.height = `${options.height}em`;
  const measure = measurer(picture);
  let look: Look | undefined;
  let drawn: { scene: Scene; look: Look; width: number; height: number } | undefined;
  let lit: string | null = null;
  let hear = (_: string | null): void => {};

  function draw(duration: number): void {
    const [width, height] = [picture.clientWidth, picture.clientHeight];
    if (!look || width < 60 || height < 40) return;
    if (drawn?.scene !== scene || drawn.look !== look || drawn.width !== width || drawn.height !== height) {
      drawn = { scene, look, width, height };
      own.show(scene, { width, height, size: parseFloat(getComputedStyle(picture).fontSize), say: look.say, measure }, duration);
      nameAll(own, scene, look);
      over?.show(look);
    }
    tell();
  }

  function tell(): void {
    if (!look) return;
    const mark = lit === null ? undefined : named(scene).find(({ id }) => id === lit);
    const hint = options.hint ? look.say({ key: options.hint, values: {} }) : "";
    readout.classList.toggle("hint", mark === undefined && !(over?.isOn() ?? false));
    say(readout, mark ? nameOf(mark, scene, look) : (over?.said(look) ?? hint));
  }

  function light(now: string | null): void {
    if (lit !== null) own.element(lit)?.classList.remove("lit");
    lit = now;
    if (lit !== null) own.element(lit)?.classList.add("lit");
    tell();
  }

  /** The words around the picture. */
  function entitle(): void {
    if (!look) return;
    const { say: spoken } = look;
    say(title, spoken(scene.title));
    key.replaceChildren(...scene.key.flatMap(([role, words]) => [html("i", { class: `swatch ${role}`, "aria-hidden": "true" }), html("span", {}, spoken(words))]));
    set(own.picture, { "aria-label": spoken(scene.title) });
  }

  over?.onChange?.(tell);
  new ResizeObserver(() => draw(0)).observe(picture);
  listen(own, () => scene, (now) => {
    light(now);
    hear(now);
  });
  return {
    element,
    light,
    onLit: (asked) => void (hear = asked),
    show(now, duration) {
      scene = now;
      entitle();
      draw(duration);
      light(lit); // on what was painted since
    },
    render(now) {
      look = now;
      entitle();
      draw(0);
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

function listen(own: Stage, scene: () => Scene, point: (lit: string | null) => void): void {
  const order = (): string[] => named(scene()).map(({ id }) => id);
  const idOf = (target: EventTarget | null): string | null => {
    const id = target instanceof Element ? target.getAttribute("data-id") : null;
    return id !== null && order().includes(id) ? id : null;
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
    const ids = order();
    const next = own.element(ids[ids.indexOf(id) + step] ?? "");
    if (!next) return;
    (event.target as Element).setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    next.focus();
  });
}
