/** A report in a notebook's output, and the story of its data in its place. */

import type { Page } from "../contract/page";
import type { Report } from "../contract/report";
import { type Lang, opened, preferred } from "../state/state";
import { ORDER } from "../told";
import { app } from "../views/app";
import { button, say } from "../views/dom";
import { reported } from "../views/reported";
import { sayers } from "../views/saying";
import { type Place, hearing } from "./traits";

/** Shows the report of a model; what it returns has it show itself again. */
export function report(place: Place): { refresh: () => void } {
  const { model } = place;
  let lang = chosen();
  let shown: { refresh: () => void; update?: (report: Report) => void };

  function chosen(): Lang {
    return (model.get("lang") as Lang | null) ?? preferred(navigator.languages);
  }

  /** Has the kernel know in which language the reader reads on. */
  function speak(next: Lang): void {
    if (next === lang) return;
    lang = next;
    model.set("lang", next);
    model.save_changes();
  }

  function show(): void {
    const found = model.get("data") as Report;
    const { root, until } = place.fresh();
    shown = reported(root, found, lang, { theme: place.theme, until, changed: (look) => speak(look.lang), story: () => tell(found.story as unknown as Page) });
  }

  /** The story, and the way back. */
  function tell(page: Page): void {
    const { root, until } = place.fresh();
    const base = { ...opened(page, [], ORDER[0]?.id ?? ""), lang };
    const back = button("", show, { class: "tool back" });
    const name = (now: Lang): void => say(back, sayers()(now).say({ key: "page.report.back", values: {} }));
    shown = app(root, base, base, {
      printed: (data) => (data === page.data ? page : null),
      theme: place.theme,
      until,
      changed(state) {
        speak(state.lang);
        name(state.lang);
      },
    });
    name(lang);
    root.querySelector(".masthead")?.prepend(back);
  }

  hearing(place, ["data"], () => (shown.update ? shown.update(model.get("data") as Report) : show()));
  hearing(place, ["lang"], () => {
    if (chosen() === lang) return; // it is the reader's own choice
    lang = chosen();
    show();
  });
  show();
  return { refresh: () => shown.refresh() };
}
