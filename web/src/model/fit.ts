/**
 * The story's model, a logistic regression of one feature, driven to the true optimum as scikit-learn's is on the Python side
 * (src/logloss/scenes/fit.py): the least of Σ loss + weight² / 2C.
 */

import { sigmoid } from "../maths";

/** A curve P(positive) = σ(weight·x + bias). */
export interface Line {
  readonly weight: number;
  readonly bias: number;
}

/** Points of one feature: where each is, and its class, 1 for positive. */
export interface Points {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}

/** Why there is no finite fit: all points are of one class; no penalty, and separable classes; or no convergence. */
export type NoFit = "one_class" | "separable" | "not_converged";

/** Newton's method doubles the right digits a step; more than this it needs only where there is no finite fit. */
const MOST_STEPS = 200;
const MOST_HALVINGS = 60;
const CONVERGED = 1e-13;
const ROUNDING = 1e-12;

/** The fitted curve, or why there is none. Starts from a curve nearby, where one is known. C = ∞: no penalty. */
export function fit(points: Points, C: number, start?: Line, without = -1): Line | NoFit {
  const positives = count(points, without);
  const n = points.x.length - (without < 0 ? 0 : 1);
  if (positives === 0 || positives === n) return "one_class";
  if (C === Infinity && isSeparable(points, without)) return "separable";
  const reach = farthest(points.x);
  let line: Line = start ?? { weight: 0, bias: Math.log(positives / (n - positives)) };
  let now = slopes(points, C, line, without);
  for (let step = 0; step < MOST_STEPS; step++) {
    const move = newton(now);
    if (move === undefined) return "not_converged";
    const next = descend(points, C, line, now.value, move, without);
    if (next === undefined || isSmall(move, line, reach)) return toldApart(points, next ?? line);
    line = next;
    now = slopes(points, C, line, without);
  }
  return "not_converged";
}

/** One step of gradient descent on the mean loss (with the penalty's share): how training goes about it. */
export function gradientStep(points: Points, C: number, line: Line, rate: number): Line {
  const { weight, bias } = slopes(points, C, line, -1);
  const n = points.x.length;
  return { weight: line.weight - (rate * weight) / n, bias: line.bias - (rate * bias) / n };
}

/** Whether some threshold has no point of either class on its wrong side, and not every point on itself. */
export function isSeparable({ x, y }: Points, without = -1): boolean {
  const low = [Infinity, Infinity];
  const high = [-Infinity, -Infinity];
  for (let i = 0; i < x.length; i++) {
    if (i === without) continue;
    const at = x[i] as number;
    const k = y[i] as number;
    low[k] = Math.min(low[k] as number, at);
    high[k] = Math.max(high[k] as number, at);
  }
  const [low0, low1, high0, high1] = [...low, ...high] as [number, number, number, number];
  return (high0 <= low1 && low0 < high1) || (high1 <= low0 && low1 < high0);
}

/** The penalised loss at a curve, its gradient, and its matrix of second derivatives. */
interface Slopes {
  value: number;
  weight: number;
  bias: number;
  ww: number;
  wb: number;
  bb: number;
}

function slopes({ x, y }: Points, C: number, { weight, bias }: Line, without: number): Slopes {
  const now = { value: (weight * weight) / (2 * C), weight: weight / C, bias: 0, ww: 1 / C, wb: 0, bb: 0 };
  for (let i = 0; i < x.length; i++) {
    if (i === without) continue;
    const at = x[i] as number;
    const z = weight * at + bias;
    const against = y[i] === 1 ? -z : z;
    const e = Math.exp(-Math.abs(z));
    const off = (against > 0 ? 1 : e) / (1 + e); // 1 − probability given to the true class
    const slope = y[i] === 1 ? -off : off;
    const bend = e / ((1 + e) * (1 + e));
    now.value += Math.max(against, 0) + Math.log1p(e);
    now.weight += slope * at;
    now.bias += slope;
    now.ww += bend * at * at;
    now.wb += bend * at;
    now.bb += bend;
  }
  return now;
}

/** Newton's step; none where the second derivatives cannot be told from singular ones. */
function newton({ weight, bias, ww, wb, bb }: Slopes): Line | undefined {
  const det = ww * bb - wb * wb;
  const norm = Math.max(ww, bb) + Math.abs(wb);
  const isSingular = !(det / norm / norm > Number.EPSILON); // 1 / condition number, in the 1-norm
  if (isSingular) return undefined;
  return { weight: (wb * bias - bb * weight) / det, bias: (wb * weight - ww * bias) / det };
}

/** Along the step as far as the loss falls; none where it falls no more. */
function descend(points: Points, C: number, line: Line, value: number, move: Line, without: number): Line | undefined {
  let part = 1;
  for (let halving = 0; halving < MOST_HALVINGS; halving++, part /= 2) {
    const next = { weight: line.weight + part * move.weight, bias: line.bias + part * move.bias };
    // Where the loss cannot tell any more but by its rounding, a whole step is right.
    if (slopes(points, C, next, without).value <= value * (1 + 1e-10)) return next;
  }
  return undefined;
}

/** Whether a step moves no point's log-odds by more than rounding does. */
function isSmall(move: Line, line: Line, reach: number): boolean {
  const size = ({ weight, bias }: Line) => Math.abs(weight) * reach + Math.abs(bias);
  return size(move) <= CONVERGED * (1 + size(line));
}

/** A weight that moves log-odds by no more than rounding is 0: its sign would be chance, and so the points' order. */
function toldApart({ x }: Points, line: Line): Line {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < x.length; i++) [low, high] = [Math.min(low, x[i] as number), Math.max(high, x[i] as number)];
  return Math.abs(line.weight) * (high - low) <= ROUNDING ? { weight: 0, bias: line.bias } : line;
}

function farthest(x: ArrayLike<number>): number {
  let reach = 0;
  for (let i = 0; i < x.length; i++) reach = Math.max(reach, Math.abs(x[i] as number));
  return reach;
}

function count({ y }: Points, without: number): number {
  let positives = 0;
  for (let i = 0; i < y.length; i++) if (i !== without) positives += y[i] as number;
  return positives;
}

/** The probability that a curve gives to “positive” at a place. */
export function curveOf({ weight, bias }: Line): (at: number) => number {
  return (at) => sigmoid(weight * at + bias);
}
