import { describe, expect, test } from "vitest";

import type { FeatureData } from "../src/contract/page";
import type { Message } from "../src/contract/story";
import { readPage } from "../src/contract/read";
import { LANGUAGES, plain, spans, type Templates } from "../src/messages";
import { fittedLine, materialOf, type Told } from "../src/model/gather";
import { Material } from "../src/model/material";
import { NAMES, noFitSentence, sceneOf, strip } from "../src/scenes";
import { example } from "./stories";
import en from "../../src/logloss/messages/en.json";
import hans from "../../src/logloss/messages/zh-Hans.json";
import hant from "../../src/logloss/messages/zh-Hant.json";

const MESSAGES: Record<string, Templates> = { en, "zh-Hans": hans, "zh-Hant": hant };
const X = [-2.2, -1.4, -0.8, 0.2, 0.4, 0.8, 1.2, 2.2, 2.9, 4.6];
const Y: (0 | 1)[] = [0, 0, 1, 0, 1, 1, 1, 1, 1, 1];

function ten(C: number | null = 1): FeatureData {
  return { kind: "feature", x: X, y: Y, C, unseen: null };
}

function told(more: Partial<Told> = {}): Material {
  const m = materialOf({ data: ten(), labels: ["0", "1"], axis: "x", unit: "nats", ...more });
  if (!(m instanceof Material)) throw new Error(m);
  return m;
}

/** All messages in a scene, in every language, as plain text. */
function said(m: Material, name: string, moves = {}): string[] {
  const scene = sceneOf(m, name, moves);
  return Object.values(MESSAGES).flatMap((templates) => [scene.title, ...scene.sentences].map((words) => plain(words, templates)));
}

/** Every message anywhere in a thing. */
function* messagesIn(thing: unknown): Generator<Message> {
  if (typeof thing !== "object" || thing === null) return;
  if ("key" in thing && "values" in thing) yield thing as Message;
  for (const inner of Object.values(thing)) yield* messagesIn(inner);
}

describe("the ten points", () => {
  test("give Python's numbers", () => {
    expect(strip(told()).map(([value]) => value)).toEqual(["0.3329", "0.6109", "45.5%", "0.717"]);
    expect(told().loss).toBeCloseTo(0.332911, 6);
    expect(told().bars.given[3]).toBeCloseTo(0.2994, 4);
  });

  test("without penalty", () => {
    const m = told({ data: ten(null) });
    expect(m.loss).toBeCloseTo(0.3052, 4);
    expect(fittedLine(ten(null))).toMatchObject({ weight: expect.closeTo(1.64, 2), bias: expect.closeTo(0.8, 2) });
  });

  test("are worked out by the page as Python printed them", () => {
    expect(told().known.check().output).toBe(
      "p(true class): [0.81 0.67 0.47 0.3  0.74 0.81 0.86 0.94 0.97 0.99]\nscikit-learn:  0.3329\nlogloss:       0.3329\n",
    );
  });
});

describe("a curve that was moved", () => {
  const m = told({ curve: { weight: 0, bias: 0 } });

  test("costs what it costs, and is held against the fit", () => {
    expect(m.loss).toBeCloseTo(Math.LN2, 12);
    expect(said(m, "curve")[2]).toBe(
      "The curve has been moved: weight 0.00, bias 0.00, loss 0.6931. Fitted with C = 1 it has weight 0.97 and bias 0.66, and costs 0.3329.",
    );
    expect(said(m, "curve")[3]).toBe("No curve of this kind costs less than 0.3052: that is the fit that no penalty holds back.");
  });

  test("says nothing of unseen rows", () => {
    expect(said(m, "yardstick").join()).toContain("nothing is said of new ones");
    expect(sceneOf(m, "culprits").marks.some((mark) => mark.id.startsWith("twin"))).toBe(false);
  });

  test("stands although there is no fit", () => {
    const data: FeatureData = { kind: "feature", x: [1, 2], y: [0, 1], C: null, unseen: null };
    expect(materialOf({ data, labels: ["0", "1"], axis: "x", unit: "nats" })).toBe("separable");
    const moved = told({ data, curve: { weight: 1, bias: -1.5 } });
    expect(said(moved, "curve")[2]).toBe("The curve stands where it was put: weight 1.00, bias −1.50.");
    expect(plain(noFitSentence("separable"), en)).toContain("Give C a finite value.");
  });
});

describe("a guess that was moved", () => {
  test("changes cross-entropy and divergence", () => {
    const guess = { p: 0.7, q: 0.7 };
    expect(said(told(), "cross-entropy", { guess })[1]).toContain("Guess 0.70 for positive, where its true share is 0.70");
    expect(said(told(), "divergence", { guess })[1]).toContain("The rest, 0.0000 nats");
  });

  test("may be certain, and then it is broken, not cut", () => {
    const scene = sceneOf(told(), "divergence", { guess: { p: 1, q: 0.7 } });
    const bars = scene.marks.filter((mark) => mark.kind === "bar");
    expect(bars.map((bar) => bar.broken)).toEqual([false, true, true, false]);
    expect(said(told(), "divergence", { guess: { p: 1, q: 0.7 } })[1]).toContain("The rest, ∞ nats");
  });
});

test("of data without rows what Python printed is needed, in whatever unit", () => {
  const { data, labels, axis, check } = readPage(JSON.stringify(example("pages/bars.v1.json")));
  expect(sceneOf(told({ data, labels, axis, unit: "bits", check }), "check").marks[0]).toMatchObject({ code: check?.code });
  expect(() => sceneOf(told({ data, labels, axis }), "check")).toThrow("must be given");
});

describe("the reader's own scene", () => {
  test("shows the bars that are told, the costliest first, beside the loss and the base rate", () => {
    const { marks } = sceneOf(told(), "yours");
    expect(marks[0]).toMatchObject({ kind: "bar", id: "bar/4" });
    expect(marks.flatMap((mark) => (mark.kind === "line" ? [[mark.id, mark.y0]] : []))).toEqual([
      ["mean", told().loss],
      ["base", told().base],
    ]);
    expect(said(told(), "yours")[2]).toContain("10 rows, 7 of them positive; they cost 0.3329 nats");
  });

  test("draws a line at what the others cost where the loss is infinite", () => {
    const m = told({ data: { kind: "predictions", p: [0, 0.5], y: [1, 1] }, axis: null });
    const lines = sceneOf(m, "yours").marks.filter((mark) => mark.kind === "line");
    expect(lines.map(({ id, y0 }) => [id, y0])).toEqual([["mean", Math.LN2]]);
  });
});

describe("rows", () => {
  test("keep their names when others go", () => {
    const data: FeatureData = { ...ten(), x: X.slice(1), y: Y.slice(1) };
    const m = told({ data, keys: [2, 3, 4, 5, 6, 7, 8, 9, 10] });
    expect(m.bars.columns.ids[0]).toBe("bar/2");
    expect(plain(m.names[2] as Message, en)).toContain("point 4, at x = 0.2");
  });

  test("do not move the axis where it is held", () => {
    expect(told({ ends: [-10, 10] }).ends).toEqual([-10, 10]);
  });
});

test("everything that scenes say can be said in every language", () => {
  const variants = [told(), told({ curve: { weight: 1, bias: -1 } }), told({ data: ten(null), unit: "bits" })];
  for (const m of variants) {
    for (const name of NAMES) {
      for (const message of messagesIn(sceneOf(m, name, { guess: { p: 0.2, q: 0.6 } }))) {
        for (const lang of LANGUAGES) expect(() => spans(message, MESSAGES[lang] as Templates)).not.toThrow();
      }
    }
  }
});
