/** Shapes: what is on the screen, in pixels; each keeps the id of the mark that it is made of, so that it can move. */

import type { Role } from "../contract/story";

interface Common {
  id: string;
  role: Role;
  opacity: number;
}

export interface BarShape extends Common {
  kind: "bar";
  x: number;
  y: number;
  w: number;
  h: number;
  outline: boolean;
  /** Without texture, and without air to its neighbours: too thin for either. */
  thin: boolean;
  emphasis: boolean;
  /** From which side it grows when it appears. */
  from: "bottom" | "top" | "left";
}

export interface DotShape extends Common {
  kind: "dot";
  x: number;
  y: number;
  r: number;
  filled: boolean;
}

/** A line through points x0, y0, x1, y1, …; closed and filled where it is a torn edge or a band. */
export interface PathShape extends Common {
  kind: "path";
  points: number[];
  tear: boolean;
  /** An area behind all else. */
  band?: boolean;
}

export interface LineShape extends Common {
  kind: "line";
  x0: number;
  y0: number;
  x1: number;
  y1: number;
  look: "solid" | "dashed" | "rule" | "tick" | "leader";
}

/** Lines of words; x is their left end, middle or right end, y the middle of the block. */
export interface WordsShape extends Common {
  kind: "words";
  x: number;
  y: number;
  lines: string[];
  size: number;
  bold: boolean;
  anchor: "start" | "middle" | "end";
  /** The role of the bar that they stand on; none on paper. */
  ground: Role | null;
  /** Whether they are the axes', not the marks'. */
  axis: boolean;
}

export type Shape = BarShape | DotShape | PathShape | LineShape | WordsShape;

/** A rectangle as x0, y0, x1, y1, y running down. */
export type Box = [number, number, number, number];
