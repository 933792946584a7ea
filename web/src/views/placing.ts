/** Where labels stand: at the first of their places where they touch nothing; smaller, in lines, or aside if need be. */

import type { Label, Place, Role } from "../contract/story";
import type { Frame, Sheet } from "./frame";
import { LEADING, balanced } from "./lettering";
import type { BarShape, Box, LineShape, Shape, WordsShape } from "./shapes";

/** Of the type, the best first. */
const SIZES = [1, 0.9, 0.8];
const MOST_LINES = 3;

/** Between one label and the next, in sizes of the type. */
const AIR = 0.35;

/** What is taken already: bars, within one of which a label may be as a whole, and what no label may touch. */
interface Room {
  frame: Box;
  bars: { box: Box; role: Role }[];
  marks: Box[];
  words: Box[];
}

interface Spot {
  lines: string[];
  size: number;
  box: Box;
  leader?: Box;
}

/** The labels of a scene as shapes, given the shapes of its other marks and boxes to keep clear of. */
export function placed(labels: Label[], shapes: Shape[], taken: Box[], frame: Frame, sheet: Sheet): Shape[] {
  const room = roomOf(shapes, taken, frame, sheet);
  const rank = (label: Label): number => 2 * Number(!label.needed) + Number(label.role !== "loss" && label.role !== "reference");
  return [...labels].sort((a, b) => rank(a) - rank(b)).flatMap((label) => {
    const words = sheet.say(label.text);
    if (words === "") return [];
    for (const spot of ways(label, words, room, frame, sheet)) {
      if (spot.leader === undefined && !isFree(spot.box, room)) continue;
      const [x0, y0, x1, y1] = spot.box;
      room.words.push([x0 - AIR * spot.size, y0, x1 + AIR * spot.size, y1], ...(spot.leader ? [spot.leader] : []));
      return written(label, spot, room);
    }
    return [];
  });
}

function roomOf(shapes: Shape[], taken: Box[], frame: Frame, sheet: Sheet): Room {
  const air = sheet.size;
  const room: Room = {
    frame: [frame.left - (frame.left > 3 * air ? 0 : 0.5 * air), frame.top - 1.6 * air, frame.right + 0.5 * air, frame.bottom + 0.2 * air],
    bars: [],
    marks: [...taken],
    words: [],
  };
  for (const shape of shapes) {
    if (shape.kind === "bar" && !shape.outline) room.bars.push({ box: boxOf(shape), role: shape.role });
    else if (shape.kind === "bar") room.marks.push(...outline(boxOf(shape)));
    else if (shape.kind === "dot") room.marks.push([shape.x - shape.r - 2, shape.y - shape.r - 2, shape.x + shape.r + 2, shape.y + shape.r + 2]);
    else if (shape.kind === "line" && shape.look !== "rule") room.marks.push(along(shape.x0, shape.y0, shape.x1, shape.y1));
    else if (shape.kind === "path" && !shape.band) {
      const p = shape.points;
      for (let i = 2; i + 1 < p.length; i += 2) room.marks.push(along(p[i - 2]!, p[i - 1]!, p[i]!, p[i + 1]!));
    }
  }
  return room;
}

function boxOf(bar: BarShape): Box {
  return [bar.x, bar.y, bar.x + bar.w, bar.y + bar.h];
}

/** Top and sides of an outlined bar; its foot stands on an axis. */
function outline([x0, y0, x1, y1]: Box): Box[] {
  return [[x0 - 1, y0 - 1, x1 + 1, y0 + 1], [x0 - 1, y0, x0 + 1, y1], [x1 - 1, y0, x1 + 1, y1]];
}

function along(x0: number, y0: number, x1: number, y1: number): Box {
  return [Math.min(x0, x1) - 1.5, Math.min(y0, y1) - 1.5, Math.max(x0, x1) + 1.5, Math.max(y0, y1) + 1.5];
}

export function touches(a: Box, b: Box): boolean {
  return a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1];
}

function barAround(box: Box, room: Room): Role | null {
  const inside = (b: Box): boolean => b[0] <= box[0] && b[1] <= box[1] && b[2] >= box[2] && b[3] >= box[3];
  return room.bars.find((bar) => inside(bar.box))?.role ?? null;
}

