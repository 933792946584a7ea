/** The boxes of scenes 16 and 17 under the hand: their width is the truth q, their height the length of a guess p. */

import type { Bar, Scene } from "../contract/story";
import { setGuess } from "../state/actions";
import { set, svg } from "./dom";
import { type Hold, dragging } from "./dragging";
import type { Frame } from "./frame";
import type { Box } from "./shapes";
import type { Stage } from "./stage";
import type { Acts, Model } from "./view";

export const BOXED = ["cross-entropy", "divergence"];

/** How near to certainty truth and guess can be dragged. */
const EDGE = 0.01;

type Name = "q" | "p" | "not_p";

/** Sliders over a stage that shows the boxes of two classes. */
export function boxes(stage: Stage, acts: Acts): { render: (model: Model, scene: Scene | null) => void; taken: (scene: Scene, frame: Frame) => Box[] } {
  const layer = svg("g", { class: "touch" });
  stage.picture.append(layer);
  const grips = Object.fromEntries((["q", "p", "not_p"] as const).map((name) => [name, grip(name)])) as Record<Name, SVGGElement>;
  let holds: Hold[] = [];
  let pulls = 0;

  function grip(name: Name): SVGGElement {
    const element = svg("g", { class: `hold grip ${name}`, role: "slider", tabindex: "0", "data-hold": name }, svg("circle", { r: 9 }), svg("path", { d: name === "q" ? "M-4,-3L-7,0L-4,3M4,-3L7,0L4,3" : "M-3,-4L0,-7L3,-4M-3,4L0,7L3,4" }));
    element.addEventListener("keydown", (event) => onKey(event, name));
    return element;
  }

  function move(name: Name, value: number, gesture: string): void {
    const share = Number(Math.max(EDGE, Math.min(1 - EDGE, value)).toFixed(4));
    acts.edit((doc) => (name === "q" ? setGuess(doc, share, doc.p) : setGuess(doc, doc.q, name === "p" ? share : Number((1 - share).toFixed(4)))), gesture);
  }

  function onKey(event: KeyboardEvent, name: Name): void {
    const step = ({ ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 } as Record<string, number>)[event.key];
    if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    move(name, Math.round(100 * valueOf(name, acts.model())) / 100 + (event.shiftKey ? 0.1 : 0.01) * step, `${name}/keys`);
    event.preventDefault();
    event.stopPropagation();
  }

  dragging(stage.picture, {
    holds: () => holds,
    frame: stage.frame,
    begin(key) {
      pulls += 1;
      acts.freeze(true);
      grips[key as Name].focus({ preventScroll: true });
    },
    pull({ key, x, y, frame }) {
      const name = key as Name;
      const given = Math.exp(-Math.max(0, frame.atY(y)) / acts.told().factor);
      // The box at the left is the negatives': where it ends is 1 − q.
      move(name, name === "q" ? 1 - frame.atX(x) : given, `${name}#${pulls}`);
    },
    end() {
      acts.freeze(false);
      acts.settle();
    },
  });

  function render(model: Model, scene: Scene | null): void {
    const frame = stage.frame();
    holds = scene && frame ? gripPlaces(scene, frame) : [];
    for (const name of ["not_p", "q", "p"] as const) {
      const hold = holds.find(({ key }) => key === name);
      if (!hold) {
        grips[name].remove();
        continue;
      }
      const value = valueOf(name, model);
      set(grips[name], {
        transform: `translate(${hold.x.toFixed(2)},${hold.y.toFixed(2)})`,
        "aria-label": model.say({ key: { q: "page.q", p: "page.p", not_p: "page.not_p" }[name], values: {} }),
        "aria-valuemin": EDGE,
        "aria-valuemax": 1 - EDGE,
        "aria-valuenow": Number(value.toFixed(4)),
        "aria-orientation": name === "q" ? "horizontal" : "vertical",
      });
      if (grips[name].parentNode !== layer) layer.append(grips[name]);
    }
  }
  return { render, taken: (scene, frame) => gripPlaces(scene, frame).map(({ x, y }): Box => [x - 14, y - 14, x + 14, y + 14]) };
}

function valueOf(name: Name, model: Model): number {
  return name === "q" ? model.told.q : name === "p" ? model.doc.p : 1 - model.doc.p;
}

/** Where the boxes are taken hold of: where they meet, and in the middle of their tops. */
function gripPlaces(scene: Scene, frame: Frame): Hold[] {
  const box = (k: number): Bar | undefined => scene.marks.find((mark): mark is Bar => mark.kind === "bar" && mark.id === `class/${k}`);
  const [negative, positive] = [box(0), box(1)];
  if (!negative || !positive) return [];
  const low = Math.min(negative.y1, positive.y1);
  const top = (bar: Bar, key: Name, part: number): Hold => ({ key, x: frame.x(bar.x0 + part * (bar.x1 - bar.x0)), y: frame.y(Math.min(bar.y1, scene.y.high)), reach: 24 });
  return [
    { key: "q", x: frame.x(negative.x1), y: frame.y(0.22 * low), reach: 24 },
    top(positive, "p", 0.8),
    top(negative, "not_p", 0.2),
  ];
}
