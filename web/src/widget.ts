/** The widget: the story in a notebook's output, which shares its data with the kernel through anywidget's model. */

import { type Shared, calm, difference, news, pages, received } from "./state/shared";
import { begun } from "./state/history";
import { type State, opened } from "./state/state";
import { ORDER } from "./told";
import { app } from "./views/app";
import { html } from "./views/dom";
import { paperAround, watchPaper } from "./views/paper";
import { shadow } from "./views/shadow";
import style from "./widget.css";

/** What anywidget gives a widget: the kernel's traits by name. */
export interface Traits {
  get: (name: string) => unknown;
  set: (name: string, value: unknown) => void;
  save_changes: () => void;
  on: (event: string, act: () => void) => void;
  off: (event: string, act: () => void) => void;
}

const NAMES = ["data", "curve", "scene", "lang", "unit"] as const satisfies readonly (keyof Shared)[];

/** While something is dragged the kernel hears of it so often, in milliseconds. */
const PACE = 60;

/** For so long the kernel must be quiet before its next change is a step of its own, in milliseconds. */
const QUIET = 500;

/** Shows the story of a model on an element; what it returns ends it. */
function render({ model, el }: { model: Traits; el: HTMLElement }): () => void {
  const ended = new AbortController();
  const root = html("div", { role: "group", "aria-label": "logloss" });
  shadow(el, style, html("div", { class: "around" }, root));

  const names = ORDER.map(({ id }) => id);
  const read = <K extends keyof Shared>(name: K): Shared[K] => model.get(name) as Shared[K];
  const shared = (): Omit<Shared, "data"> => ({ curve: read("curve"), scene: read("scene"), lang: read("lang"), unit: read("unit") });
  const given = pages(read("data"));
  let data = JSON.stringify(given.last()); // as the kernel knows them
  let base = opened(given.last(), navigator.languages, names[0] ?? "");
  let known: State = received(base, shared(), names); // what kernel and page agree upon
  known = { ...known, history: begun(known.history.present) };

  let paper = paperAround(el);
  const shown = app(root, base, known, {
    changed: tell,
    printed: given.of,
    theme: () => (paper ??= paperAround(el)),
    until: ended.signal,
  });

  /** Has the kernel know what the reader has changed. */
  function tell(state: State): void {
    const told = difference(known, state, given);
    known = state;
    if (told.data) data = JSON.stringify(told.data);
    for (const [name, value] of Object.entries(told)) model.set(name, value);
    if (Object.keys(told).length > 0) save();
  }

  const save = paced(() => model.save_changes(), PACE);
  const settle = delayed(() => shown.set((known = calm(shown.state()))), QUIET);

  /** Shows what the kernel has changed. */
  function hear(): void {
    const page = read("data");
    const text = JSON.stringify(page);
    const found = { ...news(known, shared()), ...(text !== data ? { data: given.add(page) } : {}) };
    if (Object.keys(found).length === 0) return; // it is the reader's own change
    data = text;
    known = received(known, found, names);
    const next = received(shown.state(), found, names);
    if (found.data || found.curve !== undefined) base = { ...base, history: begun(next.history.present) };
    shown.set(next, base);
    settle();
  }

  for (const name of NAMES) model.on(`change:${name}`, hear);
  watchPaper(() => {
    paper = paperAround(el);
    shown.refresh();
  }, ended.signal);
  return () => {
    for (const name of NAMES) model.off(`change:${name}`, hear);
    ended.abort();
  };
}

/** Does something so often at most, and at last once more. */
function paced(act: () => void, pace: number): () => void {
  let waiting = false;
  let last = -Infinity;
  return () => {
    if (waiting) return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      last = performance.now();
      act();
    }, Math.max(0, last + pace - performance.now()));
  };
}

/** Does something once nobody has asked for it for a while. */
function delayed(act: () => void, wait: number): () => void {
  let timer = 0;
  return () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(act, wait);
  };
}

export default { render };
