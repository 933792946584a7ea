/** What an element lies on: a notebook has light and dark of its own, which the browser's settings do not tell. */

import type { Theme } from "./view";

/** How long a host may take to fade from light to dark, in milliseconds. */
const FADING = 400;

/** Light or dark, by the first thing around an element that can be seen; undefined where all is transparent, or it is not there yet. */
export function paperAround(element: Element): Theme | undefined {
  if (!element.isConnected) return undefined;
  for (let at: Element | null = element; at; at = outside(at)) {
    const light = lightness(getComputedStyle(at).backgroundColor);
    if (light !== undefined) return light < 0.5 ? "dark" : "light";
  }
  // VS Code lays its outputs, which are transparent, over its own paper.
  const kind = document.body.dataset.vscodeThemeKind;
  if (!kind) return undefined;
  return kind === "vscode-dark" || kind === "vscode-high-contrast" ? "dark" : "light";
}

function outside(element: Element): Element | null {
  if (element.parentElement) return element.parentElement;
  const tree = element.getRootNode();
  return tree instanceof ShadowRoot ? tree.host : null;
}

/** How light a colour is, from 0 to 1, however it is written; undefined of one that can be looked through. */
function lightness(colour: string): number | undefined {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const context = canvas.getContext("2d");
  if (!context) return undefined;
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0, alpha = 0] = context.getImageData(0, 0, 1, 1).data;
  return alpha < 128 ? undefined : (0.299 * red + 0.587 * green + 0.114 * blue) / 255;
}

/** Calls something when the document may have changed from light to dark, until it is told to stop. */
export function watchPaper(act: () => void, until: AbortSignal): void {
  const watching = new MutationObserver(() => {
    act();
    setTimeout(act, FADING);
  });
  for (const element of [document.documentElement, document.body]) watching.observe(element, { attributes: true });
  until.addEventListener("abort", () => watching.disconnect());
}
