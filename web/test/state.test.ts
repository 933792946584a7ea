import { describe, expect, test } from "vitest";

import type { Page } from "../src/contract/page";
import { addPoint, fit, flipPoint, isFree, movePoint, removePoint, setCurve, setGuess } from "../src/state/actions";
import { MOST_ROWS, fromAddress, isWhole, toAddress } from "../src/state/address";
import { heightAt, middle, rounded, roundStep, shifted, shoulder, turned } from "../src/state/curve";
import { type Doc, MOST_POINTS, documentOf, points } from "../src/state/document";
import { begun, changed, redone, settled, undone } from "../src/state/history";
import { edited, opened, preferred } from "../src/state/state";

const PAGE: Page = {
  format: "logloss.page",
  version: 1,
  lang: null,
  unit: "nats",
  scene: null,
  labels: ["0", "1"],
  axis: "x",
  check: { code: "", output: "" },
  data: { kind: "feature", x: [-1, 0, 1, 2], y: [0, 1, 0, 1], C: 1, unseen: null },
};
const SCENES = ["feature", "curve", "loss"];
const BASE = opened(PAGE, ["de", "zh-TW"], "feature");
const DOC = documentOf(PAGE);

describe("history", () => {
  test("undo and redo go through what was, and a change forgets what was taken back", () => {
    let h = changed(changed(begun(1), 2), 3);
    h = undone(undone(undone(h)));
    expect(h.present).toBe(1);
    expect(redone(h).present).toBe(2);
    expect(redone(changed(h, 9)).present).toBe(9);
  });

  test("changes of one gesture are one step, until it ends", () => {
    let h = changed(changed(changed(begun(0), 1, "drag"), 2, "drag"), 3, "drag");
    expect(undone(h).present).toBe(0);
    h = changed(settled(h), 4, "drag");
    expect(undone(h).present).toBe(3);
  });

  test("what changes nothing is no step", () => {
    const h = begun(DOC);
    expect(changed(h, movePoint(DOC, 0, -1))).toBe(h);
    expect(edited(BASE, BASE.history.present)).toBe(BASE);
  });
});

describe("what a reader can do", () => {
  const at = (doc: Doc): [readonly number[], string] => [points(doc)?.x ?? [], points(doc)?.y.join("") ?? ""];

  test("points move, change their class, come and go, and keep their keys", () => {
    expect(at(movePoint(DOC, 1, 5))).toEqual([[-1, 5, 1, 2], "0101"]);
    expect(at(flipPoint(DOC, 0))).toEqual([[-1, 0, 1, 2], "1101"]);
    const less = removePoint(DOC, 1);
    expect([at(less), less.keys]).toEqual([[[-1, 1, 2], "001"], [1, 3, 4]]);
    const more = addPoint(less, 7, 1);
    expect([at(more), more.keys]).toEqual([[[-1, 1, 2, 7], "0011"], [1, 3, 4, 5]]);
  });

  test("the last of a class stays what it is, and where nothing can be moved nothing moves", () => {
    const one = flipPoint(DOC, 0);
    expect(isFree(one, 2)).toBe(false);
    expect(flipPoint(one, 2)).toBe(one);
    expect(removePoint(one, 2)).toBe(one);
    const given: Doc = { ...DOC, data: { kind: "predictions", p: [0.1, 0.9], y: [0, 1] } };
    for (const act of [movePoint(given, 0, 3), flipPoint(given, 0), addPoint(given, 1, 1)]) expect(act).toBe(given);
    const many = Array.from({ length: MOST_POINTS + 1 }, (_, i) => i);
    expect(points({ ...DOC, data: { kind: "feature", x: many, y: many.map((i) => (i % 2 ? 1 : 0)), C: 1, unseen: null } })).toBeNull();
  });

  test("no number that is none gets in", () => {
    expect(movePoint(DOC, 0, NaN)).toBe(DOC);
    expect(setCurve(DOC, { weight: Infinity, bias: 0 })).toBe(DOC);
    expect(setGuess(DOC, null, 1.2)).toBe(DOC);
    expect(fit(DOC, -1)).toBe(DOC);
  });

  test("fitting forgets the hand, and writes C into the data", () => {
    const moved = setCurve(DOC, { weight: 2, bias: 0 });
    expect(fit(moved).curve).toBeNull();
    expect(fit(moved).data).toBe(moved.data); // of the same points under the same penalty nothing is another
    const unseen = { loss: 0.5, base_loss: 0.7, method: "five-fold" as const };
    expect(fit({ ...DOC, data: { ...DOC.data, unseen } as Doc["data"] }, 2).data).toMatchObject({ C: 2, unseen: null });
    expect(fit(DOC, Infinity).data).toMatchObject({ C: null });
    expect(fit(DOC, 2).C).toBe(2);
  });
});

