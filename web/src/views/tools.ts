/** Tools under the stage: undo, redo, reset; the table; files, print and link. */

import { redone, undone } from "../state/history";
import { csv } from "./csv";
import { button, html, say, set } from "./dom";
import { pngOf, save, svgOf } from "./exporting";
import type { Picture } from "./picture";
import { tableOf } from "./table";
import type { Acts, Model, View } from "./view";

/** What the host can do with a state: print its scenes, give its address, or the whole page as a file. */
export interface Keeping {
  /** Whether the document is the story's alone, so that to print it is to print all scenes. */
  prints?: boolean;
  link?: (model: Model) => { address: string; whole: boolean };
  page?: (model: Model) => string;
}

/** A tool: its name, what it does, and whether it can do that now. */
type Entry = [name: string, act: () => void, can: (model: Model) => boolean];

/** A view of the tools that the host has a use for. */
export function tools(acts: Acts, main: Picture, keeping: Keeping, tell: (key: string) => void): View {
  const file = (end: string): string => `logloss-${acts.model().scene.id}.${end}`;
  const entries: Entry[] = [
    ["page.undo", () => acts.change((state) => ({ ...state, history: undone(state.history) })), (model) => model.state.history.past.length > 0],
    ["page.redo", () => acts.change((state) => ({ ...state, history: redone(state.history) })), (model) => model.state.history.future.length > 0],
    ["page.reset", () => acts.edit(() => acts.model().base.history.present), (model) => model.doc !== model.base.history.present],
    ["page.table", () => acts.change((state) => ({ ...state, table: !state.table })), () => true],
    ["page.svg", () => void main.stage.still().then(() => save(file("svg"), svgOf(main.stage.picture, acts.model()), "image/svg+xml")), () => true],
    ["page.png", () => void main.stage.still().then(() => pngOf(svgOf(main.stage.picture, acts.model()))).then((blob) => save(file("png"), blob)), () => true],
    ["page.csv", () => save(file("csv"), csv(tableOf(acts.model().scene, acts.model().say)), "text/csv"), () => true],
    ...(keeping.prints ? [["page.print", () => window.print(), () => true] as Entry] : []),
    ...(keeping.link ? [["page.link", () => void copyLink(acts, keeping, tell), () => true] as Entry] : []),
    ...(keeping.page ? [["page.save", () => keeping.page && save("logloss.html", keeping.page(acts.model()), "text/html"), () => true] as Entry] : []),
  ];
  const buttons = entries.map(([name, act]) => button("", act, { class: "tool", "data-tool": name.replace("page.", "") }));
  const groups = [buttons.slice(0, 3), buttons.slice(3, 4), buttons.slice(4)].map((group) => html("div", { class: "group" }, ...group));
  const element = html("div", { class: "tools", role: "group" }, ...groups);
  return {
    element,
    render(model) {
      set(element, { "aria-label": model.say({ key: "page.tools", values: {} }) });
      entries.forEach(([name, , can], i) => {
        const own = buttons[i];
        if (!own) return;
        const key = name === "page.table" && model.state.table ? "page.picture" : name;
        say(own, model.say({ key, values: {} }));
        set(own, { disabled: !can(model) });
      });
    },
  };
}

/** Copies the address; tells whether it went well, and whether the address holds the data. */
async function copyLink(acts: Acts, keeping: Keeping, tell: (key: string) => void): Promise<void> {
  if (!keeping.link) return;
  const { address, whole } = keeping.link(acts.model());
  try {
    await navigator.clipboard.writeText(address);
    tell(whole ? "page.link.copied" : "page.link.part");
  } catch {
    tell("page.link.refused"); // browsers may refuse; the address line has it all the same
  }
}
