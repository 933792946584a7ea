/** What points cost that the model has not seen: each left out in its turn, and scored by the curve fitted to the others. */

import type { Unseen } from "../contract/page";
import { surprisalFromLogit, type Label } from "../maths";
import { fit, isSeparable, type Line, type Points } from "./fit";

/** Up to so many points each is left out by itself; a page does not do it for more. */
export const MOST_LEFT_OUT = 100;

/** Their loss, and each point's own: its unseen twin (in nats); or why there is none. */
export interface LeftOut {
  readonly unseen: Unseen;
  readonly twins: Float64Array | undefined;
}

export function leftOut(points: Points, C: number, fitted: Line): LeftOut {
  const { x, y } = points;
  const n = x.length;
  const positives = Array.prototype.reduce.call(y, (sum, k) => (sum as number) + (k as number), 0) as number;
  if (Math.min(positives, n - positives) <= 1) return { unseen: "too_small", twins: undefined };
  const twins = new Float64Array(n);
  let total = 0;
  for (let i = 0; i < n; i++) {
    const line = C === Infinity && isSeparable(points, i) ? "separable" : fit(points, C, fitted, i);
    if (typeof line === "string") return { unseen: "no_fit", twins: undefined };
    const cost = surprisalFromLogit(y[i] as Label, line.weight * (x[i] as number) + line.bias);
    twins[i] = cost;
    total += cost;
  }
  return { unseen: { loss: total / n, base_loss: baseLoss(positives, n), method: "leave-one-out" }, twins };
}

/** What a base rate costs that has not seen the row it is guessed for. */
function baseLoss(positives: number, n: number): number {
  const each = [n - positives, positives].map((count) => -count * Math.log((count - 1) / (n - 1)));
  return ((each[0] as number) + (each[1] as number)) / n;
}
