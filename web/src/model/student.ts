/** Student's t: how far a 95% interval reaches. */

/** Above so many degrees of freedom an expansion gives every digit that a sum of so many terms would. */
const MANY_DEGREES = 200;

/** Φ⁻¹(0.975). */
const NORMAL = 1.959963984540054;

/** How many standard errors a 95% interval reaches: the 0.975 quantile of Student's t with a whole number of degrees of freedom, from 1. */
export function tQuantile(degrees: number): number {
  if (degrees > MANY_DEGREES) return farQuantile(degrees);
  let [low, high] = [0, Math.PI / 2];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (within(middle, degrees) < 0.95) low = middle;
    else high = middle;
  }
  return Math.sqrt(degrees) * Math.tan((low + high) / 2);
}

/** P(|t| ≤ √ν tan θ), a finite sum where ν is whole (Abramowitz & Stegun 26.7.3, 26.7.4). */
function within(theta: number, degrees: number): number {
  const [sine, cosine] = [Math.sin(theta), Math.cos(theta)];
  const isOdd = degrees % 2 === 1;
  let term = isOdd ? cosine : 1;
  let total = degrees > 1 ? term : 0;
  for (let k = isOdd ? 3 : 2; k < degrees; k += 2) {
    term *= ((k - 1) / k) * cosine * cosine;
    total += term;
  }
  return isOdd ? (2 / Math.PI) * (theta + sine * total) : sine * total;
}

/** The expansion of the quantile in 1/ν about the normal one (Abramowitz & Stegun 26.7.5). */
function farQuantile(degrees: number): number {
  const x = NORMAL;
  const terms = [
    (x ** 3 + x) / 4,
    (5 * x ** 5 + 16 * x ** 3 + 3 * x) / 96,
    (3 * x ** 7 + 19 * x ** 5 + 17 * x ** 3 - 15 * x) / 384,
    (79 * x ** 9 + 776 * x ** 7 + 1482 * x ** 5 - 1920 * x ** 3 - 945 * x) / 92160,
  ];
  return terms.reduceRight((sum, term) => (sum + term) / degrees, 0) + x;
}
