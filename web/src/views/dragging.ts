/** Taking hold of things in a picture: the nearest is taken, a pull is followed, a tap is told apart. */

import type { Frame } from "./frame";

/** Something that can be taken hold of: where it is, in pixels, and how far around. */
export interface Hold {
  key: string;
  x: number;
  y: number;
  reach: number;
}

export interface Pull {
  key: string;
  /** Where the thing is now, in pixels: where it was, moved as the pointer was. */
  x: number;
  y: number;
  frame: Frame;
}

export interface Grips {
  holds: () => Hold[];
  frame: () => Frame | undefined;
  begin: (key: string) => void;
  pull: (pull: Pull) => void;
  /** It was let go; `tapped` if it was not moved. */
  end: (key: string, tapped: boolean) => void;
}

/** Pixels within which a press is a tap. */
const STILL = 4;

/** Follows the pointer over a picture. */
export function dragging(picture: SVGSVGElement, grips: Grips): void {
  let held: { hold: Hold; from: [number, number]; moved: boolean; frame: Frame; pointer: number } | undefined;

  picture.addEventListener("pointerdown", (event) => {
    const frame = grips.frame();
    const hold = event.button === 0 && frame ? nearest(grips.holds(), ...at(picture, event)) : undefined;
    if (!hold || !frame || held) return;
    held = { hold, from: at(picture, event), moved: false, frame, pointer: event.pointerId };
    picture.setPointerCapture(event.pointerId);
    event.preventDefault(); // no selection of words, and no scrolling by touch
    grips.begin(hold.key);
  });

  picture.addEventListener("pointermove", (event) => {
    if (!held || event.pointerId !== held.pointer) return;
    const [x, y] = at(picture, event);
    const [dx, dy] = [x - held.from[0], y - held.from[1]];
    if (!held.moved && Math.hypot(dx, dy) < STILL) return;
    held.moved = true;
    grips.pull({ key: held.hold.key, x: held.hold.x + dx, y: held.hold.y + dy, frame: held.frame });
  });

  const release = (tapped: boolean) => (event: PointerEvent) => {
    if (!held || event.pointerId !== held.pointer) return;
    const { hold, moved } = held;
    held = undefined;
    grips.end(hold.key, tapped && !moved);
  };
  picture.addEventListener("pointerup", release(true));
  picture.addEventListener("pointercancel", release(false));
}

/** Of all that can be reached from a point, the nearest. */
export function nearest(holds: readonly Hold[], x: number, y: number): Hold | undefined {
  let best: Hold | undefined;
  let least = Infinity;
  for (const hold of holds) {
    const far = Math.hypot(hold.x - x, hold.y - y);
    if (far > hold.reach || far >= least) continue;
    [best, least] = [hold, far];
  }
  return best;
}

/** Where a pointer is within a picture, in its pixels. */
export function at(picture: SVGSVGElement, event: MouseEvent): [number, number] {
  const box = picture.getBoundingClientRect();
  return [event.clientX - box.left, event.clientY - box.top];
}
