/** The report: a result on an element of a document of its own. Its pictures are the story's, drawn by the same hands. */

import type { Page } from "./contract/page";
import type { Report } from "./contract/report";
import { start } from "./page";
import { LANGUAGES, type Lang, preferred } from "./state/state";
import { button, html, say, set } from "./views/dom";
import { panel } from "./views/panel";
import { type Look, type Part, row } from "./views/report-parts";
import { said } from "./views/words";
import { sayers } from "./views/saying";
import { sorted } from "./views/sorted";

const OWN_NAMES: Record<Lang, string> = { en: "English", "zh-Hans": "简体", "zh-Hant": "繁體" };
const STORY = "#story";

/** Shows a report, or the story of its data where the address says so. */
export function startReport(root: HTMLElement, report: Report): void {
  const story = report.story as Page | null;
  if (story && location.hash !== "") return tell(root, story, preferredOf(report));
  const saying = sayers(report.messages);
  let lang = preferredOf(report);
  let theme: "auto" | "light" | "dark" = "auto";
  const parts = build(root, report, choose);

  function look(): Look {
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    return { lang, theme: theme === "auto" ? (dark ? "dark" : "light") : theme, ...saying(lang) };
  }

  function choose(change: { lang?: Lang; theme?: "light" | "dark" }): void {
    lang = change.lang ?? lang;
    theme = change.theme ?? theme;
    render();
  }

  function render(): void {
    const now = look();
    set(root, { lang: now.lang, "data-theme": now.theme });
    document.documentElement.lang = now.lang;
    document.title = now.say(report.headline);
    for (const part of parts) part.render(now);
  }
  render();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", render);
  addEventListener("beforeprint", () => set(root, { "data-theme": "light" })); // paper is
  addEventListener("afterprint", render);
}

function preferredOf(report: Report): Lang {
  return report.lang ?? preferred(navigator.languages);
}

/** The story in the report's place, and the way back. */
function tell(root: HTMLElement, story: Page, lang: Lang): void {
  if (location.hash === STORY) history.replaceState(null, "", " ");
  const shown = start(root, { ...story, lang: story.lang ?? lang });
  const back = button("", () => {
    history.replaceState(null, "", location.href.replace(/#.*$/, ""));
    location.reload();
  }, { class: "tool back" });
  root.querySelector(".masthead")?.prepend(back);
  const words = (): void => say(back, sayers()(shown.state().lang).say({ key: "page.report.back", values: {} }));
  new MutationObserver(words).observe(root, { attributeFilter: ["lang"] });
  words();
}

function build(root: HTMLElement, report: Report, choose: (change: { lang?: Lang; theme?: "light" | "dark" }) => void): Part[] {
  const title = html("h1", { class: "finding" });
  const below = html("p", { class: "subtitle" });
  const parts: Part[] = [
    { element: title, render: (look) => title.replaceChildren(...said(report.headline, look)) },
    { element: below, render: (look) => below.replaceChildren(...said(report.subtitle, look)) },
  ];
  const pictures = report.panels.map((scenes) => row(scenes.map(({ share, scene }) => ({ share, part: panel(scene) }))));
  const answers = report.sections.map(section);
  const tables = report.tables.map(sorted);
  const heads = (["page.report.answers", "page.report.tables"] as const).map(heading);
  const head = switches(choose, report.story !== null);
  parts.push(head, ...pictures, ...answers, ...tables, ...heads);
  root.classList.add("logloss", "report");
  root.replaceChildren(
    html("header", { class: "masthead" }, html("p", { class: "brand" }, "logloss"), head.element),
    html(
      "main",
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

function switches(choose: (change: { lang?: Lang; theme?: "light" | "dark" }) => void, story: boolean): Part {
  const languages = LANGUAGES.map((lang) => ({ lang, element: button(OWN_NAMES[lang], () => choose({ lang }), { lang }) }));
  const themes = (["light", "dark"] as const).map((theme) => ({ theme, element: button("", () => choose({ theme })) }));
  const groups = [languages, themes].map((all) => html("div", { class: "switch", role: "group" }, ...all.map((one) => one.element)));
  const print = button("", () => window.print(), { class: "tool" });
  const told = html("a", { class: "tool", href: STORY });
  told.addEventListener("click", (event) => {
    event.preventDefault();
    location.hash = STORY;
    location.reload();
  });
  return {
    element: html("div", { class: "switches" }, ...(story ? [told] : []), print, ...groups),
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
