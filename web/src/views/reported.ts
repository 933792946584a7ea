/** A result on an element: headline, pictures, answers and tables. Its pictures are the story's, drawn by the same hands. */

import type { Report } from "../contract/report";
import { LANGUAGES, type Lang } from "../state/state";
import { systemTheme } from "./app";
import { button, html, say, set } from "./dom";
import { panel } from "./panel";
import { type Look, type Part, row } from "./report-parts";
import { sayers } from "./saying";
import { sorted } from "./sorted";
import type { Theme } from "./view";
import { said } from "./words";

const OWN_NAMES: Record<Lang, string> = { en: "English", "zh-Hans": "简体", "zh-Hant": "繁體" };

type Choose = (change: { lang?: Lang; theme?: Theme }) => void;

/** What the host of a report is told, and can do. */
export interface Host {
  /** Whether the document is the report's alone. */
  prints?: boolean;
  /** Shows the story of the data in its place. */
  story?: () => void;
  /** How it is looked at, whenever it is shown. */
  changed?: (look: Look) => void;
  /** What is seen where the reader chose neither light nor dark; the system's choice where that is not known. */
  theme?: () => Theme | undefined;
  /** Ends what the report hears of outside its element. */
  until?: AbortSignal;
}

export interface Reported {
  choose: Choose;
  /** Shows it again: what is around the element changed. */
  refresh: () => void;
}

/** Shows a report on an element, in a language at first. */
export function reported(root: HTMLElement, report: Report, first: Lang, host: Host = {}): Reported {
  const saying = sayers(report.messages);
  let lang = first;
  let theme: Theme | undefined;
  const parts = build(root, report, choose, host);

  function choose(change: { lang?: Lang; theme?: Theme }): void {
    lang = change.lang ?? lang;
    theme = change.theme ?? theme;
    refresh();
  }

  function refresh(): void {
    const now: Look = { lang, theme: theme ?? host.theme?.() ?? systemTheme(), ...saying(lang) };
    set(root, { lang: now.lang, "data-theme": now.theme });
    for (const part of parts) part.render(now);
    host.changed?.(now);
  }
  refresh();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", refresh, host.until ? { signal: host.until } : {});
  return { choose, refresh };
}

function build(root: HTMLElement, report: Report, choose: Choose, host: Host): Part[] {
  const [heading1, header, body] = host.prints ? (["h1", "header", "main"] as const) : (["h2", "div", "div"] as const); // landmarks are the document's
  const title = html(heading1, { class: "finding" });
  const below = html("p", { class: "subtitle" });
  const parts: Part[] = [
    { element: title, render: (look) => title.replaceChildren(...said(report.headline, look)) },
    { element: below, render: (look) => below.replaceChildren(...said(report.subtitle, look)) },
  ];
  const pictures = report.panels.map((scenes) => row(scenes.map(({ share, scene }) => ({ share, part: panel(scene) }))));
  const answers = report.sections.map(section);
  const tables = report.tables.map(sorted);
  const heads = (["page.report.answers", "page.report.tables"] as const).map(heading);
  const head = switches(choose, report.story === null ? undefined : host.story, host.prints === true);
  parts.push(head, ...pictures, ...answers, ...tables, ...heads);
  root.classList.add("logloss", "report");
  root.replaceChildren(
    html(header, { class: "masthead" }, html("p", { class: "brand" }, "logloss"), head.element),
    html(
      body,
      { class: "reported" },
      title,
      below,
      ...pictures.map((part) => part.element),
      html("section", { class: "answers" }, heads[0]?.element ?? "", html("div", { class: "columns" }, ...answers.map((part) => part.element))),
      ...(tables.length > 0 ? [html("section", { class: "tables" }, heads[1]?.element ?? "", ...tables.map((part) => part.element))] : []),
    ),
  );
  return parts;
}

function heading(key: string): Part {
  const element = html("h2", { class: "visually-hidden" });
  return { element, render: (look) => say(element, look.say({ key, values: {} })) };
}

function section({ title, sentences }: Report["sections"][number]): Part {
  const head = html("h3");
  const list = html("ul", {}, ...sentences.map(() => html("li")));
  return {
    element: html("section", { class: "answer" }, head, list),
    render(look) {
      head.replaceChildren(...said(title, look));
      sentences.forEach((words, i) => list.children[i]?.replaceChildren(...said(words, look)));
    },
  };
}

function switches(choose: Choose, story: (() => void) | undefined, prints: boolean): Part {
  const languages = LANGUAGES.map((lang) => ({ lang, element: button(OWN_NAMES[lang], () => choose({ lang }), { lang }) }));
  const themes = (["light", "dark"] as const).map((theme) => ({ theme, element: button("", () => choose({ theme })) }));
  const groups = [languages, themes].map((all) => html("div", { class: "switch", role: "group" }, ...all.map((one) => one.element)));
  const print = button("", () => window.print(), { class: "tool" });
  const told = html("a", { class: "tool", href: "#story" });
  told.addEventListener("click", (event) => {
    event.preventDefault();
    story?.();
  });
  return {
    element: html("div", { class: "switches" }, ...(story ? [told] : []), ...(prints ? [print] : []), ...groups),
    render(look) {
      say(told, look.say({ key: "page.report.story", values: {} }));
      say(print, look.say({ key: "page.print", values: {} }));
      ["page.language", "page.theme"].forEach((key, i) => groups[i] && set(groups[i], { "aria-label": look.say({ key, values: {} }) }));
      for (const { lang, element } of languages) set(element, { "aria-pressed": String(lang === look.lang) });
      for (const { theme, element } of themes) {
        say(element, look.say({ key: `page.${theme}`, values: {} }));
        set(element, { "aria-pressed": String(theme === look.theme) });
      }
    },
  };
}
