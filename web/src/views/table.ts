/** The table of a scene: what its picture shows, in words and numbers. */

import type { Axis, Bar, Dot, Mark, Scene, Words } from "../contract/story";
import { number } from "../messages";
import { html, set } from "./dom";
import type { Model, View } from "./view";

export type Cell = string | number;

export interface Table {
  head: string[];
  rows: Cell[][];
}

/** How many places of a curve are told. */
const SAMPLES = 11;

/** What a scene shows, row by row: what it is, its class, and its place and value on the two axes. */
export function tableOf(scene: Scene, say: (words: Words) => string): Table {
  const word = (key: string): string => say({ key, values: {} });
  const axis = (name: "x" | "y"): string => say(scene[name].label) || word({ x: "page.table.x", y: "page.table.y" }[name]);
  const rows = scene.marks.flatMap((mark) => rowsOf(mark, scene, say));
  return { head: [word("page.table.what"), word("page.table.class"), axis("x"), axis("y")], rows };
}

function rowsOf(mark: Mark, scene: Scene, say: (words: Words) => string): Cell[][] {
  const role = mark.role === "positive" || mark.role === "negative" ? say({ key: `class.${mark.role}`, values: {} }) : "";
  switch (mark.kind) {
    case "bar":
      return mark.name === "" && !mark.id.startsWith("twin/") ? [] : [[nameOf(mark, say), role, ...placeOf(mark, scene)]];
    case "dot":
      return scene.marks.some((other) => other.kind === "bar" && other.id === mark.id.replace("dot", "bar")) ? [] : [[nameOf(mark, say), role, mark.x, mark.y]];
    case "curve":
      return Array.from({ length: SAMPLES }, (_, i) => {
        const at = Math.round((i / (SAMPLES - 1)) * (mark.x.length - 1));
        return [say({ key: "page.table.curve", values: {} }), "", mark.x[at] ?? 0, mark.y[at] ?? 0];
      });
    case "label":
      return mark.role === "loss" || mark.role === "reference" ? [[say(mark.text), "", "", mark.places[0]?.y ?? ""]] : [];
    case "formula":
      return mark.terms.map((term) => [`${term.tex}: ${say(term.note)}`, "", "", ""]);
    default:
      return [];
  }
}

function nameOf(mark: Bar | Dot, say: (words: Words) => string): string {
  if (mark.id.startsWith("twin/")) return say({ key: "page.table.twin", values: { n: mark.id.slice(5) } });
  const name = mark.name;
  const who = typeof name === "object" && name.key === "bar.name" ? name.values.who : undefined;
  return say(who === undefined || typeof who === "number" ? name : who) || mark.id;
}

/** A bar's place, in the words of its tick where it has one, and its value. */
function placeOf(bar: Bar, scene: Scene): [Cell, Cell] {
  const value = bar.lying ? bar.x1 - bar.x0 : bar.y1 - bar.y0;
  return [tickAt((bar.x0 + bar.x1) / 2, scene.x) ?? (bar.x0 + bar.x1) / 2, bar.broken ? Infinity : value];
}

function tickAt(x: number, axis: Axis): string | undefined {
  const near = 0.004 * (axis.high - axis.low);
  const words = axis.ticks.find(([at]) => Math.abs(at - x) < near)?.[1];
  return typeof words === "string" ? words : undefined;
}

/** A view of the table, in place of the picture. */
export function table(): View {
  const head = html("tr");
  const body = html("tbody");
  const caption = html("caption");
  const element = html("div", { class: "table", tabindex: "0", role: "region", hidden: true }, html("table", {}, caption, html("thead", {}, head), body));
  return {
    element,
    render(model: Model) {
      set(element, { hidden: !model.state.table });
      if (!model.state.table) return;
      const title = model.say(model.scene.title);
      set(element, { "aria-label": title });
      caption.textContent = title;
      const { head: names, rows } = tableOf(model.scene, model.say);
      head.replaceChildren(...names.map((name) => html("th", { scope: "col" }, name)));
      body.replaceChildren(...rows.map(([what = "", ...cells]) => html("tr", {}, html("th", { scope: "row" }, String(what)), ...cells.map(cell))));
    },
  };
}

function cell(value: Cell): HTMLTableCellElement {
  return typeof value === "number" ? html("td", { class: "figure" }, number(value)) : html("td", {}, value);
}
