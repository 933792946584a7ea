/** The story in a notebook's output, which shares its data with the kernel. */

import { begun } from "../state/history";
import { type Shared, calm, difference, news, pages, received } from "../state/shared";
import { type State, opened } from "../state/state";
import { ORDER } from "../told";
import { type App, app } from "../views/app";
import { type Place, hearing } from "./traits";

const SHARED = ["data", "curve", "scene", "lang", "unit"] as const satisfies readonly (keyof Shared)[];

/** While something is dragged the kernel hears of it so often, in milliseconds. */
const PACE = 60;

/** For so long the kernel must be quiet before its next change is a step of its own, in milliseconds. */
const QUIET = 500;

/** Shows the story of a model. */
export function story(place: Place): App {
  const { model } = place;
  const names = ORDER.map(({ id }) => id);
  const read = <K extends keyof Shared>(name: K): Shared[K] => model.get(name) as Shared[K];
  const shared = (): Omit<Shared, "data"> => ({ curve: read("curve"), scene: read("scene"), lang: read("lang"), unit: read("unit") });
  const given = pages(read("data"));
  let data = JSON.stringify(given.last()); // as the kernel knows them
  let base = opened(given.last(), navigator.languages, names[0] ?? "");
  let known: State = received(base, shared(), names); // what kernel and page agree upon
  known = { ...known, history: begun(known.history.present) };

  const { root, until } = place.fresh();
  const shown = app(root, base, known, { changed: tell, printed: given.of, theme: place.theme, until });

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

  hearing(place, SHARED, hear);
  return shown;
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
