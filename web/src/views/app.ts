/** The whole page on one element: it holds the state, and has every view show it, once a frame at most. */

import type { Page } from "../contract/page";
import type { Message } from "../contract/story";
import { toAddress } from "../state/address";
import type { Data } from "../state/document";
import { redone, settled, undone } from "../state/history";
import { type State, edited } from "../state/state";
import { ORDER, tell } from "../told";
import { html, say, set } from "./dom";
import { sayer } from "./saying";
import { companion } from "./companion";
import { ownData } from "./own-data";
import { picture, readout } from "./picture";
import { rail } from "./rail";
import { controls } from "./controls";
import { printing } from "./printing";
import { quiz } from "./quiz";
import { table } from "./table";
import { type Keeping, tools } from "./tools";
import { pointing } from "./pointing";
import { scrubber } from "./scrubber";
import { strip } from "./strip";
import { switches } from "./switches";
import type { Acts, Model, Theme, View } from "./view";
import { words } from "./words";

/** What the host of the page is told, and can do. */
export interface Host extends Keeping {
  /** The state as an address, whenever it changed. */
  address?: (address: string, turned: boolean, model: Model) => void;
  /** The state, whenever it changed: once a frame at most, while something is dragged too. */
  changed?: (state: State) => void;
  /** The page that data came with, which has what Python printed of them. */
  printed?: (data: Data) => Page | null;
  /** What is seen where the reader chose neither light nor dark; the system's choice where that is not known. */
  theme?: () => Theme | undefined;
  /** Ends what the story hears of outside its element. */
  until?: AbortSignal;
  /** Where keys turn the scenes; the page's own element where nothing is said. */
  keys?: EventTarget;
}

export interface App {
  state: () => State;
  /** Shows a state; and from then on one that "reset" leads to, if it is given. */
  set: (state: State, base?: State) => void;
  /** Shows the state again: what is around the element changed. */
  refresh: () => void;
  /** Tells the reader something that is no part of the story. */
  tell: (key: string, values?: Message["values"]) => void;
}

/** Shows the story on an element. `opening` is how it opens; `first` what is to be seen first. */
export function app(root: HTMLElement, opening: State, first: State, host: Host = {}): App {
  let base = opening;
  let state = first;
  let model: Model | undefined;
  let lit: string | null = null;
  let live = false;
  let asked = 0;
  let ends: readonly [number, number] | null = null; // where the axis is held while something is dragged
  let held: readonly [number, number] | null = null; // where it was when the story was told

  const acts: Acts = {
    change(make, now = false) {
      const next = make(state);
      if (next === state) return;
      state = next;
      live = now;
      ask();
    },
    edit: (make, gesture) => acts.change((was) => edited(was, make(was.history.present), gesture ?? null), gesture !== undefined),
    settle: () => acts.change((was) => ({ ...was, history: settled(was.history) })),
    go(scene) {
      lit = null;
      acts.change((was) => (was.scene === scene ? was : { ...was, scene }));
    },
    point(now) {
      if (lit === now) return;
      lit = now;
      ask();
    },
    freeze(on) {
      ends = on ? modelNow().told.ends : null;
      ask();
    },
    refresh: ask,
    told: () => modelNow().told,
    model: modelNow,
  };

  function modelNow(): Model {
    const theme = state.theme === "auto" ? (host.theme?.() ?? systemTheme()) : state.theme;
    if (model?.state === state && model.base === base && model.theme === theme && model.lit === lit && model.live === live && held === ends) return model;
    const doc = state.history.present;
    const same = model && model.doc === doc && model.state.unit === state.unit && held === ends;
    held = ends;
    const told = same && model ? model.told : tell(doc, state.unit, ends, host.printed?.(doc.data) ?? null);
    const scene = model && same && model.scene.id === state.scene ? model.scene : told.scene(state.scene);
    model = { state, base, doc, told, scene, theme, lit, live, ...sayer(state.lang) };
    return model;
  }

  const note = notice();
  const views = [...build(root, acts, host, note), note];

  function ask(): void {
    if (asked === 0) asked = requestAnimationFrame(render);
  }

  let seen: State | undefined;
  function render(): void {
    asked = 0;
    const now = modelNow();
    set(root, { lang: now.state.lang, "data-theme": now.theme, "data-scene": now.scene.id });
    for (const view of views) view.render(now);
    if (seen !== now.state && !now.live) host.address?.(toAddress(now.state, base), seen !== undefined && seen.scene !== now.state.scene, now);
    if (seen !== undefined && seen !== now.state) host.changed?.(now.state);
    seen = now.state;
  }
  render();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", ask, host.until ? { signal: host.until } : {});
  keys(host.keys ?? root, acts);
  return {
    state: () => state,
    set(next, own = base) {
      base = own;
      acts.change(() => next);
    },
    refresh: ask,
    tell: note.tell,
  };
}

