/** An element with a tree of its own: a notebook's styles and keys stay outside, and the story's inside. */

import { set } from "./dom";

/** Puts content into an element's own tree, with a style that holds only there. */
export function shadow(host: HTMLElement, style: string, content: Element): void {
  const tree = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  tree.adoptedStyleSheets = [sheet];
  tree.replaceChildren(content);
  for (const rule of sheet.cssRules) if (rule instanceof CSSFontFaceRule) addFace(rule);
  // JupyterLab's shortcuts hold for whatever is in a cell, unless it says that it has a use for keys.
  set(host, { "data-lm-suppress-shortcuts": "true" });
  content.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || isTyped(event as KeyboardEvent)) event.stopPropagation();
  });
}

/** Fonts are the document's: a face that only an element's own tree names is never loaded. Given as bytes, it needs no policy's leave. */
function addFace({ style }: CSSFontFaceRule): void {
  const family = style.getPropertyValue("font-family").replace(/["']/g, "");
  if ([...document.fonts].some((face) => face.family.replace(/["']/g, "") === family)) return;
  const bytes = /;base64,([\w+/=]+)/.exec(style.getPropertyValue("src"))?.[1];
  if (bytes) document.fonts.add(new FontFace(family, Uint8Array.from(atob(bytes), (char) => char.charCodeAt(0))));
}

/** Whether a key writes into a field, which nobody outside can see. */
function isTyped(event: KeyboardEvent): boolean {
  const isField = event.target instanceof Element && event.target.closest("input, textarea, select") !== null;
  return isField && !event.ctrlKey && !event.metaKey;
}
