/** The stage: one picture, whose shapes move from what is seen to what is to be seen; whatever moves can be interrupted. */

import type { Scene } from "../contract/story";
import { set, svg } from "./dom";
import { type Drawing, draw } from "./drawing";
import type { Frame, Sheet } from "./frame";
import { mixed, ways } from "./mixing";
import { type Painter, painter } from "./painting";
import type { Box, Shape } from "./shapes";

export interface Stage {
  picture: SVGSVGElement;
  /** Shows a scene; moves to it in so many milliseconds, or at once. */
  show: (scene: Scene, sheet: Sheet, duration: number, taken?: (frame: Frame) => Box[]) => void;
  /** The frame of the scene that is shown, or towards which it moves. */
  frame: () => Frame | undefined;
  element: Painter["element"];
  /** Resolves when nothing moves any more. */
  still: () => Promise<void>;
}

/** A stage with a picture of its own. */
export function stage(): Stage {
  const picture = svg("svg", { role: "group", class: "stage" });
  const { paint, element } = painter(picture);
  let seen: Shape[] = [];
  let drawing: Drawing | undefined;
  let running = 0;
  let waiting: (() => void)[] = [];

  function paintAll(shapes: Shape[]): void {
    seen = shapes;
    paint(shapes);
  }

  function show(scene: Scene, sheet: Sheet, duration: number, taken?: (frame: Frame) => Box[]): void {
    cancelAnimationFrame(running);
    running = 0;
    set(picture, { width: sheet.width, height: sheet.height, viewBox: `0 0 ${sheet.width} ${sheet.height}` });
    drawing = draw(scene, sheet, taken);
    if (duration <= 0 || seen.length === 0) return arrive(drawing.shapes);
    const way = ways(seen, drawing.shapes);
    const start = performance.now();
    const step = (now: number): void => {
      const t = Math.max(0, (now - start) / duration);
      if (t >= 1) return arrive(mixed(way, 1));
      paintAll(mixed(way, t));
      running = requestAnimationFrame(step);
    };
    running = requestAnimationFrame(step);
  }

  function arrive(shapes: Shape[]): void {
    running = 0;
    paintAll(shapes);
    for (const tell of waiting) tell();
    waiting = [];
  }

  return {
    picture,
    show,
    frame: () => drawing?.frame,
    element,
    still: () => (running === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  };
}
