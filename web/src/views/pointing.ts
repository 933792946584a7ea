/** Pointing at bars and dots, by hand or by keyboard: what is pointed at is named, and its term in the formula lights up. */

import { treeOf } from "./dom";
import { besideBar } from "./naming";
import type { Stage } from "./stage";
import type { Acts } from "./view";

/** Follows the pointer and the focus over a stage. */
export function pointing(stage: Stage, acts: Acts): void {
  const idOf = (target: EventTarget | null): string | null => {
    const id = target instanceof Element ? target.getAttribute("data-id") : null;
    if (id === null || !/^(bar|dot|twin|class|yardstick|area|row|untrained)\b/.test(id) || id.endsWith("/value")) return null;
    return id.replace(/^dot\//, "bar/").replace(/\/tear$/, "");
  };
  stage.picture.addEventListener("pointerover", (event) => {
    const id = idOf(event.target);
    if (id !== null) acts.point(id);
  });
  stage.picture.addEventListener("pointerout", (event) => {
    if (idOf(event.target) !== null && idOf(treeOf(stage.picture).activeElement) === null) acts.point(null);
  });
  stage.picture.addEventListener("focusin", (event) => {
    const id = idOf(event.target);
    if (id !== null) acts.point(id);
  });
  stage.picture.addEventListener("focusout", (event) => idOf(event.target) !== null && acts.point(null));
  stage.picture.addEventListener("keydown", (event) => {
    const id = idOf(event.target);
    const step = ({ ArrowRight: 1, ArrowLeft: -1 } as Record<string, number>)[event.key];
    if (id === null || step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const next = besideBar(acts.model().scene, id, step);
    const element = next === null ? undefined : stage.element(next);
    if (!element) return;
    (event.target as Element).setAttribute("tabindex", "-1");
    element.setAttribute("tabindex", "0");
    element.focus();
  });
}
