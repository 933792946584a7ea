/** A result on an element: headline, pictures, answers and tables. Its pictures are the story's, drawn by the same hands. */

import type { Report } from "../contract/report";
import type { Scene } from "../contract/story";
import { LANGUAGES, type Lang } from "../state/state";
import { systemTheme } from "./app";
import { cursor } from "./cursor";
import { button, html, say, set } from "./dom";
import { type Over, panel } from "./panel";
import { type Player, player } from "./player";
import { type Look, type Part, row } from "./report-parts";
import { sayers } from "./saying";
import { sorted } from "./sorted";
import type { Stage } from "./stage";
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
  /** Shows what the result has become; what is looked at stays as far as it can. */
  update: (report: Report) => void;
}

/** Shows a report on an element, in a language at first. */
export function reported(root: HTMLElement, report: Report, first: Lang, host: Host = {}): Reported {
  let saying = sayers(report.messages);
  let lang = first;
  let theme: Theme | undefined;
  let built = build(root, report, choose, host);

  function choose(change: { lang?: Lang; theme?: Theme }): void {
    lang = change.lang ?? lang;
    theme = change.theme ?? theme;
    refresh();
  }

  function refresh(): void {
    const now: Look = { lang, theme: theme ?? host.theme?.() ?? systemTheme(), ...saying(lang) };
    set(root, { lang: now.lang, "data-theme": now.theme });
    built.render(now);
    host.changed?.(now);
  }
  refresh();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", refresh, host.until ? { signal: host.until } : {});
  return {
    choose,
    refresh,
    update(now) {
      saying = sayers(now.messages);
      if (!built.update(now)) built = build(root, now, choose, host);
      refresh();
    },
  };
}

interface Built {
  render: (look: Look) => void;
  /** Shows another report in the same parts; false where it has others. */
  update: (report: Report) => boolean;
}

function build(root: HTMLElement, first: Report, choose: Choose, host: Host): Built {
  const [heading1, header, body] = host.prints ? (["h1", "header", "main"] as const) : (["h2", "div", "div"] as const); // landmarks are the document's
  let report = first;
  const title = html(heading1, { class: "finding" });
  const below = html("p", { class: "subtitle" });
  const played = report.steps && player(report.steps);
  const options = played ? { over: chosenIn(played) } : {};
  const panels = report.panels.map((scenes) => scenes.map(({ scene }) => panel(scene, options)));
  const rows = panels.map((parts, i) => row(parts.map((part, j) => ({ share: report.panels[i]?.[j]?.share ?? 1, part }))));
  const answers = listed("page.report.answers", "answers", "columns");
  const tables = listed("page.report.tables", "tables");
  const head = switches(choose, report.story === null ? undefined : host.story, host.prints === true);
  const fill = (): void => {
    answers.fill(report.sections.map(section));
    tables.fill(report.tables.map(sorted));
  };
  fill();
  root.classList.add("logloss", "report");
  root.replaceChildren(
    html(header, { class: "masthead" }, html("p", { class: "brand" }, "logloss"), head.element),
    html(body, { class: "reported" }, title, below, ...rows.map((part) => part.element), ...(played ? [played.element] : []), answers.element, tables.element),
  );
  return {
    render(look) {
      title.replaceChildren(...said(report.headline, look));
      below.replaceChildren(...said(report.subtitle, look));
      for (const part of [head, ...rows, ...(played ? [played] : []), answers, tables]) part.render(look);
    },
    update(now) {
      if (shapeOf(now) !== shapeOf(report)) return false;
      report = now;
      panels.forEach((parts, i) => parts.forEach((part, j) => part.show(now.panels[i]?.[j]?.scene as unknown as Scene, 0)));
      if (now.steps) played?.update(now.steps);
      fill();
      return true;
    },
  };
}

/** Which parts a report has. */
function shapeOf({ panels, steps, story }: Report): string {
  return JSON.stringify([panels.map((scenes) => scenes.map(({ scene }) => (scene as Scene).id)), steps?.runs.length, steps?.views.length, story !== null]);
}

/** Has a picture whose axis is the steps choose the one that is played. */
function chosenIn(played: Player): (own: Stage, picture: HTMLElement) => Over {
  return (own, picture) => {
    const over = cursor(own, picture, played.choose);
    played.follow(over.at);
    return over;
  };
}

/** A part of the page that holds others of one kind, and is hidden where there are none. */
function listed(key: string, name: string, inner = "list"): Part & { fill: (parts: Part[]) => void } {
  const head = html("h2", { class: "visually-hidden" });
  const list = html("div", { class: inner });
  const element = html("section", { class: name }, head, list);
  let held: Part[] = [];
  return {
    element,
    fill(parts) {
      held = parts;
      list.replaceChildren(...parts.map((part) => part.element));
      set(element, { hidden: parts.length === 0 });
    },
    render(look) {
      say(head, look.say({ key, values: {} }));
      for (const part of held) part.render(look);
    },
  };
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
