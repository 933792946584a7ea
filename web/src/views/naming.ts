/** What bars and dots are called, for who cannot see them; one stop of the Tab key for all bars, arrows go on from there. */

import type { Bar, Dot, Scene, Words } from "../contract/story";
import { set, treeOf } from "./dom";
import type { Model } from "./view";
import type { Stage } from "./stage";

/** Gives every named bar of a scene its name, and the first a stop of the Tab key. */
export function nameMarks(stage: Stage, scene: Scene, model: Model): void {
  set(stage.picture, { "aria-label": model.say(scene.title) });
  const bars = namedBars(scene);
  const kept = bars.find((bar) => stage.element(bar.id) === treeOf(stage.picture).activeElement) ?? bars[0];
  for (const mark of scene.marks) {
    const element = stage.element(mark.id);
    if (!element) continue;
    if (mark.kind === "bar" && mark.name !== "") {
      set(element, { role: "img", "aria-label": barName(mark, model), tabindex: mark === kept ? "0" : "-1", "aria-hidden": null });
    } else if (mark.kind !== "label") set(element, { "aria-hidden": "true" });
  }
}

function namedBars(scene: Scene): Bar[] {
  return scene.marks.filter((mark): mark is Bar => mark.kind === "bar" && mark.name !== "" && !mark.id.startsWith("twin/"));
}

/** The bar beside a bar in its scene. */
export function besideBar(scene: Scene, id: string, step: number): string | null {
  const bars = namedBars(scene).sort((a, b) => a.x0 - b.x0 || b.y0 - a.y0);
  return bars[bars.findIndex((bar) => bar.id === id) + step]?.id ?? null;
}

/** Scenes that have no model yet: a point is only where it is, and perhaps what it is. */
const BEFORE = ["feature", "labels", "formula", "split"];

/** A mark's name as a sentence: of a point with its class, which its look alone would tell. */
export function barName(mark: Bar | Dot, model: Model): string {
  const { name, role } = mark;
  if (typeof name === "string" || name.key !== "bar.name") return model.say(name);
  const who = name.values.who;
  if (typeof who !== "object" || who.key !== "who.point") return model.say(name);
  const point: Words = { key: role === "plain" ? "page.point.plain" : "page.point", values: { ...who.values, class: { key: `class.${role}`, values: {} } } };
  return model.say(BEFORE.includes(model.scene.id) ? point : { key: "page.bar", values: { ...name.values, who: point } });
}
