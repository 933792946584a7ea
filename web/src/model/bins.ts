/** The bins of log-odds, version 1 (src/logloss/summary/bins.py): 1/128 wide up to ±16, 1/8 up to ±48; ½, 0 and 1 have bins of their own. */

const [FINE, FINE_END] = [128, 16];
const [COARSE, COARSE_END] = [8, 48];

/** The outermost bin of finite log-odds: |z| ≥ 48. */
const LAST = FINE * FINE_END + COARSE * (COARSE_END - FINE_END) + 1;

/** The bin of z = ∞, which is p = 1; its negative is p = 0. */
export const INFINITE = LAST + 1;

/** How many bins there are. */
export const COUNT = 2 * INFINITE + 1;

/** ln p − ln(1 − p), with −∞ at 0 and ∞ at 1; exactly 0 at ½, even where the two logarithms differ by an ulp. */
export function logOdds(p: number): number {
  return p === 0.5 ? 0 : Math.log(p) - Math.log1p(-p);
}

/** The bin of a log-odds: 0 where z = 0, counting outwards, negative below. */
export function binOf(z: number): number {
  const size = Math.abs(z);
  if (size === 0) return 0;
  const fine = Math.floor(Math.min(size, FINE_END) * FINE);
  const coarse = Math.floor((Math.min(Math.max(size, FINE_END), COARSE_END) - FINE_END) * COARSE);
  const outward = size === Infinity ? INFINITE : Math.min(1 + fine + coarse, LAST);
  return z < 0 ? -outward : outward;
}
