import { readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

import * as maths from "../src/maths";

interface Example {
  about: string;
  function: string;
  arguments: unknown[];
  value: number | "inf";
}

const file = new URL("../../schema/examples/maths.json", import.meta.url);
const { examples } = JSON.parse(readFileSync(file, "utf-8")) as { examples: Example[] };

const functions: Record<string, (...args: never[]) => number> = {
  sigmoid: maths.sigmoid,
  surprisal: maths.surprisal,
  surprisal_from_logit: maths.surprisalFromLogit,
  log_loss: maths.logLoss,
  entropy: maths.entropy,
  cross_entropy: maths.crossEntropy,
  kl_divergence: maths.klDivergence,
};

/** Whether two numbers differ by no more than the last digits of a double. */
function expectSame(got: number, wanted: number): void {
  if (!Number.isFinite(wanted) || wanted === 0) expect(got).toBe(wanted);
  else expect(Math.abs(got / wanted - 1)).toBeLessThanOrEqual(1e-15);
}

test.each(examples)("$function: $about", (example) => {
  const f = functions[example.function];
  if (f === undefined) throw new Error(`no function ${example.function}`);
  expectSame(f(...(example.arguments as never[])), example.value === "inf" ? Infinity : example.value);
});

test("every function has an example", () => {
  expect(new Set(examples.map((example) => example.function))).toEqual(new Set(Object.keys(functions)));
});

describe("identities", () => {
  test("cross-entropy is entropy plus divergence", () => {
    const [q, p] = [
      [0.1, 0.2, 0.7],
      [0.3, 0.3, 0.4],
    ];
    expectSame(maths.crossEntropy(q, p), maths.entropy(q) + maths.klDivergence(q, p));
  });

  test("a logit costs what its probability costs", () => {
    for (const z of [-30, -1, 0, 0.5, 30]) {
      expect(maths.surprisalFromLogit(1, z)).toBeCloseTo(maths.surprisal(1, maths.sigmoid(z)), 12);
    }
  });
});

test("an infinite sum stays infinite", () => {
  expect(maths.logLoss([1, 1, 1], [0, 0, 0.5])).toBe(Infinity);
});

test("lengths that differ are refused", () => {
  expect(() => maths.logLoss([1, 0], [0.5])).toThrow("got 2 and 1");
});
