/** The order of numbers: which comes first, second and so on. Equal ones stay in the order in which they are given. */

const SMALL = 256;
const DIGIT = 16;
const BUCKETS = 1 << DIGIT;

/** Indices that sort the numbers in ascending order, −∞ first; none is NaN. Stable: as NumPy's argsort(kind="stable"). */
export function order(values: ArrayLike<number>): Uint32Array {
  const n = values.length;
  if (n >= SMALL) return radix(values);
  return upTo(n).sort((i, j) => (values[i] as number) - (values[j] as number) || i - j);
}

/** Least digit first, four digits of 16 bits: 100,000 numbers take a few milliseconds, a comparison sort takes ten times that. */
function radix(values: ArrayLike<number>): Uint32Array {
  const n = values.length;
  const [low, high] = sortable(values);
  let from = upTo(n);
  let to = new Uint32Array(n);
  const starts = new Uint32Array(BUCKETS);
  for (const [words, shift] of [[low, 0], [low, DIGIT], [high, 0], [high, DIGIT]] as const) {
    starts.fill(0);
    for (let i = 0; i < n; i++) starts[digit(words, i, shift)]!++;
    if (starts[digit(words, 0, shift)] === n) continue; // all alike: the low digits of round numbers
    let start = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      const count = starts[bucket] as number;
      starts[bucket] = start;
      start += count;
    }
    for (let k = 0; k < n; k++) {
      const i = from[k] as number;
      to[starts[digit(words, i, shift)]!++] = i;
    }
    [from, to] = [to, from];
  }
  return from;
}

function upTo(n: number): Uint32Array<ArrayBuffer> {
  const indices = new Uint32Array(n);
  for (let i = 0; i < n; i++) indices[i] = i;
  return indices;
}

function digit(words: Uint32Array, i: number, shift: number): number {
  return ((words[i] as number) >>> shift) & (BUCKETS - 1);
}

/** The numbers' bits, so changed that as unsigned integers they have the numbers' order; low and high halves. */
function sortable(values: ArrayLike<number>): [Uint32Array, Uint32Array] {
  const n = values.length;
  const numbers = new Float64Array(n);
  for (let i = 0; i < n; i++) numbers[i] = (values[i] as number) + 0; // −0 + 0 = 0
  const bits = new Uint32Array(numbers.buffer);
  const low = new Uint32Array(n);
  const high = new Uint32Array(n);
  for (let i = 0; i < n; i++) {
    const top = bits[2 * i + 1] as number;
    const flip = top >>> 31 === 1 ? 0xffffffff : 0; // of negative ones the larger size comes first
    low[i] = (bits[2 * i] as number) ^ flip;
    high[i] = top ^ (flip | 0x80000000);
  }
  return [low, high];
}
