/** What every view is: an element, and a way to make it show a model; and what the model holds. */

import type { Scene, Words } from "../contract/story";
import type { Span } from "../messages";
import type { Doc } from "../state/document";
import type { State } from "../state/state";
import type { Told } from "../told";

/** How a story is seen. */
export type Theme = "light" | "dark";

/** All that views show: the state, the story told of it, and how words are said. */
export interface Model {
  state: State;
  /** How the page opened. */
  base: State;
  doc: Doc;
  told: Told;
  scene: Scene;
  /** Whether it is seen in light or in dark. */
  theme: Theme;
  say: (words: Words) => string;
  runs: (words: Words) => Span[];
  number: (value: number) => string;
  /** What is pointed at: a mark's id or a term's; null where nothing is. */
  lit: string | null;
  /** Whether something is being dragged, or a training runs: nothing is animated then. */
  live: boolean;
}

/** What views can ask for. */
export interface Acts {
  change: (make: (state: State) => State, live?: boolean) => void;
  edit: (make: (doc: Doc) => Doc, gesture?: string) => void;
  /** Ends a gesture: what follows is a step of its own. */
  settle: () => void;
  go: (scene: string) => void;
  point: (lit: string | null) => void;
  /** Holds the axis still while something is dragged along it. */
  freeze: (on: boolean) => void;
  /** Has the views show the model again: something that is no state changed. */
  refresh: () => void;
  told: () => Told;
  model: () => Model;
}

export interface View {
  element: Element;
  render: (model: Model) => void;
}
