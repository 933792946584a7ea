/** What a story in a notebook shares with the kernel: each hears what the other changed. Without an element and without the kernel. */

import type { Page } from "../contract/page";
import { type Data, type Doc, type Line, documentOf, pageOf } from "./document";
import { settled } from "./history";
import { LANGUAGES, type Lang, type State, type Unit, edited } from "./state";

/** What is shared, by the names that the kernel has for it. */
export interface Shared {
  /** What the story is told of, as a page embeds it. */
  data: Page;
  /** Weight and bias of a curve that was moved off its fit. */
  curve: readonly [weight: number, bias: number] | null;
  scene: string;
  /** null: the reader's own, as long as nobody chose one. */
  lang: Lang | null;
  unit: Unit;
}

/** The step in the history that changes from the kernel belong to, until it is quiet. */
const FROM_KERNEL = "kernel";

/** The pages that the kernel gave, by their data; of data that a reader made or brought, the last page is told again. */
export interface Pages {
  add: (page: Page) => Page;
  of: (data: Data) => Page | null;
  last: () => Page;
}

/** Keeps pages as long as something tells of their data. */
export function pages(first: Page): Pages {
  const known = new WeakMap<Data, Page>();
  let last = first;
  const add = (page: Page): Page => {
    known.set(page.data, page);
    return (last = page);
  };
  add(first);
  return { add, of: (data) => known.get(data) ?? null, last: () => last };
}

/** What the kernel is to hear: what differs between two states. */
export function difference(was: State, now: State, given: Pages): Partial<Shared> {
  const [before, after] = [was.history.present, now.history.present];
  const found: Partial<Shared> = {};
  if (before.data !== after.data || before.labels !== after.labels || before.axis !== after.axis) {
    found.data = pageOf(after, given.of(after.data) ?? given.last());
  }
  if (!isSame(before.curve, after.curve)) found.curve = after.curve && [after.curve.weight, after.curve.bias];
  if (was.scene !== now.scene) found.scene = now.scene;
  if (was.lang !== now.lang) found.lang = now.lang;
  if (was.unit !== now.unit) found.unit = now.unit;
  return found;
}

/** What the kernel holds otherwise than a state, but for its data: those are long, and compared by who keeps their text. */
export function news(state: State, kernel: Omit<Shared, "data">): Partial<Shared> {
  const found: Partial<Shared> = {};
  if (!isSame(lineOf(kernel.curve), state.history.present.curve)) found.curve = kernel.curve;
  if (kernel.scene !== state.scene) found.scene = kernel.scene;
  if (kernel.lang !== null && kernel.lang !== state.lang) found.lang = kernel.lang;
  if (kernel.unit !== state.unit) found.unit = kernel.unit;
  return found;
}

/** A state after the kernel has changed some of what is shared: of the document it is a step that can be undone. */
export function received(state: State, given: Partial<Shared>, scenes: readonly string[]): State {
  let doc = state.history.present;
  if (given.data) doc = withData(doc, given.data);
  const line = given.curve === undefined ? doc.curve : lineOf(given.curve);
  if (!isSame(line, doc.curve)) doc = { ...doc, curve: line };
  return {
    ...edited(state, doc, FROM_KERNEL),
    scene: scenes.find((id) => id === given.scene) ?? state.scene,
    lang: LANGUAGES.find((lang) => lang === given.lang) ?? state.lang,
    unit: given.unit ?? state.unit,
  };
}

/** A state after the kernel has been quiet: its next change is a step of its own. */
export function calm(state: State): State {
  return state.history.gesture === FROM_KERNEL ? { ...state, history: settled(state.history) } : state;
}

/** Other data in a document: as many points as before keep their keys, so that they move to where they are now. */
function withData(doc: Doc, page: Page): Doc {
  const next = documentOf(page);
  const keys = doc.keys.length === next.keys.length ? doc.keys : next.keys;
  return { ...next, keys, curve: doc.curve, q: doc.q, p: doc.p };
}

function lineOf(curve: Shared["curve"]): Line | null {
  return curve && { weight: curve[0], bias: curve[1] };
}

function isSame(a: Line | null, b: Line | null): boolean {
  return a === b || (a !== null && b !== null && a.weight === b.weight && a.bias === b.bias);
}
