import { describe, expect, test } from "vitest";

import { short } from "../src/scenes/names";
import { ceiling, ticks } from "../src/scenes/ticks";

describe("round numbers are Python's", () => {
  test.each<[number, number, [number, string][]]>([
    [-2.8, 5.2, [[-2, "−2"], [0, "0"], [2, "2"], [4, "4"]]],
    [0, 0.001, [[0, "0.0000"], [0.0002, "0.0002"], [0.0004, "0.0004"], [0.0006, "0.0006"], [0.0008, "0.0008"], [0.001, "0.0010"]]],
    [-1e-6, 1e-6, [[-1e-6, "−1e−06"], [-5e-7, "−5e−07"], [0, "0"], [5e-7, "5e−07"], [1e-6, "1e−06"]]],
    [0, 3e6, [[0, "0"], [1e6, "1e+06"], [2e6, "2e+06"], [3e6, "3e+06"]]],
    [0, 20000, [[0, "0"], [5000, "5,000"], [10000, "10,000"], [15000, "15,000"], [20000, "20,000"]]],
    [3, 3, [[3, "3"]]],
  ])("from %d to %d", (low, high, wanted) => {
    const found = ticks(low, high);
    expect(found.map(([, name]) => name)).toEqual(wanted.map(([, name]) => name));
    found.forEach(([at], i) => expect(at).toBeCloseTo(wanted[i]![0], 12));
  });

  test("where an axis may end", () => {
    expect([1.2059, 0.62, 0, -1].map((value) => ceiling(value))).toEqual([1.5, 0.8, 1, 1]);
  });
});

describe("names", () => {
  test.each<[string, number, string]>([
    ["income before\ttaxes", 40, "income before taxes"],
    ["income before taxes", 9, "income b…"],
    ["  a\u202e\u2028b ", 40, "a b"],
    ["收入（稅前）", 4, "收入（…"],
    ["😀😀😀", 2, "😀…"],
    ["", 40, ""],
  ])("%j in %i characters", (name, most, wanted) => {
    expect(short(name, most)).toBe(wanted);
  });
});
