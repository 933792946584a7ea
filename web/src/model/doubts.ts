/** What is legal and odd about predictions (src/logloss/analysis/doubts.py): things that a careful reader would ask. */

import type { PredictionsData } from "../contract/page";
import type { Message } from "../contract/story";
import { entropy, surprisal } from "../maths";
import { text } from "../messages";

/** A loss above this many times the base rate's makes one ask whether the classes are reversed. */
const FAR_ABOVE = 1.5;

/** The doubts about some predictions; labels are what the negative and the positive class are called. */
export function doubts({ p, y }: PredictionsData, labels: readonly [string, string]): Message[] {
  const n = y.length;
  let [positives, certain, loss, flipped] = [0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [given, label] = [p[i] as number, y[i] as 0 | 1];
    positives += label;
    if (given === 0 || given === 1) certain++;
    loss += surprisal(label, given);
    flipped += surprisal(label === 1 ? 0 : 1, given);
  }
  const base = entropy([1 - positives / n, positives / n]);
  const found: Message[] = [];
  if (base === 0) found.push(text("doubt.one_class", { label: labels[positives === n ? 1 : 0] }));
  if (certain === n) found.push(text("doubt.all_certain", { rows: n }));
  if (base > 0 && loss / n > FAR_ABOVE * base && flipped / n < base) found.push(text("doubt.reversed", { base, flipped: flipped / n }));
  return found;
}