/** Light or dark, as the system is. */
export function systemTheme(): Theme {
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/** Arrow keys turn the scenes, unless something that is focused has a use for them; and the usual keys undo. */
function keys(target: EventTarget, acts: Acts): void {
  target.addEventListener("keydown", (given) => {
    const event = given as KeyboardEvent;
    if (event.defaultPrevented || (event.target instanceof Element && event.target.closest("input, textarea, select, pre, .table"))) return;
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "z") {
      acts.change((state) => ({ ...state, history: event.shiftKey ? redone(state.history) : undone(state.history) }));
    } else if (event.ctrlKey || event.metaKey || event.altKey) return;
    else if (event.key === "ArrowRight" || event.key === "PageDown") acts.go(neighbour(acts.model().scene.id, 1));
    else if (event.key === "ArrowLeft" || event.key === "PageUp") acts.go(neighbour(acts.model().scene.id, -1));
    else if (event.key === "Home") acts.go(neighbour(acts.model().scene.id, -ORDER.length));
    else if (event.key === "End") acts.go(neighbour(acts.model().scene.id, ORDER.length));
    else return;
    event.preventDefault();
  });
}

/** The scene so many steps away, or the last in that direction. */
function neighbour(scene: string, steps: number): string {
  const i = ORDER.findIndex(({ id }) => id === scene) + steps;
  return ORDER[Math.max(0, Math.min(ORDER.length - 1, i))]?.id ?? scene;
}

/** A line that tells what is no part of the story, until the scene changes. */
function notice(): View & { tell: App["tell"] } {
  const element = html("p", { class: "notice", role: "status" });
  let said: { words: Message; scene: string } | null = null;
  let refresh = (): void => {};
  return {
    element,
    tell(key, values = {}) {
      said = { words: { key, values }, scene: "" };
      refresh();
    },
    render(model) {
      refresh = () => this.render(model);
      if (said && said.scene === "") said.scene = model.scene.id;
      if (said && said.scene !== model.scene.id) said = null;
      const words = said?.words ?? model.told.trouble;
      say(element, words ? model.say(words) : "");
      set(element, { hidden: words === null });
    },
  };
}

function build(root: HTMLElement, acts: Acts, host: Host, note: ReturnType<typeof notice>): View[] {
  const main = picture(acts);
  const below = readout();
  const said = words();
  const [small, hands, kit] = [rail(acts), controls(acts), tools(acts, main, host, note.tell)];
  const [list, question, own, beside] = [table(), quiz(acts, main.stage), ownData(acts), companion(acts)];
  const [head, foot, track] = [switches(acts), strip(), scrubber(ORDER, acts)];
  for (const { stage } of [main, small]) pointing(stage, acts);
  const [heading, header, body] = host.prints ? (["h1", "header", "main"] as const) : (["p", "div", "div"] as const); // landmarks are the document's
  const brand = html(heading, { class: "brand" });
  const title: View = { element: brand, render: (model) => say(brand, model.say({ key: "sheet.title", values: {} })) };
  root.classList.add("logloss");
  root.replaceChildren(
    html(header, { class: "masthead" }, brand, head.element),
    html(body, { class: "told" }, html("section", { class: "side" }, said.element, own.element, beside.element, question.element, note.element), html("section", { class: "seen" }, main.element, list.element, small.element, below.element, hands.element, kit.element)),
    html("div", { class: "base" }, track.element, foot.element),
    ...(host.prints ? [printing(acts)] : []),
  );
  return [title, head, said, beside, question, hands, main, own, list, small, below, kit, track, foot];
}