describe("the address", () => {
  test("what is seen comes back from its address", () => {
    let doc = addPoint(flipPoint(movePoint(DOC, 0, -1.25), 1), 3, 1);
    doc = setGuess(setCurve(fit(doc, Infinity), { weight: 1.5, bias: -0.25 }), 0.3, 0.7);
    const state = { ...edited(BASE, doc), scene: "loss", lang: "en" as const, unit: "bits" as const, theme: "dark" as const, table: true };
    const address = toAddress(state, BASE);
    expect(address).toBe("loss?lang=en&unit=bits&theme=dark&table=1&C=inf&w=1.5&b=-0.25&q=0.3&p=0.7&x=-1.25,0,1,2,3&y=00011");
    const { state: back, refused } = fromAddress(`#${address}`, BASE, SCENES);
    expect(refused).toEqual([]);
    expect(toAddress(back, BASE)).toBe(address);
    expect(points(back.history.present)).toMatchObject({ x: [-1.25, 0, 1, 2, 3], y: [0, 0, 0, 1, 1] });
  });

  test("an untouched story has the scene's name for an address", () => {
    expect(toAddress({ ...BASE, scene: "curve" }, BASE)).toBe("curve");
    expect(fromAddress("#curve", BASE, SCENES).state.scene).toBe("curve");
    expect(fromAddress("", BASE, SCENES).state).toEqual({ ...BASE, history: begun(BASE.history.present) });
  });

  test.each([
    ["#nowhere", "nowhere"],
    ["#loss?lang=tlh", "lang=tlh"],
    ["#loss?C=-1", "C=-1"],
    ["#loss?p=1.5", "p=1.5"],
    ["#loss?x=1,2&y=01x", "y=01x"],
    ["#loss?x=1,apple&y=01", "x=1,apple"],
    ["#loss?x=1,2&y=11", "x=1,2"],
    ["#loss?given=0.5,2&y=01", "given=0.5,2"],
    ["#loss?w=1e999&b=0", "w=1e999"],
  ])("%s is shown without what cannot be read of it", (address, refused) => {
    const read = fromAddress(address, BASE, SCENES);
    expect(read.refused).toContain(refused);
    expect(read.state.history.present.data).toEqual(BASE.history.present.data);
  });

  test("too many rows are left out, and it is known that they are", () => {
    const y = Array.from({ length: MOST_ROWS + 1 }, (_, i) => (i % 2 ? 1 : 0) as 0 | 1);
    const own: Doc = { ...DOC, data: { kind: "predictions", p: y.map(() => 0.5), y } };
    expect(toAddress(edited(BASE, own), BASE)).toBe("feature");
    expect(isWhole(own, DOC)).toBe(false);
    expect(isWhole(movePoint(DOC, 0, 4), DOC)).toBe(true);
  });
});

describe("the language", () => {
  test.each([
    [["zh-TW"], "zh-Hant"],
    [["zh-HK", "en"], "zh-Hant"],
    [["zh"], "zh-Hans"],
    [["zh-Hant-CN"], "zh-Hant"],
    [["fr", "zh-CN"], "zh-Hans"],
    [["en-GB", "zh"], "en"],
    [["fr"], "en"],
    [[], "en"],
  ])("of %j it is %s", (asked, lang) => expect(preferred(asked)).toBe(lang));
});

describe("the curve by hand", () => {
  const range = [-3, 5] as const;
  const line = { weight: 0.97, bias: 0.66 };

  test("pulled by its middle it keeps its weight, and its middle comes along", () => {
    const next = shifted(line, 1.5);
    expect(next.weight).toBe(line.weight);
    expect(middle(next, range)).toBeCloseTo(middle(line, range) + 1.5, 12);
  });

  test("turned about its middle it goes through the hand", () => {
    const about = middle(line, range);
    const next = turned(about, 2, 0.7, 0.1);
    expect(heightAt(next, about)).toBeCloseTo(0.5, 12);
    expect(heightAt(next, 2)).toBeCloseTo(0.7, 12);
    expect(turned(about, 2, 0.3, 0.1).weight).toBeLessThan(0);
    expect(Number.isFinite(turned(about, about, 1, 0.1).weight)).toBe(true);
  });

  test("its handles are on the axis, whatever the curve", () => {
    for (const weight of [-50, -1, -0.01, 0, 0.01, 1, 50])
      for (const bias of [-20, 0, 20])
        for (const x of [middle({ weight, bias }, range), shoulder({ weight, bias }, range)]) {
          expect(x).toBeGreaterThanOrEqual(range[0]);
          expect(x).toBeLessThanOrEqual(range[1]);
        }
  });

  test("steps are round", () => {
    expect(roundStep([-2.744, 5.144], 80)).toBe(0.1);
    expect(rounded(0.30000000000000004, 0.1)).toBe(0.3);
    expect(rounded(1234, 100)).toBe(1200);
  });
});
