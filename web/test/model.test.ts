import { describe, expect, test } from "vitest";

import type { SavedSummary } from "../src/contract/summary";
import { unmarked } from "../src/contract/read";
import { sigmoid, surprisal, surprisalFromLogit, type Label } from "../src/maths";
import { barsOfRows } from "../src/model/bars";
import { cellsOf, type Cells } from "../src/model/cells";
import { decomposition } from "../src/model/decomposition";
import { fit, gradientStep, isSeparable, type Line } from "../src/model/fit";
import { order } from "../src/model/order";
import { blocksLoss, pooled } from "../src/model/pooling";
import { leftOut } from "../src/model/unseen";
import { difference, example } from "./stories";

const X = [-2.2, -1.4, -0.8, 0.2, 0.4, 0.8, 1.2, 2.2, 2.9, 4.6];
const Y: Label[] = [0, 0, 1, 0, 1, 1, 1, 1, 1, 1];
const TEN = { x: X, y: Y };

/** A sequence of numbers from 0 to 1, the same each time. */
function random(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16807) % 2147483647) / 2147483647;
}

describe("order", () => {
  test.each([3, 255, 256, 3000])("of %i numbers is that of a stable sort", (n) => {
    const next = random(n);
    const values = Array.from({ length: n }, () => (next() < 0.1 ? [-Infinity, Infinity, -0, 0][Math.floor(4 * next())]! : Math.round(20 * next() - 10) / 3));
    const wanted = values.map((_, i) => i).sort((i, j) => (values[i]! < values[j]! ? -1 : values[i]! > values[j]! ? 1 : i - j));
    expect([...order(values)]).toEqual(wanted);
  });
});

describe("the fit", () => {
  test("of the ten points has Python's digits", () => {
    const line = fit(TEN, 1) as Line;
    expect(line.weight).toBeCloseTo(0.9719345, 6);
    expect(sigmoid(line.weight * 0.2 + line.bias)).toBeCloseTo(1 - 0.29943, 4);
    expect(mean(X.map((x, i) => surprisalFromLogit(Y[i]!, line.weight * x + line.bias)))).toBeCloseTo(0.332911, 6);
    const free = fit(TEN, Infinity) as Line;
    expect([free.weight, free.bias].map((v) => v.toFixed(2))).toEqual(["1.64", "0.80"]);
    expect(mean(X.map((x, i) => surprisalFromLogit(Y[i]!, free.weight * x + free.bias)))).toBeCloseTo(0.3052, 4);
  });

  test.each([1e-6, 1, 1e3, 1e9, Infinity])("leaves no slope, C = %d", (C) => {
    const { weight, bias } = fit(TEN, C) as Line;
    const off = X.map((x, i) => sigmoid(weight * x + bias) - Y[i]!);
    expect(sum(off)).toBeCloseTo(0, 10);
    expect(weight / C + sum(off.map((o, i) => o * X[i]!))).toBeCloseTo(0, 10);
  });

  test("from anywhere is the same", () => {
    const line = fit(TEN, 1) as Line;
    for (const start of [{ weight: -30, bias: 12 }, { weight: 100, bias: -100 }]) {
      expect(difference(fit(TEN, 1, start), line)).toBeUndefined();
    }
  });

  test("of symmetric and of constant points has no weight", () => {
    expect((fit({ x: [-1, 1, -1, 1], y: [0, 0, 1, 1] }, 1) as Line).weight).toBeCloseTo(0, 12);
    expect((fit({ x: [0, 0, 0], y: [0, 1, 1] }, 1) as Line).bias).toBeCloseTo(Math.LN2, 12);
  });

  test("does not exist", () => {
    expect(fit({ x: [1, 2], y: [1, 1] }, 1)).toBe("one_class");
    expect(fit({ x: [1, 2, 3], y: [0, 1, 1] }, Infinity)).toBe("separable");
    expect(fit({ x: [3, 3, 3], y: [0, 1, 1] }, Infinity)).toBe("not_converged");
  });

  test.each<[number[], Label[], boolean]>([
    [[0, 1, 2], [0, 0, 1], true],
    [[0, 1, 2], [1, 0, 0], true],
    [[0, 1, 2], [0, 1, 0], false],
    [[0, 1, 1, 2], [0, 0, 1, 1], true], // touching, not all on the threshold
    [[1, 1, 1], [0, 1, 0], false],
  ])("%j %j is separable: %s", (x, y, wanted) => {
    expect(isSeparable({ x, y })).toBe(wanted);
  });

  test("is where gradient steps go", () => {
    let line: Line = { weight: 0, bias: 0 };
    for (let i = 0; i < 2000; i++) line = gradientStep(TEN, 1, line, 1);
    const fitted = fit(TEN, 1) as Line;
    expect(line.weight).toBeCloseTo(fitted.weight, 8);
    expect(line.bias).toBeCloseTo(fitted.bias, 8);
  });
});

describe("unseen points", () => {
  test("cost what Python says", () => {
    const { unseen, twins } = leftOut(TEN, 1, fit(TEN, 1) as Line);
    expect(unseen).toMatchObject({ loss: expect.closeTo(0.478, 3), base_loss: expect.closeTo(0.735, 3), method: "leave-one-out" });
    expect(mean([...(twins as Float64Array)])).toBeCloseTo((unseen as { loss: number }).loss, 12);
  });

  test("are not known where a class is too small, or the rest can be separated", () => {
    const few = { x: [1, 2, 3], y: [0, 1, 1] as Label[] };
    expect(leftOut(few, 1, { weight: 1, bias: 0 }).unseen).toBe("too_small");
    const nearly = { x: [1, 2, 3, 4, 2.5], y: [0, 0, 1, 1, 0] as Label[] };
    nearly.x[4] = 3.5;
    expect(leftOut(nearly, Infinity, { weight: 1, bias: 0 }).unseen).toBe("no_fit");
  });
});

