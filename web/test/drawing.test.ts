import { readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

import type { SavedStory, Scene, Words } from "../src/contract/story";
import { plain } from "../src/messages";
import { TERMS } from "../src/views/formula";
import { csv } from "../src/views/csv";
import { draw } from "../src/views/drawing";
import type { Sheet } from "../src/views/frame";
import { balanced, pieces, wrapped } from "../src/views/lettering";
import { mixed, ways } from "../src/views/mixing";
import { touches } from "../src/views/placing";
import type { Box, Shape, WordsShape } from "../src/views/shapes";
import { tableOf } from "../src/views/table";

const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf-8"));
const LANGUAGES = ["en", "zh-Hans", "zh-Hant"] as const;
const TEMPLATES = Object.fromEntries(LANGUAGES.map((lang) => [lang, read(`../../src/logloss/messages/${lang}.json`) as Record<string, string>]));
const STORIES = ["ten_points", "features", "infinite"].map((name) => [name, (read(`../../schema/examples/stories/${name}.v1.json`) as SavedStory).scenes] as const);

/** A face whose Latin letters are 0.55 wide and whose Chinese characters are 1. */
const measure = (words: string, size: number): number => [...words].reduce((sum, c) => sum + (c > "\u2E80" ? 1 : 0.55), 0) * size;

function sheet(width: number, height: number, lang: (typeof LANGUAGES)[number] = "en"): Sheet {
  return { width, height, size: 13, say: (words: Words) => plain(words, TEMPLATES[lang] ?? {}), measure };
}

function boxOf(words: WordsShape): Box {
  const wide = Math.max(...words.lines.map((line) => measure(line, words.size)));
  const high = words.lines.length * 1.2 * words.size;
  const left = { start: words.x, middle: words.x - wide / 2, end: words.x - wide }[words.anchor];
  return [left + 0.5, words.y - high / 2 + 0.5, left + wide - 0.5, words.y + high / 2 - 0.5];
}

const isWords = (shape: Shape): shape is WordsShape => shape.kind === "words";

describe.each(STORIES)("%s", (_, scenes) => {
  test.each(LANGUAGES)("no words touch others, or leave the picture, at any size (%s)", (lang) => {
    for (const scene of scenes)
      for (const [width, height] of [[350, 260], [800, 480], [1400, 700]] as const) {
        const words = draw(scene, sheet(width, height, lang)).shapes.filter(isWords);
        for (const [i, one] of words.entries()) {
          const box = boxOf(one);
          const where = `${scene.id} ${width}: ${one.lines.join(" ")}`;
          expect(box[0], where).toBeGreaterThanOrEqual(-1);
          expect(box[2], where).toBeLessThanOrEqual(width + 1);
          for (const other of words.slice(i + 1)) expect(touches(box, boxOf(other)), `${where} | ${other.lines.join(" ")}`).toBe(false);
        }
      }
  });

  test("no label lies on a line, a curve or a dot, nor half on a bar", () => {
    for (const scene of scenes) {
      const { shapes } = draw(scene, sheet(800, 480));
      for (const label of shapes.filter(isWords).filter((words) => !words.axis)) {
        const box = boxOf(label);
        for (const shape of shapes) {
          if (shape.kind === "dot") expect(touches(box, [shape.x - 2, shape.y - 2, shape.x + 2, shape.y + 2]), `${scene.id} ${label.id} ${shape.id}`).toBe(false);
          if (shape.kind === "line" && shape.look !== "rule" && shape.look !== "leader")
            expect(touches(box, [shape.x0, shape.y0, shape.x1 + 0.1, shape.y1 + 0.1]), `${scene.id} ${label.id} ${shape.id}`).toBe(false);
        }
      }
    }
  });

  test("every mark that is no label is drawn, and ids are unique", () => {
    for (const scene of scenes) {
      const ids = draw(scene, sheet(800, 480)).shapes.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      for (const mark of scene.marks) if (["bar", "dot", "curve", "line"].includes(mark.kind)) expect(ids).toContain(mark.id);
    }
  });

  test("every scene has a table, with a row for each named bar", () => {
    for (const scene of scenes) {
      const { head, rows } = tableOf(scene, sheet(1, 1).say);
      expect(head.every((name) => name !== "")).toBe(true);
      expect(rows.every((row) => row.length === head.length)).toBe(true);
      const named = scene.marks.filter((mark) => mark.kind === "bar" && mark.name !== "").length;
      expect(rows.length).toBeGreaterThanOrEqual(named);
    }
  });
});

const [, TEN] = STORIES[0] as (typeof STORIES)[number];
const scene = (id: string): Scene => TEN.find((one) => one.id === id) as Scene;
const shapes = (id: string): Shape[] => draw(scene(id), sheet(800, 480)).shapes;
const of = (all: Shape[], id: string): Shape => all.find((shape) => shape.id === id) as Shape;

describe("between scenes", () => {
  test("a bar is the same bar: it starts where it was and ends where it will be", () => {
    const [before, after] = [shapes("baseline"), shapes("loss")];
    const way = ways(before, after);
    expect(of(mixed(way, 0), "bar/4")).toMatchObject({ x: (of(before, "bar/4") as { x: number }).x, opacity: 1 });
    expect(mixed(way, 1)).toEqual(after);
    const half = of(mixed(way, 0.5), "bar/4") as { h: number };
    const heights = [before, after].map((all) => (of(all, "bar/4") as unknown as { h: number }).h) as [number, number];
    expect(half.h).toBeCloseTo((heights[0] + heights[1]) / 2, 9);
  });

  test("bars grow from their base, negatives from above", () => {
    const positive = of(mixed(ways(shapes("curve"), shapes("positives")), 0), "bar/5") as { y: number; h: number };
    const full = of(shapes("positives"), "bar/5") as unknown as { y: number; h: number };
    expect([positive.h, positive.y]).toEqual([0, full.y + full.h]);
    const negative = of(mixed(ways(shapes("positives"), shapes("negatives")), 0), "bar/1") as { y: number; h: number };
    expect([negative.h, negative.y]).toEqual([0, (of(shapes("negatives"), "bar/1") as unknown as { y: number }).y]);
  });

  test("the boxes of points gather into the box of their class", () => {
    const way = ways(shapes("fitting"), shapes("classes"));
    const box = of(shapes("classes"), "class/1") as { x: number; w: number; y: number };
    const ends = way.filter(({ fate, to }) => fate === "goes" && to.kind === "bar" && to.id.startsWith("bar/") && to.role === "positive").map(({ to }) => to as unknown as { x: number; w: number; y: number });
    expect(ends.length).toBe(7);
    for (const end of ends) {
      expect(end.x).toBeGreaterThanOrEqual(box.x - 1e-9);
      expect(end.x + end.w).toBeLessThanOrEqual(box.x + box.w + 1e-9);
      expect(end.y).toBe(box.y);
    }
  });

  test("what is interrupted goes on from where it is", () => {
    const midway = mixed(ways(shapes("together"), shapes("line-up")), 0.4);
    expect(of(mixed(ways(midway, shapes("baseline")), 0), "bar/7")).toMatchObject({ x: (of(midway, "bar/7") as { x: number }).x });
  });
});

test("the formula on the page is the scene's", () => {
  const terms = scene("formula").marks.flatMap((mark) => (mark.kind === "formula" ? mark.terms : []));
  expect(Object.fromEntries(terms.map(({ id, tex }) => [id, tex]))).toEqual(TERMS);
});

describe("words in lines", () => {
  const wide = (line: string): number => measure(line, 10);

  test("break between words and between Chinese characters, but not before a comma", () => {
    expect(pieces("two words")).toEqual(["two ", "words"]);
    expect(pieces("损失，是多少")).toEqual(["损", "失，", "是", "多", "少"]);
    expect(pieces("（负类）")).toEqual(["（负", "类）"]);
  });

  test("no line is too wide, nothing is lost, and lines are about equally long", () => {
    const words = "before training, one half for every point";
    expect(wrapped(words, 120, wide).every((line) => wide(line) <= 120)).toBe(true);
    expect(balanced(words, 200, wide).join(" ")).toBe(words);
    const [a, b] = balanced(words, 200, wide).map(wide) as [number, number];
    expect(Math.abs(a - b)).toBeLessThan(60);
    expect(balanced("short", 200, wide)).toEqual(["short"]);
  });
});

describe("CSV", () => {
  test("no cell is a formula", () => {
    const text = csv({ head: ["what"], rows: [["=1+1"], ["+cmd|' /C calc'!A0"], ["-2+3"], ["@SUM(A1)"], ["\t=1"]] });
    for (const line of text.split("\r\n").slice(1, -1)) expect(line).toMatch(/^("?)'/);
  });

  test("numbers are numbers, in full", () => {
    expect(csv({ head: ["a", "b"], rows: [[-0.1, "−2.2"], [Infinity, "0.25"]] })).toBe("a,b\r\n-0.1,-2.2\r\ninf,0.25\r\n");
  });

  test("quotes, commas and lines are quoted", () => {
    expect(csv({ head: ['say "hi"'], rows: [["a,b"], ["c\nd"]] })).toBe('"say ""hi"""\r\n"a,b"\r\n"c\nd"\r\n');
  });
});
