import { readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

import type { SavedStory } from "../src/contract/story";
import { fit, flipPoint, movePoint, removePoint, setCurve, setGuess } from "../src/state/actions";
import { type Doc, documentOf, documentOfRows } from "../src/state/document";
import { ORDER, tell } from "../src/told";

const X = [-2.2, -1.4, -0.8, 0.2, 0.4, 0.8, 1.2, 2.2, 2.9, 4.6];
const Y = [0, 0, 1, 0, 1, 1, 1, 1, 1, 1] as (0 | 1)[];
const PAGE = {
  format: "logloss.page",
  version: 1,
  lang: null,
  unit: "nats",
  scene: null,
  labels: ["0", "1"],
  axis: "x",
  check: { code: "print(1)\n", output: "1\n" },
  data: { kind: "feature", x: X, y: Y, C: 1, unseen: null },
} as unknown as Parameters<typeof documentOf>[0];
const TEN = documentOf(PAGE);
const told = (doc: Doc): ReturnType<typeof tell> => tell(doc, "nats", null, null);

test("the ten points are told as Python tells them, scene by scene, and one scene more", () => {
  const path = new URL("../../schema/examples/stories/ten_points.v1.json", import.meta.url);
  const { scenes } = JSON.parse(readFileSync(path, "utf-8")) as SavedStory;
  expect(ORDER).toEqual([...scenes.map(({ id, part }) => ({ id, part })), { id: "yours", part: 3 }]);
  const story = told(TEN);
  for (const { id, title } of scenes) expect(story.title(id)).toMatchObject({ key: title.key });
  expect(story.strip.map(([value]) => value)).toEqual(["0.3329", "0.6109", "45.5%", "0.717"]);
});

test("C is heard: none costs 0.3052, and the unit is too", () => {
  expect(told(fit(TEN, Infinity)).loss).toBeCloseTo(0.3052, 4);
  expect(tell(TEN, "bits", null, null).loss).toBeCloseTo(0.332911 / Math.LN2, 5);
});

test("a story is drawn once: a scene is the same object until something changes", () => {
  const story = told(TEN);
  expect(story.scene("loss")).toBe(story.scene("loss"));
});

test("gradient steps from a flat curve never climb, and end at the fit without a hand's help", () => {
  let doc = setCurve(TEN, { weight: 0, bias: 0 });
  let before = told(doc).loss;
  expect(before).toBeCloseTo(Math.LN2, 12);
  for (let i = 0; i < 300; i++) {
    const next = told(doc).step();
    if (!next) throw new Error("no step");
    doc = setCurve(doc, next);
    const { loss } = told(doc);
    // What falls is the loss with its penalty; the loss alone may climb by what rounding does.
    expect(loss).toBeLessThan(before + 1e-9);
    before = loss;
  }
  expect(before).toBeCloseTo(told(TEN).loss, 6);
});

describe("a point keeps its name when others go", () => {
  const less = removePoint(movePoint(TEN, 0, -3), 4);
  test("in marks", () => {
    const ids = told(less).scene("together").marks.map(({ id }) => id);
    expect(ids).toContain("bar/6");
    expect(ids).not.toContain("bar/5");
  });
  test("in questions", () => expect(told(less).bars.map(({ number }) => number)).toEqual(["1", "2", "3", "4", "6", "7", "8", "9", "10"]));
});

test("where there is no fit it is said why, and the flat curve is shown", () => {
  const apart = told(fit(flipPoint(TEN, 3), Infinity));
  expect(apart.trouble).toMatchObject({ key: "page.no_fit.separable" });
  expect(apart.line).toMatchObject({ weight: 0 });
  expect(Number.isFinite(apart.loss)).toBe(true);
  expect(told(fit(TEN, Infinity)).trouble).toBeNull();
});

test("the axis stays where it is told to", () => {
  expect(tell(movePoint(TEN, 9, 40), "nats", [-3, 6], null).ends).toEqual([-3, 6]);
  expect(told(movePoint(TEN, 9, 40)).ends[1]).toBeGreaterThan(40);
});

test("what Python printed is shown of its own data in its own unit, and of no other", () => {
  const output = (doc: Doc, unit: "nats" | "bits"): unknown => tell(doc, unit, null, PAGE).scene("check").marks.map((mark) => mark.kind === "listing" && mark.output)[0];
  expect(output(TEN, "nats")).toBe("1\n");
  expect(output(TEN, "bits")).not.toBe("1\n");
  expect(output(movePoint(TEN, 0, -2), "nats")).not.toBe("1\n");
});

test("truth and guess of the boxes are the data's and ½ until they are moved", () => {
  expect(told(TEN).q).toBe(0.7);
  expect(told(TEN).scene("cross-entropy").sentences[0]?.key).toBe("scene.cross-entropy.1");
  const moved = told(setGuess(TEN, 0.4, 0.9));
  expect(moved.q).toBe(0.4);
  expect(moved.scene("cross-entropy").sentences[0]?.key).toBe("page.cross-entropy");
});

test("predictions have no curve to move", () => {
  const given = told(documentOfRows({ kind: "predictions", p: [0.2, 0.9, 1], y: [0, 1, 1] }, ["no", "yes"], null));
  expect(given.line).toBeNull();
  expect(given.step()).toBeNull();
  expect(given.unseen).toBeNull();
});