function isFree(box: Box, room: Room): boolean {
  const [x0, y0, x1, y1] = room.frame;
  if (box[0] < x0 || box[1] < y0 || box[2] > x1 || box[3] > y1) return false;
  if (room.words.some((other) => touches(other, box)) || room.marks.some((other) => touches(other, box))) return false;
  return barAround(box, room) !== null || !room.bars.some((bar) => touches(bar.box, box));
}

/** All ways to write a label, the best first: on one line, smaller, aside, on several lines. */
function* ways(label: Label, words: string, room: Room, frame: Frame, sheet: Sheet): Generator<Spot> {
  if (label.needed) {
    yield* spots(label, words, frame, sheet, SIZES.slice(0, -1), 1);
    yield* led(label, words, room, frame, sheet);
  }
  yield* spots(label, words, frame, sheet, SIZES, MOST_LINES);
}

function* spots(label: Label, words: string, frame: Frame, sheet: Sheet, sizes: number[], most: number): Generator<Spot> {
  const bold = label.role === "loss";
  const widest = label.within === null ? Infinity : frame.x(label.within) - frame.x(0);
  for (const share of sizes) {
    const size = share * sheet.size;
    const wide = (line: string): number => sheet.measure(line, size, bold);
    const whole = wide(words);
    for (let count = 1; count <= most; count++) {
      const lines = count === 1 ? [words] : balanced(words, Math.max(whole / count, 1) * 1.15, wide);
      const w = Math.max(...lines.map(wide));
      if (lines.length !== count || w > widest) continue;
      for (const place of label.places) yield { lines, size, box: boxAt(place, w, count * LEADING * size, frame, sheet) };
    }
  }
}

function boxAt(place: Place, w: number, h: number, frame: Frame, sheet: Sheet): Box {
  const gap = 0.25 * sheet.size;
  const beside = place.along === "center" ? gap : 0;
  const x = frame.x(place.x) + { left: w / 2 + beside, center: 0, right: -w / 2 - beside }[place.across];
  const y = frame.y(place.y) + { bottom: -h / 2 - gap, center: 0, top: h / 2 + gap }[place.along];
  return [x - w / 2, y - h / 2, x + w / 2, y + h / 2];
}

/** The free spots nearest above or below its places, each with a line that leads to what it names. */
function* led(label: Label, words: string, room: Room, frame: Frame, sheet: Sheet): Generator<Spot> {
  for (const share of [1, 0.8]) {
    const found: { far: number; spot: Spot }[] = [];
    for (const place of label.places) {
      const own = { ...label, places: [place] };
      for (const spot of spots(own, words, frame, sheet, [share], 1)) found.push(...beyond(spot, frame.y(place.y), room));
    }
    yield* found.sort((a, b) => a.far - b.far).map(({ spot }) => spot);
  }
}

function beyond(spot: Spot, anchor: number, room: Room): { far: number; spot: Spot }[] {
  const [x0, y0, x1, y1] = spot.box;
  const x = (x0 + x1) / 2;
  for (let i = 1; i < 80; i++) {
    for (const up of [-1, 1]) {
      const dy = (up * i * (y1 - y0)) / 3;
      const box: Box = [x0, y0 + dy, x1, y1 + dy];
      const [low, high] = up < 0 ? [box[3], anchor] : [anchor, box[1]];
      const leader: Box = [x - 1, low, x + 1, high];
      if (low >= high || !isFree(box, room) || room.words.some((other) => touches(other, leader))) continue;
      const hidden = room.bars.some((bar) => touches(bar.box, leader)) ? 1000 : 0; // rather far away than across a bar
      return [{ far: Math.abs(dy) + hidden, spot: { ...spot, box, leader } }];
    }
  }
  return [];
}

function written(label: Label, spot: Spot, room: Room): Shape[] {
  const [x0, y0, x1, y1] = spot.box;
  const text: WordsShape = {
    kind: "words",
    id: label.id,
    role: label.role,
    x: (x0 + x1) / 2,
    y: (y0 + y1) / 2,
    lines: spot.lines,
    size: spot.size,
    bold: label.role === "loss",
    anchor: "middle",
    ground: barAround(spot.box, room),
    axis: false,
    opacity: 1,
  };
  if (spot.leader === undefined) return [text];
  const [x, low, , high] = spot.leader;
  const leader: LineShape = { kind: "line", id: `${label.id}/leader`, role: "quiet", x0: x + 1, y0: low, x1: x + 1, y1: high, look: "leader", opacity: 1 };
  return [leader, text];
}