describe("cells are those of Python's Summary", () => {
  const logits = X.map((x) => 0.97 * x + 0.66);
  const p = logits.map((z) => 1 / (1 + Math.exp(-z)));

  test.each<[string, Label[], number[], boolean, number]>([
    ["ten_points", Y, p, false, 1 << 15],
    ["from_logits", [...Y, 1, 1], [...logits, Infinity, -Infinity], true, 1 << 15],
    ["infinite", [1, 0, 1, 0, 0], [0, 1, 1, 0.25, 0.5], false, 1 << 15],
    ["binned", [...Y, 0, 1, 1, 0], [...p, 0, 0.5, 0.501, 1], false, 0],
  ])("%s", (name, y, score, isLogit, most) => {
    const saved = example(`summaries/${name}.v1.json`) as SavedSummary;
    const loss = score.map((s, i) => (isLogit ? surprisalFromLogit : surprisal)(y[i]!, s));
    const cells = cellsOf({ y, score, isLogit, loss }, most);
    expect(cells.isExact).toBe(saved.bins === null);
    expect(difference(plainCells(cells, saved), saved.cells)).toBeUndefined();
  });

  test("with more different scores than are kept apart", () => {
    const n = (1 << 15) + 1;
    const score = Array.from({ length: n }, (_, i) => (i + 1) / (n + 1));
    const y = score.map((_, i): Label => (i % 2 === 0 ? 1 : 0));
    const rows = { y, score, isLogit: false, loss: new Float64Array(n) };
    expect(cellsOf(rows).isExact).toBe(false);
    expect(sum([...cellsOf(rows).rows])).toBe(n);
    expect(cellsOf({ ...rows, y: y.slice(1), score: score.slice(1) }).isExact).toBe(true);
  });

  /** Cells as a saved Summary of this kind holds them. */
  function plainCells(cells: Cells, saved: SavedSummary): unknown {
    const marked = (values: Float64Array) => {
      const infinite = [...values].flatMap((v, i) => (Number.isFinite(v) ? [] : [[i, Math.sign(v)]]));
      return infinite.length === 0 ? [...values] : { values: [...values].map((v) => (Number.isFinite(v) ? v : null)), infinite };
    };
    const sums = saved.bins === null ? {} : { score: [...cells.score], log_odds: marked(cells.logOdds) };
    return { class: [...cells.cls], key: marked(cells.key), rows: [...cells.rows], loss: marked(cells.loss), ...sums };
  }

  test("marks are read back", () => {
    expect([...unmarked({ values: [null], infinite: [[0, -1]] })]).toEqual([-Infinity]);
  });
});

describe("the loss taken apart", () => {
  test("as model-diagnostics does", () => {
    const [y, score] = [[0, 0, 0, 1, 1, 1] as Label[], [0.4, 0.3, 0.2, 0.1, 0.5, 0.9]];
    const loss = score.map((s, i) => surprisal(y[i]!, s));
    const d = decomposition(cellsOf({ y, score, isLogit: false, loss }), mean(loss));
    expect(d.miscalibration).toBeCloseTo(0.3237327, 7);
    expect(d.discrimination).toBeCloseTo(0.3182571, 7);
    expect(d.uncertainty).toBeCloseTo(0.6931472, 7);
  });

  test("pools until shares rise", () => {
    expect(pooled([1, 0, 1, 0], [0, 1, 0, 1])).toEqual({ first: [0, 1, 3], negatives: [1, 1, 0], positives: [0, 1, 1] });
    expect(pooled([1, 2], [1, 2]).first).toEqual([0]); // shares that are equal do not rise
    expect(blocksLoss({ first: [0, 1], negatives: [1, 0], positives: [1, 3] })).toBeCloseTo((2 * Math.LN2) / 5, 15);
  });

  test("infinite where the loss is, and it alone", () => {
    const loss = [Infinity, surprisal(0, 0.5)];
    const d = decomposition(cellsOf({ y: [1, 0], score: [0, 0.5], isLogit: false, loss }), Infinity);
    expect([d.miscalibration, d.discrimination, d.recalibrated].map(Number.isFinite)).toEqual([false, true, true]);
  });
});

describe("bars", () => {
  test("of many rows gather neighbours of one class, and nothing is lost", () => {
    const next = random(5);
    const n = 5000;
    const place = Array.from({ length: n }, () => next());
    const y = place.map((at): Label => (next() < at ? 1 : 0));
    const loss = y.map(() => (next() < 0.01 ? Infinity : next()));
    const { columns, length } = barsOfRows({ y, place, loss });
    expect(length).toBeLessThanOrEqual(200);
    expect(sum([...columns.share])).toBeCloseTo(1, 9);
    expect(sum(Array.from(columns.rows))).toBe(n);
    const total = sum([...columns.loss].map((cost, i) => (cost === Infinity ? 0 : cost * columns.share[i]!)));
    expect(total).toBeCloseTo(sum(loss.filter(Number.isFinite)) / n, 9);
  });
});

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}
