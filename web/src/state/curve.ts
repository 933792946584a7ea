/** The curve by hand: where it is taken hold of, and which curve comes of a pull. */

import { sigmoid } from "../maths";
import type { Line } from "./document";

type Range = readonly [low: number, high: number];

/** How far up its half of the scale a handle can be pulled. */
const STEEPEST = 0.98;

/** Where the curve crosses ½; at an end of the axis where it does so beyond, or nowhere. */
export function middle(line: Line, [low, high]: Range): number {
  const at = -line.bias / line.weight;
  if (Number.isFinite(at)) return Math.max(low, Math.min(high, at));
  return line.bias >= 0 ? low : high;
}

/** Where the handle of the weight is: beside the middle, where the curve bends, on the side with more room. */
export function shoulder(line: Line, range: Range): number {
  const wide = range[1] - range[0];
  const at = middle(line, range);
  const far = Math.max(0.07 * wide, Math.min(0.22 * wide, 1.6 / Math.abs(line.weight)));
  return at + far <= range[1] - 0.02 * wide ? at + far : at - far;
}

/** The curve whose middle has been pulled by so much, as steep as before. */
export function shifted(line: Line, by: number): Line {
  return { weight: line.weight, bias: line.bias - line.weight * by };
}

/** The curve that turns about a fixed middle and goes through a point. */
export function turned(about: number, x: number, p: number, nearest: number): Line {
  const side = x < about ? -1 : 1;
  const far = Math.max(Math.abs(x - about), nearest) * side;
  const held = Math.max(1 - STEEPEST, Math.min(STEEPEST, p));
  const weight = Math.log(held / (1 - held)) / far;
  return { weight, bias: -weight * about };
}

/** The curve about a middle, or lifted where it has none: what the bias does to a flat one. */
export function lifted(line: Line, p: number): Line {
  const held = Math.max(1 - STEEPEST, Math.min(STEEPEST, p));
  return { weight: line.weight, bias: Math.log(held / (1 - held)) };
}

/** The curve's height. */
export function heightAt(line: Line, x: number): number {
  return sigmoid(line.weight * x + line.bias);
}

/** A round step of about a share of a range: 1, 2 or 5 times a power of ten. */
export function roundStep(range: Range, parts: number): number {
  const raw = (range[1] - range[0]) / parts;
  const power = 10 ** Math.floor(Math.log10(raw));
  return power * ([1, 2, 5, 10].find((times) => times * power >= raw * 0.999) ?? 10);
}

/** A value at the nearest step. */
export function rounded(value: number, step: number): number {
  const digits = Math.max(0, -Math.floor(Math.log10(step)));
  return Number((Math.round(value / step) * step).toFixed(Math.min(digits, 15)));
}
