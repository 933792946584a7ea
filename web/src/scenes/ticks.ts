/** Round numbers for axes. */

import type { Tick } from "../contract/story";

/** Steps of 1, 2 or 5 times a power of ten inside a range, with their labels. */
export function ticks(low: number, high: number, about = 5): Tick[] {
  const span = high - low;
  if (!(Number.isFinite(span) && span > 0)) return Number.isFinite(low) ? [[low, label(low, 1)]] : [];
  const step = stepNear(span / about);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  const found: Tick[] = [];
  for (let i = first; i <= last; i++) found.push([i * step + 0, label(i * step, step)]);
  return found;
}

/** A round number at or above a value, where an axis may end. */
export function ceiling(value: number, about = 4): number {
  if (!(value > 0)) return 1;
  const step = stepNear(value / about);
  const top = Math.ceil(value / step - 1e-9) * step;
  return top < 1e9 ? Number(top.toFixed(12)) : top;
}

/** A number with as many decimals as its step needs, and a true minus sign. */
function label(value: number, step: number): string {
  const size = Math.max(Math.abs(value), step);
  if (size >= 1e6 || size < 1e-4) return threeDigits(value).replaceAll("-", "−");
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const shown = value.toFixed(decimals).replace(/\B(?<!\.\d*)(?=(\d{3})+(?!\d))/g, ",");
  return (/[1-9]/.test(shown) ? shown : shown.replace("-", "")).replace("-", "−");
}

/** Python's ".3g" of what is very large or very small. */
function threeDigits(value: number): string {
  if (value === 0) return "0";
  const [mantissa = "", exponent = ""] = value.toExponential(2).split("e");
  const power = Number(exponent);
  if (power >= -4 && power < 3) return String(Number(value.toPrecision(3)));
  const digits = mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa;
  return `${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

function stepNear(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  return ([1, 2, 5, 10].find((m) => m * power >= rough * (1 - 1e-9)) ?? 10) * power;
}
