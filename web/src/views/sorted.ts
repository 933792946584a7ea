/** A table that sorts: by any of its columns, up and down, by hand or by keyboard. */

import type { Table } from "../contract/report";
import type { Words } from "../contract/story";
import { type Form, number } from "../messages";
import { button, html, say, set } from "./dom";
import type { Look, Part } from "./report-parts";

type Cell = Table["rows"][number][number];

/** How many rows are seen before one asks for more by scrolling. */
export function sorted(table: Table): Part {
  let by: { column: number; down: boolean } | null = null;
  let look: Look | undefined;
  const heads = table.columns.map((_, i) => {
    const press = button("", () => {
      by = { column: i, down: by?.column === i ? !by.down : table.columns[i]?.form !== "text" };
      show();
    });
    return { press, element: html("th", { scope: "col" }, press) };
  });
  const caption = html("caption");
  const body = html("tbody");
  const inner = html("table", {}, caption, html("thead", {}, html("tr", {}, ...heads.map(({ element }) => element))), body);
  const element = html("div", { class: "table sorted", tabindex: "0", role: "region" }, inner);

  function show(): void {
    const now = look;
    if (!now) return;
    say(caption, now.say(table.title));
    set(element, { "aria-label": now.say(table.title) });
    table.columns.forEach((column, i) => {
      const head = heads[i];
      if (!head) return;
      say(head.press, now.say(column.name));
      const sort = by?.column !== i ? null : by.down ? "descending" : "ascending";
      set(head.element, { "aria-sort": sort, class: column.form === "text" ? null : "figure" });
    });
    const rows = by === null ? table.rows : inOrder(table.rows, by.column, by.down, now);
    body.replaceChildren(...rows.map((cells) => html("tr", {}, ...cells.map((cell, i) => cellOf(cell, table.columns[i]?.form ?? "text", now, i === 0)))));
  }

  return {
    element,
    render(now) {
      look = now;
      show();
    },
  };
}

/** Rows by one of their cells; what is not known comes last both ways. */
export function inOrder(rows: Cell[][], column: number, down: boolean, look: { say: (words: Words) => string }): Cell[][] {
  const keyOf = (row: Cell[]): number | string | null => {
    const cell = row[column] ?? null;
    if (cell === "∞") return Infinity;
    if (cell === "−∞") return -Infinity;
    return cell === null || typeof cell === "number" ? cell : look.say(cell);
  };
  const sign = down ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [x, y] = [keyOf(a), keyOf(b)];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    if (typeof x === "number" && typeof y === "number") return x === y ? 0 : sign * (x < y ? -1 : 1);
    return sign * String(x).localeCompare(String(y), undefined, { numeric: true });
  });
}

function cellOf(cell: Cell, form: Table["columns"][number]["form"], look: Look, first: boolean): HTMLElement {
  const words = cell === null ? "–" : typeof cell === "number" ? number(cell, form as Form) : look.say(cell);
  return first ? html("th", { scope: "row" }, words) : html("td", form === "text" ? {} : { class: "figure" }, words);
}
