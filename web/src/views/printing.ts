/** Print: all scenes in order, each with its words and its picture, made when the browser asks for them. */

import type { Formula, Listing } from "../contract/story";
import { ORDER } from "../told";
import { html } from "./dom";
import { formula } from "./formula";
import { measurer } from "./picture";
import { stage } from "./stage";
import type { Acts, Model } from "./view";
import { run } from "./words";

/** Pixels of a picture on paper, and of its type. */
const [WIDTH, HEIGHT, LOW, SIZE] = [680, 320, 150, 12];

/** Fills an element with all scenes before the page is printed, and empties it after. */
export function printing(acts: Acts): Element {
  const element = html("div", { class: "printed", hidden: true });
  const fill = (): void => {
    element.hidden = false;
    element.closest("[data-theme]")?.setAttribute("data-theme", "light"); // paper is
    element.replaceChildren(...ORDER.filter(({ id }) => id !== "yours").map(({ id }) => sheet(id, acts, element)));
  };
  const empty = (): void => {
    element.hidden = true;
    element.replaceChildren();
    acts.refresh();
  };
  addEventListener("beforeprint", fill);
  addEventListener("afterprint", empty);
  matchMedia("print").addEventListener("change", (event) => (event.matches ? fill() : empty()));
  return element;
}

function sheet(id: string, acts: Acts, near: Element): Element {
  const model: Model = acts.model();
  const scene = model.told.scene(id);
  const own = stage();
  const isLow = scene.y.ticks.length === 0; // points on a line need no room above it
  own.show(scene, { width: WIDTH, height: isLow ? LOW : HEIGHT, size: SIZE, say: model.say, measure: measurer(near) }, 0);
  const special = scene.marks.find((mark): mark is Formula | Listing => mark.kind === "formula" || mark.kind === "listing");
  const extra = !special ? [] : special.kind === "formula" ? [formula(acts, true)] : [html("pre", { class: "code" }, special.code), html("pre", { class: "output" }, special.output)];
  return html(
    "section",
    { class: "sheet" },
    html("h2", { class: "finding" }, model.say(scene.title)),
    html("div", { class: "sentences" }, ...scene.sentences.map((sentence) => html("p", {}, ...model.runs(sentence).map(run)))),
    ...extra,
    ...(special?.kind === "listing" ? [] : [own.picture]),
  );
}
