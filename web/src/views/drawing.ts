/** A scene as shapes: its marks in pixels, its axes, and its labels where they touch nothing. */

import type { Bar, Label, Mark, Role, Scene } from "../contract/story";
import { above, axes } from "./axes";
import { type Frame, type Sheet, frameOf } from "./frame";
import { placed } from "./placing";
import type { BarShape, Box, PathShape, Shape } from "./shapes";

/** Pixels below which a bar has neither texture nor air: it would be all that is seen. */
const THIN = 4;

/** Of a torn edge: pixels from tooth to tooth, and between its two sides. */
const [TOOTH, TEAR] = [7, 5];

export interface Drawing {
  frame: Frame;
  shapes: Shape[];
}

/** What pictures of a report have beside the story's marks: an area between two curves, and where lying bars are torn. */
type Further =
  | { kind: "band"; id: string; role: Role; x: number[]; low: number[]; high: number[] }
  | { kind: "tear"; id: string; role: Role; x: number; y0: number; y1: number };

/** Draws a scene; `taken` are boxes within the frame that labels must keep clear of (handles). */
export function draw(scene: Scene, sheet: Sheet, taken: (frame: Frame) => Box[] = () => []): Drawing {
  const frame = frameOf(scene, sheet);
  const r = radius(scene, sheet);
  const marks = scene.marks.flatMap((mark) => shapesOf(mark, frame, r));
  const labels = scene.marks.filter((mark): mark is Label => mark.kind === "label");
  const words = sheet.bare ? [] : placed(labels, marks, [...above(scene, frame, sheet), ...taken(frame)], frame, sheet);
  return { frame, shapes: [...axes(scene, frame, sheet), ...marks, ...words] };
}

function shapesOf(mark: Mark | Further, frame: Frame, r: number): Shape[] {
  const common = { id: mark.id, role: mark.role, opacity: 1 };
  switch (mark.kind) {
    case "bar":
      return barShapes(mark, frame);
    case "dot":
      return [{ ...common, kind: "dot", x: frame.x(mark.x), y: frame.y(mark.y), r, filled: mark.filled }];
    case "curve":
      return [{ ...common, kind: "path", tear: false, points: mark.x.flatMap((x, i) => [frame.x(x), frame.y(mark.y[i] ?? 0)]) }];
    case "line":
      return [{ ...common, kind: "line", x0: frame.x(mark.x0), y0: frame.y(mark.y0), x1: frame.x(mark.x1), y1: frame.y(mark.y1), look: mark.dashed ? "dashed" : "solid" }];
    case "band": {
      const ring = [...mark.x.map((x, i) => [x, mark.high[i]]), ...mark.x.map((x, i) => [x, mark.low[i]]).reverse()];
      return [{ ...common, kind: "path", tear: false, band: true, points: ring.flatMap(([x = 0, y = 0]) => [frame.x(x), frame.y(y)]) }];
    }
    case "tear":
      return [zigzag(common, frame.x(mark.x), frame.y(mark.y1), frame.y(mark.y0) - frame.y(mark.y1), true)];
    default:
      return []; // labels are placed when all else is; formulas and listings are no SVG
  }
}

/** Dots are smaller where they are many. */
function radius(scene: Scene, sheet: Sheet): number {
  const dots = scene.marks.filter((mark) => mark.kind === "dot").length;
  return (sheet.bare ? 0.45 : 0.56) * sheet.size * (dots <= 40 ? 1 : dots <= 100 ? 0.7 : 0.5);
}

function barShapes(bar: Bar, frame: Frame): Shape[] {
  const [x, y] = [frame.x(bar.x0), frame.y(bar.y1)];
  const [w, h] = [frame.x(bar.x1) - x, frame.y(bar.y0) - y];
  const hanging = bar.role === "negative" && bar.y0 > 0 && bar.y1 === 1;
  const shape: BarShape = {
    kind: "bar",
    id: bar.id,
    role: bar.role,
    opacity: 1,
    x,
    y,
    w,
    h,
    outline: bar.outline,
    thin: w < THIN,
    emphasis: bar.emphasis,
    from: bar.lying ? "left" : hanging ? "top" : "bottom",
  };
  return bar.broken ? [shape, tear(shape, bar.lying)] : [shape];
}

/** A zigzag of paper across a bar, near the end that it does not have. */
function tear(bar: BarShape, lying: boolean): PathShape {
  const [start, long] = lying ? [bar.y, bar.h] : [bar.x, bar.w];
  const middle = lying ? bar.x + 0.88 * bar.w : bar.y + 0.15 * bar.h;
  return zigzag({ id: `${bar.id}/tear`, role: bar.role, opacity: 1 }, middle, start, long, lying);
}

function zigzag(common: { id: string; role: Role; opacity: number }, middle: number, start: number, long: number, lying: boolean): PathShape {
  const teeth = Math.max(2, Math.round(long / TOOTH));
  const side = (shift: number): [number, number][] =>
    Array.from({ length: teeth + 1 }, (_, i) => [start + (i / teeth) * long, middle + (i % 2 ? 2 : -2) + shift]);
  const ring = [...side(-TEAR / 2), ...side(TEAR / 2).reverse()];
  return { ...common, kind: "path", tear: true, points: ring.flatMap(([a, b]) => (lying ? [b, a] : [a, b])) };
}
