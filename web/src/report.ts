/** The report: a result on an element of a document of its own, and the story of its data in its place. */

import type { Page } from "./contract/page";
import type { Report } from "./contract/report";
import { start } from "./page";
import { type Lang, preferred } from "./state/state";
import { button, say, set } from "./views/dom";
import { reported } from "./views/reported";
import { sayers } from "./views/saying";

const STORY = "#story";

/** Shows a report, or the story of its data where the address says so. */
export function startReport(root: HTMLElement, report: Report): void {
  const story = report.story as Page | null;
  const lang = report.lang ?? preferred(navigator.languages);
  if (story && location.hash !== "") return tell(root, story, lang);
  const shown = reported(root, report, lang, {
    prints: true,
    story() {
      location.hash = STORY;
      location.reload();
    },
    changed(look) {
      document.documentElement.lang = look.lang;
      document.title = look.say(report.headline);
    },
  });
  addEventListener("beforeprint", () => set(root, { "data-theme": "light" })); // paper is
  addEventListener("afterprint", shown.refresh);
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
