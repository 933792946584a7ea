/** The switches at the head of the page: language, unit, light or dark. */

import { LANGUAGES, type State } from "../state/state";
import { button, html, say, set } from "./dom";
import type { Acts, Model, View } from "./view";

const OWN_NAMES = { en: "English", "zh-Hans": "简体", "zh-Hant": "繁體" };

interface Choice {
  words: (model: Model) => string;
  lang?: string;
  isChosen: (model: Model) => boolean;
  choose: (state: State) => State;
}

/** A view of three rows of choices, each of which can be pressed. */
export function switches(acts: Acts): View {
  const word = (key: string) => (model: Model) => model.say({ key, values: {} });
  const rows: [string, Choice[]][] = [
    ["page.language", LANGUAGES.map((lang) => ({ words: () => OWN_NAMES[lang], lang, isChosen: ({ state }) => state.lang === lang, choose: (state) => ({ ...state, lang }) }))],
    ["page.unit", (["nats", "bits"] as const).map((unit) => ({ words: word(`unit.${unit}`), isChosen: ({ state }) => state.unit === unit, choose: (state) => ({ ...state, unit }) }))],
    ["page.theme", (["light", "dark"] as const).map((theme) => ({ words: word({ light: "page.light", dark: "page.dark" }[theme]), isChosen: (model) => model.theme === theme, choose: (state) => ({ ...state, theme }) }))],
  ];
  const views = rows.map(([name, choices]) => row(name, choices, acts));
  return { element: html("div", { class: "switches" }, ...views.map((view) => view.element)), render: (model) => views.forEach((view) => view.render(model)) };
}

function row(name: string, choices: Choice[], acts: Acts): View {
  const buttons = choices.map((choice) => button("", () => acts.change(choice.choose), { lang: choice.lang ?? null }));
  const element = html("div", { class: "switch", role: "group" }, ...buttons);
  return {
    element,
    render(model) {
      set(element, { "aria-label": model.say({ key: name, values: {} }) });
      choices.forEach((choice, i) => {
        const own = buttons[i];
        if (!own) return;
        say(own, choice.words(model));
        set(own, { "aria-pressed": String(choice.isChosen(model)) });
      });
    },
  };
}
