/** The numbers of the page, by the conventions of the Python side: nats, 0 log 0 = 0, infinity is infinity. Values are valid already. */

export type Label = 0 | 1;

/** The probability 1 / (1 + e^−z) that log-odds of z stand for. */
export function sigmoid(z: number): number {
  // e^z where z is negative: e^−z would overflow, and 1/∞ = 0 lose what is left of the probability.
  return z < 0 ? Math.exp(z) / (1 + Math.exp(z)) : 1 / (1 + Math.exp(-z));
}

/** −ln of the probability given to what happened: the loss of one row; infinite if that was 0. */
export function surprisal(y: Label, p: number): number {
  return 0 - (y === 1 ? Math.log(p) : Math.log1p(-p)); // not −log: the loss of a certainty that came true is 0, not −0
}

/** ln(1 + e^−z) of a positive, ln(1 + e^z) of a negative: never through p, which saturates at z ≈ 37. */
export function surprisalFromLogit(y: Label, z: number): number {
  const against = y === 1 ? -z : z;
  return Math.max(against, 0) + Math.log1p(Math.exp(-Math.abs(against)));
}

/** Mean surprisal, weighted; rows of weight 0 contribute nothing, even where their loss is infinite. */
export function logLoss(y: readonly Label[], p: readonly number[], weights?: readonly number[]): number {
  const losses = pairs(y, p).map(([label, probability]) => surprisal(label, probability));
  if (weights === undefined) return sum(losses) / losses.length;
  return sum(pairs(weights, losses).map(([w, loss]) => (w > 0 ? w * loss : 0))) / sum(weights);
}

/** H(q) = −Σ q ln q: the least average surprisal that anybody can have about q. */
export function entropy(q: readonly number[]): number {
  return crossEntropy(q, q);
}

/** H(q, p) = −Σ q ln p: the average surprisal of who predicts p where q is true; infinite where q > 0 and p = 0. */
export function crossEntropy(q: readonly number[], p: readonly number[]): number {
  return sum(pairs(q, p).map(([truth, given]) => (truth > 0 ? 0 - truth * Math.log(given) : 0)));
}

/** KL(q‖p) = H(q, p) − H(q) ≥ 0: what predicting p costs beyond predicting q, summed from terms that are each ≥ 0. */
export function klDivergence(q: readonly number[], p: readonly number[]): number {
  return sum(pairs(q, p).map(([truth, given]) => divergenceTerm(truth, given)));
}

/** q ln(q/p) − q + p ≥ 0: the same sum, as q and p each sum to 1, and no difference of nearly equal entropies. */
function divergenceTerm(q: number, p: number): number {
  if (q === 0) return p;
  const u = (p - q) / (p + q);
  if (Math.abs(u) >= 0.1) return q * (Math.log(q) - Math.log(p)) - q + p;
  // ln(p/q) = 2 artanh u; the first term of its series goes into p − q exactly, and eight more give every digit.
  let series = 0;
  for (let k = 7; k >= 0; k--) series = series * u * u + 1 / (2 * k + 3);
  return u * (p - q - 2 * q * u * u * series);
}

/** A sum that carries what each addition rounded away (Neumaier), and stays infinite once it is. */
function sum(terms: readonly number[]): number {
  let total = 0;
  let lost = 0;
  for (const term of terms) {
    const next = total + term;
    if (Number.isFinite(next)) lost += Math.abs(total) >= Math.abs(term) ? total - next + term : term - next + total;
    total = next;
  }
  return total + lost;
}

function pairs<A, B>(a: readonly A[], b: readonly B[]): [A, B][] {
  if (a.length !== b.length) throw new RangeError(`equally many are needed, got ${a.length} and ${b.length}`);
  return a.map((value, i) => [value, b[i] as B]);
}
