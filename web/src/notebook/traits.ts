/** What a widget has to do with: the kernel's traits, and the notebook around it. */

import type { Theme } from "../views/view";

/** What anywidget gives a widget: the kernel's traits by name. */
export interface Traits {
  get: (name: string) => unknown;
  set: (name: string, value: unknown) => void;
  save_changes: () => void;
  on: (event: string, act: () => void) => void;
  off: (event: string, act: () => void) => void;
}

/** Where a widget stands. */
export interface Place {
  model: Traits;
  /** An element for what is to be shown now, in place of what was, which hears nothing any more. */
  fresh: () => { root: HTMLElement; until: AbortSignal };
  theme: () => Theme | undefined;
  /** Ends all of it. */
  until: AbortSignal;
}

/** Calls something when the kernel changes one of some traits, until the widget has gone. */
export function hearing({ model, until }: Place, names: readonly string[], act: () => void): void {
  for (const name of names) {
    model.on(`change:${name}`, act);
    until.addEventListener("abort", () => model.off(`change:${name}`, act));
  }
}
