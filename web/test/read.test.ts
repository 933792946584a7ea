import { readdirSync, readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

import { NotAPage, readPage, unmarked } from "../src/contract/read";

const folder = new URL("../../schema/examples/pages/", import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith(".json"));

function saved(name: string): string {
  return readFileSync(new URL(name, folder), "utf-8");
}

test.each(files)("%s is read as it is", (name) => {
  expect(readPage(saved(name))).toEqual(JSON.parse(saved(name)));
});

describe("what does not fit is named", () => {
  test.each<[string, string, unknown, string]>([
    ["ten_points", "version", 2, "version must be 1, got 2"],
    ["ten_points", "unit", "dits", 'unit must be "nats" or "bits", got "dits"'],
    ["ten_points", "lang", "de", 'lang must be "en" or "zh-Hans" or "zh-Hant" or null, got "de"'],
    ["ten_points", "labels", ["a"], "labels must have 2 entries, got 1"],
    ["ten_points", "data.kind", "pie", 'data.kind must be "feature" or "features" or "predictions" or "bars", got "pie"'],
    ["ten_points", "data.x", [], "data.x must not be empty"],
    ["ten_points", "data.y", [0, 1], "data.y must have 10 entries, got 2"],
    ["ten_points", "data.C", 0, "data.C must be a number above 0, got 0"],
    ["bars", "check", null, "check must be an object, got null"],
    ["ten_points", "check", 1, "check must be an object, got 1"],
    ["ten_points", "check.code", undefined, "check.code is missing"],
    ["infinite", "data.p", [0, 2, 0, 0, 0, 0], "data.p[1] must be a probability, got 2"],
    ["infinite", "data.y", [0, 2, 0, 0, 0, 0], "data.y[1] must be 0 or 1, got 2"],
    ["bars", "data.unseen", "no", 'data.unseen must be "given" or "too_small" or "no_fit", got "no"'],
    ["bars", "data.totals.rows", [1, -1], "data.totals.rows[1] must be a whole number, got -1"],
    ["bars", "data.clipped", "yes", 'data.clipped must be true or false, got "yes"'],
    ["many_points", "data.model.bias", "0", 'data.model.bias must be a number, got "0"'],
  ])("%s: %s = %j", (name, path, value, message) => {
    const page = JSON.parse(saved(`${name}.v1.json`)) as Record<string, unknown>;
    const steps = path.split(".");
    const last = steps.pop() as string;
    const owner = steps.reduce((inner, step) => inner[step] as Record<string, unknown>, page);
    owner[last] = value;
    expect(() => readPage(JSON.stringify(page))).toThrow(new NotAPage(message));
  });

  test("text that is no JSON", () => {
    expect(() => readPage("{")).toThrow("the page's data must be JSON: ");
  });

  test("an infinite number without a mark", () => {
    const page = JSON.parse(saved("bars.v1.json")) as { data: { loss: { infinite: unknown[] } } };
    page.data.loss.infinite.pop();
    expect(() => readPage(JSON.stringify(page))).toThrow("data.loss must be numbers, and a null with a mark");
  });
});

test("marks become infinities", () => {
  expect([...unmarked({ values: [1, null, null], infinite: [[1, 1], [2, -1]] })]).toEqual([1, Infinity, -Infinity]);
  expect([...unmarked([1, 2])]).toEqual([1, 2]);
});
