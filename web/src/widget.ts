/** The widget: a story or a report in a notebook's output, in a tree of its own, with anywidget's model of what the kernel has. */

import { report } from "./notebook/report";
import { story } from "./notebook/story";
import type { Place, Traits } from "./notebook/traits";
import { html } from "./views/dom";
import { paperAround, watchPaper } from "./views/paper";
import { shadow } from "./views/shadow";
import style from "./widget.css";

/** Shows what a model holds on an element; what it returns ends it. */
function render({ model, el }: { model: Traits; el: HTMLElement }): () => void {
  const ended = new AbortController();
  let view = new AbortController();
  const around = html("div", { class: "around" });
  shadow(el, style, around);
  let paper = paperAround(el);
  const place: Place = {
    model,
    until: ended.signal,
    theme: () => paper,
    fresh() {
      const root = html("div", { role: "group", "aria-label": "logloss" });
      around.replaceChildren(root);
      view.abort();
      view = new AbortController();
      return { root, until: view.signal };
    },
  };
  const { format } = model.get("data") as { format: string };
  const shown = format === "logloss.report" ? report(place) : story(place);
  const look = (): void => {
    const now = paperAround(el);
    if (now === paper) return;
    paper = now;
    shown.refresh();
  };
  watchPaper(look, ended.signal);
  const attached = new ResizeObserver(look); // a notebook may show it first and put it into the document then
  attached.observe(around);
  return () => {
    view.abort();
    ended.abort();
    attached.disconnect();
  };
}

export default { render };
