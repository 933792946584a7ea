/**
 * The scene "check" of data that only the page knows: the lines of Python that get the same number (src/logloss/scenes/check.py),
 * and what they would print, worked out here, as no Python runs in a page.
 */

import { written } from "./numpy";
import type { Points } from "./fit";
import type { Unit } from "./material";

/** Up to so many points the code holds the data itself. */
const WRITTEN_OUT = 14;

/** From logits of this size on, probabilities are so near 1 that floats cannot tell them apart. */
const SATURATED = 36;

/** What was given less than this to the true class, scikit-learn lifts to this. */
const SMALLEST = 2 ** -52;

/** What that costs, in nats. */
export const DEAREST = 52 * Math.LN2;

const IMPORTS = "import numpy as np\nimport sklearn.metrics\n";

export interface Check {
  readonly code: string;
  readonly output: string;
  readonly wasRun: boolean;
}

/** What is known of the rows: the log loss in nats, and the probability given to the true class of each. */
export interface Scored {
  readonly nats: number;
  readonly given: ArrayLike<number>;
  readonly unit: Unit;
}

/** Code that fits the points and scores them twice, and its output. */
export function checkFit({ x, y }: Points, C: number, logits: ArrayLike<number>, scored: Scored): Check {
  const n = x.length;
  const few = n <= WRITTEN_OUT;
  const data = few
    ? `${written.array("x", x)}${written.array("y", y)}X = x.reshape(-1, 1)\n`
    : `# X, of shape (${n}, 1), and y, of shape (${n},), are your data\n`;
  const strength = C === Infinity ? "np.inf" : written.fifteen(C);
  const isPlain = Array.prototype.every.call(logits, (z) => Math.abs(z as number) < SATURATED);
  const own = isPlain ? "ll.log_loss(y, p)" : "ll.log_loss_from_logits(y, model.decision_function(X))";
  const code =
    `${IMPORTS}from sklearn.linear_model import LogisticRegression\nimport logloss as ll\n\n${data}` +
    `model = LogisticRegression(C=${strength}, solver="newton-cholesky", tol=1e-10, max_iter=1000)\n` +
    `p = model.fit(X, y).predict_proba(X)[:, 1]\n`;
  return finished(code, own, few, "", scored);
}

/** Code that scores a curve that was moved by hand. */
export function checkLine({ x, y }: Points, line: { weight: number; bias: number }, scored: Scored): Check {
  const few = x.length <= WRITTEN_OUT;
  const data = few
    ? `${written.array("x", x)}${written.array("y", y)}`
    : `# x and y, each of shape (${x.length},), are your data\n`;
  const z = `${written.number(line.weight)} * x ${line.bias < 0 ? "-" : "+"} ${written.number(Math.abs(line.bias))}`;
  const code = `${IMPORTS}import logloss as ll\n\n${data}p = 1 / (1 + np.exp(-(${z})))\n`;
  return finished(code, "ll.log_loss(y, p)", few, "", scored);
}

/** Code that scores given predictions. */
export function checkPredictions(y: ArrayLike<number>, p: ArrayLike<number>, scored: Scored): Check {
  const few = y.length <= WRITTEN_OUT;
  const data = few
    ? `${written.array("y", y)}${written.array("p", p)}`
    : `# y and p, each of shape (${y.length},), are your labels and predictions\n`;
  const oneClass = Array.prototype.every.call(y, (k) => k === y[0]);
  const labels = oneClass ? ", labels=[0, 1]" : ""; // of one class nobody knows the other
  const isWhole = Array.prototype.every.call(p, Number.isInteger); // then NumPy makes integers of them
  return finished(`${IMPORTS}import logloss as ll\n\n${data}`, `ll.log_loss(y, p${labels})`, few, labels, scored, isWhole);
}

/** The code with the lines that print, and what these print. */
function finished(code: string, own: string, few: boolean, labels: string, scored: Scored, isWhole = false): Check {
  const { nats, given, unit } = scored;
  const points = few ? 'print("p(true class):", np.where(y == 1, p, 1 - p).round(2))\n' : "";
  const bits = unit === "bits" ? `print("in bits:      ", round(${own.slice(0, -1)}, unit="bits"), 4))\n` : "";
  const report =
    `${points}print("scikit-learn: ", round(sklearn.metrics.log_loss(y, p${labels}), 4))\n` +
    `print("logloss:      ", round(${own}, 4))\n${bits}`;
  const lines = [
    ...(few ? [`p(true class): ${isWhole ? written.whole(given) : written.rounded(given)}`] : []),
    `scikit-learn:  ${written.four(clipped(given, nats))}`,
    `logloss:       ${written.four(nats)}`,
    ...(unit === "bits" ? [`in bits:       ${written.four(nats / Math.LN2)}`] : []),
  ];
  return { code: code + report, output: `${lines.join("\n")}\n`, wasRun: false };
}

/** scikit-learn's log loss, which lifts what is given less than 2⁻⁵², and lowers what is given more than 1 less that. */
function clipped(given: ArrayLike<number>, nats: number): number {
  let isClipped = false;
  let sum = 0;
  for (let i = 0; i < given.length; i++) {
    const g = given[i] as number;
    isClipped ||= g < SMALLEST;
    sum -= Math.log(Math.min(Math.max(g, SMALLEST), 1 - SMALLEST));
  }
  return isClipped ? sum / given.length : nats;
}
