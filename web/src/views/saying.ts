/** Messages said in a language: the three message files, and what every view needs of them. */

import en from "../../../src/logloss/messages/en.json";
import hans from "../../../src/logloss/messages/zh-Hans.json";
import hant from "../../../src/logloss/messages/zh-Hant.json";
import type { Words } from "../contract/story";
import { type Span, type Templates, number, plain, spans } from "../messages";
import type { Lang } from "../state/state";

const TEMPLATES: Record<Lang, Templates> = { en, "zh-Hans": hans, "zh-Hant": hant };

export interface Sayer {
  say: (words: Words) => string;
  runs: (words: Words) => Span[];
  number: (value: number) => string;
}

/** How each language says words, further sentences among them; the same object each time, so that whoever drew with it knows. */
export function sayers(further: Partial<Record<string, Templates>> = {}): (lang: Lang) => Sayer {
  const known = new Map<Lang, Sayer>();
  return (lang) => {
    let own = known.get(lang);
    if (!own) {
      const templates = { ...TEMPLATES[lang], ...further[lang] };
      own = { say: (words) => plain(words, templates), runs: (words) => spans(words, templates), number: (value) => number(value, "sig") };
      known.set(lang, own);
    }
    return own;
  };
}

/** How a language says the page's own words. */
export const sayer = sayers();
