/** What is said of the model's fit: its penalty, and what it would be without; or of a curve that was moved. */

import type { Message } from "../contract/story";
import { text } from "../messages";
import type { NoFit } from "../model/fit";
import type { Free, Material, Moved } from "../model/material";

/** The sentences about the curve of the scenes curve and fitting. */
export function modelSentences(m: Material): Message[] {
  const { model, free, moved, isFeature } = m.known;
  if (moved !== undefined) return movedSentences(m, moved, free);
  if (model === undefined) return [];
  const facts = m.facts({ C: model.C });
  if (model.C === Infinity) return [text("fit.free", facts)];
  if (free === undefined) return [text("fit.separable", facts)];
  const without = { free: free.loss * m.factor };
  if (!isFeature || free.line === undefined) return [text("fit.penalty.features", { ...facts, ...without })];
  return [text("fit.penalty", { ...facts, ...without, w_free: free.line.weight, b_free: free.line.bias })];
}

const NO_FIT: Readonly<Record<NoFit, string>> = {
  one_class: "page.no_fit.one_class",
  separable: "page.no_fit.separable",
  not_converged: "page.no_fit.not_converged",
};

/** Why there is no fit, and what to do about it. */
export function noFitSentence(reason: NoFit): Message {
  return text(NO_FIT[reason]);
}

/** Where the curve stands that was moved, beside the fit, and beside the least that any curve costs. */
function movedSentences(m: Material, { line, fitted }: Moved, free: Free | undefined): Message[] {
  const facts = m.facts({ w: line.weight, b: line.bias });
  if (fitted === undefined) return [text("page.moved", facts)];
  const { weight, bias } = fitted.line;
  const own = { ...facts, C: fitted.C, w_fit: weight, b_fit: bias, fitted: fitted.loss * m.factor };
  const said = [text("page.moved.fit", own)];
  if (fitted.C < Infinity && free !== undefined) said.push(text("page.moved.free", { ...facts, free: free.loss * m.factor }));
  return said;
}
