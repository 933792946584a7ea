import { describe, expect, test } from "vitest";

import type { Page } from "../src/contract/page";
import { movePoint, removePoint, setCurve } from "../src/state/actions";
import { changed, undone } from "../src/state/history";
import { calm, difference, news, pages, received } from "../src/state/shared";
import { type State, edited, opened } from "../src/state/state";
import { documentOfRows } from "../src/state/document";

const PAGE: Page = {
  format: "logloss.page",
  version: 1,
  lang: null,
  unit: "nats",
  scene: null,
  labels: ["no", "yes"],
  axis: "hours",
  check: { code: "print(1)", output: "1" },
  data: { kind: "feature", x: [-1, 0, 1, 2], y: [0, 1, 0, 1], C: 1, unseen: null },
};
const SCENES = ["feature", "curve", "loss"];
const BASE = opened(PAGE, ["en"], "feature");
const DOC = BASE.history.present;

const other = (x: number[]): Page => ({ ...PAGE, check: null, data: { kind: "feature", x, y: x.map((_, i) => (i % 2 ? 1 : 0)), C: 1, unseen: null } });
const undo = (state: State): State => ({ ...state, history: undone(state.history) });

describe("what the kernel hears", () => {
  test("nothing, where nothing changed", () => {
    expect(difference(BASE, BASE, pages(PAGE))).toEqual({});
    expect(difference(BASE, { ...BASE, theme: "dark", table: true }, pages(PAGE))).toEqual({});
  });

  test("a moved point, with all that its page holds; what Python printed holds no more", () => {
    const { data, ...rest } = difference(BASE, edited(BASE, movePoint(DOC, 1, 0.5)), pages(PAGE));
    expect(rest).toEqual({});
    expect(data).toMatchObject({ labels: ["no", "yes"], axis: "hours", check: null, data: { x: [-1, 0.5, 1, 2], y: [0, 1, 0, 1] } });
  });

  test("a curve off its fit, and that it is fitted again", () => {
    const moved = edited(BASE, setCurve(DOC, { weight: 2, bias: -1 }));
    expect(difference(BASE, moved, pages(PAGE))).toEqual({ curve: [2, -1] });
    expect(difference(moved, undo(moved), pages(PAGE))).toEqual({ curve: null });
  });

  test("how it is looked at", () => {
    expect(difference(BASE, { ...BASE, scene: "loss", lang: "zh-Hans", unit: "bits" }, pages(PAGE))).toEqual({ scene: "loss", lang: "zh-Hans", unit: "bits" });
  });

  test("of data that come back, what Python printed of them", () => {
    const given = pages(PAGE);
    const next = received(BASE, { data: given.add(other([5, 6])) }, SCENES);
    expect(difference(next, undo(next), given).data).toEqual(PAGE);
  });

  test("the reader's own rows, as data of the page that they were brought to", () => {
    const own = documentOfRows({ kind: "predictions", p: [0.2, 0.9], y: [0, 1] }, ["0", "1"], null);
    expect(difference(BASE, edited(BASE, own), pages(PAGE)).data).toEqual({ ...PAGE, labels: ["0", "1"], axis: null, check: null, data: own.data });
  });
});

describe("what the kernel changes", () => {
  const held = { curve: null, scene: "feature", lang: null, unit: "nats" } as const;

  test("is no news where both say the same", () => {
    expect(news(BASE, held)).toEqual({});
    const moved = edited(BASE, setCurve(DOC, { weight: 2, bias: -1 }));
    expect(news(moved, { ...held, curve: [2, -1] })).toEqual({});
    expect(news(moved, held)).toEqual({ curve: null });
    expect(news(BASE, { curve: [1, 2], scene: "loss", lang: "zh-Hant", unit: "bits" })).toEqual({ curve: [1, 2], scene: "loss", lang: "zh-Hant", unit: "bits" });
  });

  test("is a step that can be undone; points keep their keys while they are as many", () => {
    const next = received(BASE, { data: other([5, 6, 7, 8]), curve: [1, 2] }, SCENES);
    expect(next.history.present).toMatchObject({ keys: [1, 2, 3, 4], curve: { weight: 1, bias: 2 }, data: { x: [5, 6, 7, 8] } });
    expect(undo(next).history.present).toBe(DOC);
    const fewer = edited(BASE, removePoint(DOC, 1));
    expect(received(fewer, { data: other([5, 6, 7]) }, SCENES).history.present.keys).toEqual([1, 3, 4]);
    expect(received(fewer, { data: other([5, 6, 7, 8]) }, SCENES).history.present.keys).toEqual([1, 2, 3, 4]);
  });

  test("is one step until the kernel is quiet, and never one with the reader's own", () => {
    const twice = received(received(BASE, { curve: [1, 2] }, SCENES), { curve: [3, 4] }, SCENES);
    expect(undo(twice).history.present).toBe(DOC);
    const apart = received(calm(received(BASE, { curve: [1, 2] }, SCENES)), { curve: [3, 4] }, SCENES);
    expect(undo(apart).history.present.curve).toEqual({ weight: 1, bias: 2 });
    const dragged: State = { ...BASE, history: changed(BASE.history, movePoint(DOC, 0, 9), "dot/1#1") };
    expect(calm(dragged)).toBe(dragged);
    expect(undo(received(dragged, { curve: [1, 2] }, SCENES)).history.present).toBe(dragged.history.present);
  });

  test("is no step where only the scene, the language or the unit change, or nothing does", () => {
    const next = received(BASE, { scene: "loss", lang: "zh-Hans", unit: "bits", curve: null }, SCENES);
    expect(next).toMatchObject({ scene: "loss", lang: "zh-Hans", unit: "bits" });
    expect(next.history).toBe(BASE.history);
  });

  test("is left out where the page has no such thing", () => {
    expect(received(BASE, { scene: "nowhere", lang: null }, SCENES)).toEqual(BASE);
  });
});
