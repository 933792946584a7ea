/** The page: the story on an element of a document of its own, with its address, its keys, and a copy of itself to save. */

import type { Page } from "./contract/page";
import { fromAddress, isWhole, toAddress } from "./state/address";
import { pageOf } from "./state/document";
import { changed } from "./state/history";
import { type State, opened } from "./state/state";
import { ORDER } from "./told";
import { type App, app } from "./views/app";
import type { Model } from "./views/view";

/** Starts the page on an element, with the data that the document embeds. */
export function start(root: HTMLElement, page: Page): App {
  const blank = document.documentElement.cloneNode(true) as HTMLElement;
  const names = ORDER.map(({ id }) => id);
  const base = opened(page, navigator.languages, names[0] ?? "");
  // A page that was saved opens as it was; what its address says comes before.
  const read = (): ReturnType<typeof fromAddress> => fromAddress(location.hash || (root.dataset.address ?? ""), base, names);
  const { state, refused } = read();
  let own = location.hash;
  const shown = app(root, base, state, {
    keys: document,
    prints: true,
    printed: (data) => (data === page.data ? page : null),
    address(address, turned, now) {
      own = `#${address}`;
      document.documentElement.lang = now.state.lang;
      document.title = `${now.say(now.scene.title)} · ${now.say({ key: "sheet.title", values: {} })}`;
      if (own === location.hash || (location.hash === "" && address === base.scene)) return;
      history[turned ? "pushState" : "replaceState"](null, "", own);
    },
    link: (model) => ({ address: location.href.replace(/#.*$/, `#${toAddress(model.state, base)}`), whole: isWhole(model.doc, base.history.present) }),
    page: (model) => saved(blank, root.id, page, model),
  });
  if (refused.length > 0) shown.tell("page.address.refused", { parts: refused.join(", ") });
  addEventListener("hashchange", () => {
    if (location.hash === own) return;
    const next = read();
    shown.set(turnedTo(shown.state(), next.state, location.hash));
    if (next.refused.length > 0) shown.tell("page.address.refused", { parts: next.refused.join(", ") });
  });
  return shown;
}

/** The state at another address: a bare one turns to its scene, and leaves the data that the reader has brought or moved. */
function turnedTo(now: State, next: State, address: string): State {
  if (!address.includes("?")) return { ...now, scene: next.scene };
  return { ...next, history: changed(now.history, next.history.present) };
}

/** The document as it came, with the data and the state of now in it. */
function saved(blank: HTMLElement, id: string, page: Page, model: Model): string {
  const copy = blank.cloneNode(true) as HTMLElement;
  const { doc, state } = model;
  const data = pageOf(doc, page);
  const block = copy.querySelector('script[type="application/json"]');
  // In JSON these signs stand in texts only, where an escape means the same and ends no element.
  if (block) block.textContent = JSON.stringify(data).replace(/[<>&\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
  const opens = { ...state, ...opened(data, [], state.scene), lang: page.lang ?? state.lang };
  copy.querySelector(`#${id}`)?.setAttribute("data-address", toAddress(state, opens));
  return `<!doctype html>\n${copy.outerHTML}\n`;
}
