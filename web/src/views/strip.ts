/** The strip: the four numbers that always hold. Whoever cannot see them is told when they change. */

import { html, say } from "./dom";
import type { Model, View } from "./view";

/** A live region of four numbers; the first of them is a status of its own, by name. */
export function strip(): View {
  const cells = ["loss", "base", "skill", "geometric"].map((name) => {
    const value = name === "loss" ? html("output", { class: "value", role: "status" }) : html("span", { class: "value" });
    const caption = html("span", { class: "caption" });
    return { value, caption, cell: html("div", { class: `number ${name}` }, value, caption) };
  });
  const element = html("footer", { class: "strip", role: "group", "aria-live": "polite" }, ...cells.map(({ cell }) => cell));

  function render(model: Model): void {
    element.setAttribute("aria-label", model.say({ key: "page.strip", values: {} }));
    cells[0]?.value.setAttribute("aria-label", model.say({ key: "page.log_loss", values: {} }));
    model.told.strip.forEach(([value, caption], i) => {
      const cell = cells[i];
      if (!cell) return;
      say(cell.value, value);
      say(cell.caption, model.say(caption));
    });
  }
  return { element, render };
}
