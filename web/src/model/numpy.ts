/** Numbers as Python and NumPy write them, in code and in what it prints. */

const WIDTH = 78;

/** A float as Python writes it; whole numbers without ".0". */
function number(value: number): string {
  if (value === Infinity) return "inf";
  if (value !== 0 && (Math.abs(value) < 1e-4 || Math.abs(value) >= 1e16)) {
    const [mantissa = "", exponent = ""] = value.toExponential().split("e");
    return `${mantissa}e${exponent.charAt(0)}${exponent.slice(1).padStart(2, "0")}`;
  }
  return String(value);
}

/** A number to fifteen significant digits, as Python's ".15g". */
function fifteen(value: number): string {
  return number(Number(value.toPrecision(15)));
}

/** A line that makes an array, every digit of it; or several, where it is long. */
function array(name: string, values: ArrayLike<number>): string {
  const indent = " ".repeat(name.length + 13);
  const lines: string[] = [];
  let line = `${name} = np.array([`;
  let isFirst = true;
  for (let i = 0; i < values.length; i++) {
    const word = number(values[i] as number) + (i < values.length - 1 ? "," : "])");
    if (isFirst || line.length + 1 + word.length <= WIDTH) line += (isFirst ? "" : " ") + word;
    else {
      lines.push(line);
      line = indent + word;
    }
    isFirst = false;
  }
  return `${[...lines, line].join("\n")}\n`;
}

/** What print shows of a float that was rounded to four decimals. */
function four(value: number): string {
  if (!Number.isFinite(value)) return "inf";
  const rounded = Number(value.toFixed(4));
  return Number.isInteger(rounded) && rounded < 1e16 ? `${rounded}.0` : number(rounded);
}

/** What print shows of an array that was rounded to two decimals: columns of one width, zeros at the end left out. */
function rounded(values: ArrayLike<number>): string {
  const shown = Array.from(values, (value) => {
    const digits = String(Number(value.toFixed(2)));
    return digits.includes(".") ? digits : `${digits}.`;
  });
  const width = Math.max(...shown.map((digits) => digits.length));
  return `[${shown.map((digits) => digits.padEnd(width)).join(" ")}]`;
}

/** What print shows of an array of integers. */
function whole(values: ArrayLike<number>): string {
  return `[${Array.from(values).join(" ")}]`;
}

export const written = { number, whole, fifteen, array, four, rounded };
