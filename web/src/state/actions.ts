/** What a reader can do to a document: functions from one to the next. What is not possible changes nothing. */

import type { Label } from "../maths";
import { type Doc, type Line, points } from "./document";

/** Moves a point along x; `i` counts rows from 0. */
export function movePoint(doc: Doc, i: number, x: number): Doc {
  const at = points(doc);
  if (!at || at.x[i] === undefined || at.x[i] === x || !Number.isFinite(x)) return doc;
  return withPoints(doc, at.x.with(i, x), at.y);
}

/** Gives a point the other class; the last of a class stays, as a model needs both. */
export function flipPoint(doc: Doc, i: number): Doc {
  const at = points(doc);
  const label = at?.y[i];
  if (!at || label === undefined || count(at.y, label) === 1) return doc;
  return withPoints(doc, at.x, at.y.with(i, label === 1 ? 0 : 1));
}

/** Adds a point. */
export function addPoint(doc: Doc, x: number, label: Label): Doc {
  const at = points(doc);
  if (!at || !Number.isFinite(x)) return doc;
  const keys = [...doc.keys, Math.max(0, ...doc.keys) + 1];
  return withPoints({ ...doc, keys }, [...at.x, x], [...at.y, label]);
}

/** Takes a point away; the last of a class stays. */
export function removePoint(doc: Doc, i: number): Doc {
  const at = points(doc);
  const label = at?.y[i];
  if (!at || label === undefined || count(at.y, label) === 1) return doc;
  const others = <T>(list: readonly T[]): T[] => list.filter((_, j) => j !== i);
  return withPoints({ ...doc, keys: others(doc.keys) }, others(at.x), others(at.y));
}

/** Whether a point can change its class or go: it is not the last of its class. */
export function isFree(doc: Doc, i: number): boolean {
  const at = points(doc);
  const label = at?.y[i];
  return at !== null && label !== undefined && count(at.y, label) > 1;
}

/** Puts the curve elsewhere, off its fit. */
export function setCurve(doc: Doc, curve: Line): Doc {
  const fine = Number.isFinite(curve.weight) && Number.isFinite(curve.bias);
  return fine && (doc.curve?.weight !== curve.weight || doc.curve.bias !== curve.bias) ? { ...doc, curve } : doc;
}

/** Lets the model be fitted again, with a strength of the penalty. */
export function fit(doc: Doc, C: number = doc.C): Doc {
  if (!(C > 0) || (doc.curve === null && doc.C === C)) return doc;
  // Of the same points under the same penalty nothing is another; under another one, what unseen rows cost is not known any more.
  const isOther = C !== doc.C;
  const data = isOther && doc.data.kind === "feature" ? { ...doc.data, C: Number.isFinite(C) ? C : null, unseen: null } : doc.data;
  return { ...doc, data, C, curve: null };
}

/** Moves the truth, or the guess, of the scenes cross-entropy and divergence. */
export function setGuess(doc: Doc, q: number | null, p: number): Doc {
  const fine = (share: number): boolean => share >= 0 && share <= 1;
  return fine(p) && (q === null || fine(q)) && (q !== doc.q || p !== doc.p) ? { ...doc, q, p } : doc;
}

function withPoints(doc: Doc, x: readonly number[], y: readonly Label[]): Doc {
  if (doc.data.kind !== "feature") return doc;
  return { ...doc, data: { ...doc.data, x: [...x], y: [...y], unseen: null } };
}

function count(y: readonly Label[], label: Label): number {
  return y.filter((other) => other === label).length;
}
