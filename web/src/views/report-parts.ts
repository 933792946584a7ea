/** What a report is built of: parts, each an element that shows itself in a language and a theme. */

import type { Lang } from "../state/state";
import { html } from "./dom";
import type { Sayer } from "./saying";

export interface Look extends Sayer {
  lang: Lang;
  theme: "light" | "dark";
}

export interface Part {
  element: HTMLElement;
  render: (look: Look) => void;
}

/** Parts side by side, each as wide as its share; below each other where there is no room. */
export function row(parts: { share: number; part: Part }[]): Part {
  const element = html("div", { class: "panels" }, ...parts.map(({ part }) => part.element));
  for (const { share, part } of parts) part.element.style.setProperty("flex-grow", String(Math.round(100 * share)));
  return { element, render: (look) => parts.forEach(({ part }) => part.render(look)) };
}
