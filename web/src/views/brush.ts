/** A stretch of bars that stand side by side: how many of the rows it has, and how much of the loss. */

import type { Bar, Scene } from "../contract/story";
import { html, set, svg } from "./dom";
import type { Over } from "./panel";
import type { Stage } from "./stage";

/** Of 100: how fine the sliders are. */
const STEPS = 1000;

/** How much of all bars lies between two shares of the rows: rows, and loss of those that have an end. */
export function between(bars: Bar[], from: number, to: number): { share: number; loss: number; endless: boolean } {
  let [share, loss, endless] = [0, 0, false];
  for (const bar of bars) {
    const overlap = Math.min(to, bar.x1) - Math.max(from, bar.x0);
    if (overlap <= 0) continue;
    share += overlap;
    loss += overlap * (bar.y1 - bar.y0);
    endless ||= bar.broken;
  }
  return { share, loss, endless };
}

/** Lets a reader take a stretch of a scene's standing bars, by dragging or by two sliders. */
export function brush(scene: Scene, own: Stage, picture: HTMLElement): Over {
  const bars = scene.marks.filter((mark): mark is Bar => mark.kind === "bar" && !mark.outline && !mark.lying);
  const whole = between(bars, 0, 1);
  let [from, to] = [0, 1];
  let tell = (): void => {};
  const veil = [0, 1].map(() => svg("rect", { class: "veil" }));
  own.picture.append(...veil);
  const ends = [0, 1].map((end) => {
    const input = html("input", { type: "range", min: 0, max: STEPS, step: 1, value: end * STEPS });
    input.addEventListener("input", () => take(...(sorted(sliders[0]?.valueAsNumber ?? 0, sliders[1]?.valueAsNumber ?? STEPS))));
    return { input, label: html("label", {}, html("span"), input) };
  });
  const sliders = ends.map(({ input }) => input);
  const element = html("div", { class: "brush" }, ...ends.map(({ label }) => label));

  function take(low: number, high: number): void {
    [from, to] = [low / STEPS, high / STEPS];
    [low, high].forEach((value, i) => sliders[i] && (sliders[i].value = String(value)));
    place();
    tell();
  }

  function place(): void {
    const frame = own.frame();
    if (!frame) return;
    [[0, from], [to, 1]].forEach(([a = 0, b = 0], i) => {
      const x = frame.x(a);
      veil[i] && set(veil[i], { x, y: frame.top, width: Math.max(0, frame.x(b) - x), height: frame.bottom - frame.top });
    });
  }

  drag(picture, own, take);
  return {
    element,
    isOn: () => from > 0 || to < 1,
    onChange: (asked) => void (tell = asked),
    show(look) {
      own.picture.append(...veil);
      ["page.report.from", "page.report.to"].forEach((key, i) => {
        const words = ends[i]?.label.firstElementChild;
        if (words) words.textContent = look.say({ key, values: {} });
      });
      place();
    },
    said(look) {
      if (!(from > 0 || to < 1)) return look.say({ key: "page.report.hint", values: {} });
      const part = between(bars, from, to);
      // Air between bars is nobody's: shares are of the bars.
      const share = part.share / whole.share;
      if (part.endless) return look.say({ key: "page.report.brush.infinite", values: { share } });
      const loss = part.share > 0 ? part.loss / part.share : 0;
      return look.say({ key: "page.report.brush", values: { share, part: whole.endless ? "–" : part.loss / whole.loss, loss } });
    },
  };
}

function sorted(a: number, b: number): [number, number] {
  return a <= b ? [a, b] : [b, a];
}

/** A stretch by pointer, from where it goes down to where it is; a click alone takes all again. */
function drag(picture: HTMLElement, own: Stage, take: (low: number, high: number) => void): void {
  const at = (event: PointerEvent): number => {
    const frame = own.frame();
    const x = frame ? frame.atX(event.clientX - picture.getBoundingClientRect().left) : 0;
    return Math.round(STEPS * Math.min(1, Math.max(0, x)));
  };
  let start: number | null = null;
  picture.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    start = at(event);
    picture.setPointerCapture(event.pointerId);
  });
  picture.addEventListener("pointermove", (event) => {
    if (start !== null && Math.abs(at(event) - start) > 4) take(...sorted(start, at(event)));
  });
  for (const end of ["pointerup", "pointercancel"] as const)
    picture.addEventListener(end, (event) => {
      if (start !== null && Math.abs(at(event) - start) <= 4) take(0, STEPS);
      start = null;
    });
}
