/** The scrubber: every scene a link, in three parts; previous and next at its ends; drag across it to leaf through. */

import type { Scene } from "../contract/story";
import { button, html, say, set, treeOf } from "./dom";
import type { Acts, Model, View } from "./view";

/** A view of all scenes, given in order by id and part. */
export function scrubber(scenes: readonly Pick<Scene, "id" | "part">[], acts: Acts): View {
  const links = scenes.map(({ id }) => html("a", { href: `#${id}`, class: "step", "data-scene": id, "aria-label": id }));
  const captions = [1, 2, 3].map(() => html("span", { class: "part-name" }));
  const parts = [1, 2, 3].map((part, i) => {
    const own = links.filter((_, j) => scenes[j]?.part === part);
    const list = html("ol", { class: "steps" }, ...own.map((link) => html("li", {}, link)));
    const element = html("div", { class: "part" }, captions[i] ?? "", list);
    element.style.setProperty("flex-grow", String(own.length));
    return element;
  });
  const [back, on] = [html("span"), html("span")];
  const track = html("div", { class: "track" }, ...parts);
  const previous = button("", () => acts.go(beside(-1)), { class: "turn previous" });
  const next = button("", () => acts.go(beside(1)), { class: "turn next" });
  previous.append("‹", back);
  next.append(on, "›");
  const element = html("nav", { class: "scrubber" }, previous, track, next);
  follow(track, acts);

  let titled: Model | undefined;

  function beside(step: number): string {
    const i = scenes.findIndex(({ id }) => id === acts.model().state.scene);
    return scenes[i + step]?.id ?? acts.model().state.scene;
  }

  function render(model: Model): void {
    const here = scenes.findIndex(({ id }) => id === model.scene.id);
    const word = (key: string): string => model.say({ key, values: {} });
    set(element, { "aria-label": word("page.scenes") });
    say(back, ` ${word("page.previous.short")}`);
    say(on, `${word("page.next.short")} `);
    set(previous, { "aria-label": word("page.previous") });
    set(next, { "aria-label": word("page.next") });
    if (here === 0) end(previous, next);
    else if (here === scenes.length - 1) end(next, previous);
    else for (const turn of [previous, next]) set(turn, { disabled: false });
    captions.forEach((caption, i) => {
      say(caption, word(`part.${i + 1}`));
      caption.parentElement?.classList.toggle("current", scenes[here]?.part === i + 1);
    });
    links.forEach((link, i) => {
      set(link, { "aria-current": i === here ? "step" : null });
      link.classList.toggle("past", i < here);
    });
    if (!model.live) later(model);
  }

  /** Titles have numbers in them, for which all scenes must be drawn: that can wait until nothing else is to be done. */
  function later(model: Model): void {
    if (titled?.told === model.told && titled.say === model.say) return;
    titled = model;
    let i = 0;
    const next = (): void => {
      const [link, scene] = [links[i], scenes[i]];
      if (titled !== model || !link || !scene) return;
      const title = model.say(model.told.title(scene.id));
      set(link, { "aria-label": title, title });
      i += 1;
      idly(next);
    };
    idly(next);
  }
  return { element, render };
}

/** Ends a way, and has the other one open: a button that cannot be pressed any more loses the focus, and so would whoever turns by keyboard. */
function end(closed: HTMLButtonElement, open: HTMLButtonElement): void {
  set(open, { disabled: false });
  if (treeOf(closed).activeElement === closed) open.focus({ preventScroll: true });
  set(closed, { disabled: true });
}

/** Calls something when the browser has nothing else to do; soon, where it cannot tell. */
function idly(act: () => void): void {
  if ("requestIdleCallback" in window) requestIdleCallback(act);
  else setTimeout(act, 30);
}

/** Clicks and drags across the track go to the scene under the pointer. */
function follow(track: HTMLElement, acts: Acts): void {
  const at = (event: PointerEvent): string | undefined =>
    treeOf(track).elementFromPoint(event.clientX, event.clientY)?.closest("li")?.querySelector("a")?.dataset.scene;
  track.addEventListener("click", (event) => {
    const scene = (event.target as Element).closest("li")?.querySelector("a")?.dataset.scene;
    if (scene === undefined || event.metaKey || event.ctrlKey) return; // let a link be opened elsewhere
    event.preventDefault();
    acts.go(scene);
  });
  track.addEventListener("dragstart", (event) => event.preventDefault());
  track.addEventListener("pointermove", (event) => {
    const scene = event.buttons === 1 ? at(event) : undefined;
    if (scene !== undefined && scene !== acts.model().state.scene) acts.go(scene);
  });
}
