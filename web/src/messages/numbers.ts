/** Numbers as sentences write them: the forms of src/logloss/messages/__init__.py, to the last character. */

export type Form = "n2" | "n3" | "n4" | "pct" | "pct1" | "int" | "sig";

const DECIMALS: Partial<Record<Form, number>> = { n2: 2, n3: 3, n4: 4 };
const PERCENT: Partial<Record<Form, number>> = { pct: 0, pct1: 1 };

/** A number in one of the forms of messages. Halves are rounded away from 0, of the number as it is in binary. */
export function number(value: number, form: Form = "n4"): string {
  if (Number.isNaN(value)) return "–";
  const rounded = value > -1e-12 && value < 0 && form !== "sig" ? 0 : value;
  const sign = rounded < 0 ? "−" : "";
  const size = Math.abs(rounded);
  if (size === Infinity) return `${sign}∞`;
  const percent = PERCENT[form];
  if (percent !== undefined) return percentage(sign, size, percent);
  const digits = DECIMALS[form];
  if (digits !== undefined) return sign + decimals(form === "n2" && size < 1e-12 ? 0 : size, digits);
  if (form === "sig") return sign + significant(size, 4);
  const whole = size < 1e15 ? fixed(size, 0) : significant(size, 4);
  return isZero(whole) ? whole : sign + whole;
}

/** A number in no form: a whole one in its digits, any other like sig. */
export function bare(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e15 ? String(value).replace("-", "−") : number(value, "sig");
}

function decimals(size: number, digits: number): string {
  if (size >= 1e6) return significant(size, 4);
  const shown = fixed(size, digits);
  return size > 0 && isZero(shown) ? significant(size, 2) : shown;
}

/** Per cent; what is nearly nothing or nearly all says so, unless it is so but for rounding error. */
function percentage(sign: string, given: number, digits: number): string {
  const nothing = given < 1e-12;
  const size = nothing ? 0 : Math.abs(given - 1) <= 1e-9 ? 1 : given;
  const minus = nothing ? "" : sign;
  const share = 100 * size;
  if (share === Infinity) return `${minus}∞`;
  const shown = share < 1e6 ? fixed(share, digits) : significant(share, 4);
  const least = 10 ** -digits;
  const [below, above] = minus === "" ? ["<", ">"] : [">", "<"];
  if (size > 0 && isZero(shown)) return `${below}${minus}${fixed(least, digits)}%`;
  if (size < 1 && shown === fixed(100, digits)) return `${above}${minus}${fixed(100 - least, digits)}%`;
  return `${minus}${shown}%`;
}

/** So many decimals, in threes. toFixed rounds the exact binary value, halves up, below 1e21. */
function fixed(size: number, digits: number): string {
  return size.toFixed(digits).replace(/\B(?<!\.\d*)(?=(\d{3})+(?!\d))/g, ",");
}

/** Significant digits without trailing zeros; very small and very large numbers with a power of ten. */
function significant(size: number, digits: number): string {
  if (size === 0) return "0";
  if (size >= 1e-4 && size < 1e6) {
    const magnitude = Number(size.toExponential().split("e")[1]);
    return stripped(size.toFixed(Math.max(0, digits - 1 - magnitude)));
  }
  const [mantissa = "", exponent = ""] = size.toExponential(digits - 1).split("e");
  return `${stripped(mantissa)}×10${raised(Number(exponent))}`;
}

function raised(exponent: number): string {
  return [...String(exponent)].map((c) => (c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(Number(c)))).join("");
}

function stripped(digits: string): string {
  return digits.includes(".") ? digits.replace(/\.?0+$/, "") : digits;
}

function isZero(shown: string): boolean {
  return !/[^0.]/.test(shown);
}
