/** The page's door: it draws the story of some data into an element. */

import en from "../../src/logloss/messages/en.json";

export function start(root: HTMLElement, data: unknown): void {
  const title = document.createElement("h1");
  title.textContent = en["sheet.title"];
  root.replaceChildren(title);
  void data;
}
