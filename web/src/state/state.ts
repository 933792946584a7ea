/** The state of a page: the document and its history, and how it is looked at. Every change makes a new one. */

import type { Page } from "../contract/page";
import { type Doc, documentOf } from "./document";
import { type History, begun, changed } from "./history";

export type Lang = "en" | "zh-Hans" | "zh-Hant";
export type Unit = "nats" | "bits";
export type Theme = "auto" | "light" | "dark";

export const LANGUAGES: readonly Lang[] = ["en", "zh-Hans", "zh-Hant"];

export interface State {
  readonly history: History<Doc>;
  readonly scene: string;
  readonly lang: Lang;
  readonly unit: Unit;
  readonly theme: Theme;
  /** Whether the table is shown instead of the picture. */
  readonly table: boolean;
}

/** The state that a page opens in, before its address is read. */
export function opened(page: Page, languages: readonly string[], first: string): State {
  return {
    history: begun(documentOf(page)),
    scene: page.scene ?? first,
    lang: page.lang ?? preferred(languages),
    unit: page.unit,
    theme: "auto",

    table: false,
  };
}

/** The state after a change of the document; changes of one gesture are undone together. */
export function edited(state: State, doc: Doc, gesture: string | null = null): State {
  const history = changed(state.history, doc, gesture);
  return history === state.history ? state : { ...state, history };
}

/** The first language of a browser that the story is told in; English if none is. */
export function preferred(languages: readonly string[]): Lang {
  for (const asked of languages) {
    const tag = asked.toLowerCase();
    if (tag === "en" || tag.startsWith("en-")) return "en";
    if (tag === "zh" || tag.startsWith("zh-")) return /hant|-(tw|hk|mo)\b/.test(tag) ? "zh-Hant" : "zh-Hans";
  }
  return "en";
}
