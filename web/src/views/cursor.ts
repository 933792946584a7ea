/** A cursor over a curve: a line at the step that is seen, which can be dragged. */

import { set, svg } from "./dom";
import type { Over } from "./panel";
import type { Stage } from "./stage";

export interface Cursor extends Over {
  /** Moves it to a step. */
  at: (step: number) => void;
}

/** Lets a reader choose a step in a picture whose axis is the steps. */
export function cursor(own: Stage, picture: HTMLElement, choose: (step: number) => void): Cursor {
  const line = svg("line", { class: "cursor" });
  let here: number | null = null;
  picture.classList.add("steps");

  function place(): void {
    const frame = own.frame();
    if (!frame || here === null) return;
    const x = frame.x(here);
    set(line, { x1: x, x2: x, y1: frame.top, y2: frame.bottom });
  }

  const take = (event: PointerEvent): void => {
    const frame = own.frame();
    if (frame) choose(frame.atX(event.clientX - picture.getBoundingClientRect().left));
  };
  let isDragged = false;
  picture.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    isDragged = true;
    picture.setPointerCapture(event.pointerId);
    take(event);
  });
  picture.addEventListener("pointermove", (event) => isDragged && take(event));
  for (const end of ["pointerup", "pointercancel"] as const) picture.addEventListener(end, () => (isDragged = false));
  return {
    show() {
      own.picture.append(line); // above what was drawn since
      place();
    },
    said: (look) => look.say({ key: "page.report.curve.hint", values: {} }),
    isOn: () => false,
    at(step) {
      here = step;
      place();
    },
  };
}
