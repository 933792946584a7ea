import { describe, expect, test } from "vitest";

import en from "../../src/logloss/messages/en.json";
import { plain } from "../src/messages";
import { examined, proposed, undecided, type Passed, type Reading } from "../src/model/doctor";
import { Refusal } from "../src/model/refusal";
import { tableOf, type Table } from "../src/model/table";

function table(pasted: string): Table {
  const found = tableOf(pasted);
  if (found instanceof Refusal) throw new Error(words(found));
  return found;
}

function words({ fact, hint }: Refusal): string {
  return `${plain(fact, en)} ${plain(hint, en)}`;
}

/** What becomes of a pasted text: rows that passed, or the words of a refusal. */
function read(pasted: string, more: Partial<Reading> = {}): Passed | string {
  const found = tableOf(pasted);
  if (found instanceof Refusal) return words(found);
  const reading = proposed(found);
  const passed = reading ? examined(found, { ...reading, ...more }) : undecided(found);
  return passed instanceof Refusal ? words(passed) : passed;
}

describe("a table", () => {
  test.each([
    ["commas and a header", "x,y\n1,0\n2,1\n"],
    ["tabs, as from a spreadsheet", "x\ty\r\n1\t0\r\n2\t1"],
    ["semicolons", "x;y\n1;0\n2;1"],
    ["bars", "x|y\n1|0\n2|1\n"],
    ["blanks", "  x   y\n1.0  0\n  2  1\n".replace("1.0", "1")],
    ["quotes", '"x","y"\n"1", "0"\n2,1'],
    ["empty lines, a byte order mark and air", "\uFEFF\n x , y \n\n 1 , 0 \n2,1\n\n"],
  ])("of %s", (_, pasted) => {
    expect(table(pasted)).toEqual({ names: ["x", "y"], columns: [["1", "2"], ["0", "1"]], rows: 2 });
  });

  test("without a header", () => {
    expect(table("1,0\n2,1")).toEqual({ names: undefined, columns: [["1", "2"], ["0", "1"]], rows: 2 });
    expect(table("spam,0.9\nham,0.2").names).toBeUndefined();
  });

  test("whose values hold delimiters, quotes and ends of lines", () => {
    expect(table('"a, b","say ""x"""\n"1\n2",3').names).toEqual(["a, b", 'say "x"']);
    expect(table('y,"x"\n1,5" wide').columns).toEqual([["1"], ['5" wide']]);
    expect(table('"a",b,\n1,2,').columns).toEqual([["1"], ["2"], [""]]);
  });

  test("with decimal commas", () => {
    expect(table("y;p\n1;0,5\n0;1,25e-3").columns[1]).toEqual(["0.5", "1.25e-3"]);
    expect(table("y;p\n1;0,500\n0;0,250").columns[1]).toEqual(["0.500", "0.250"]);
  });
});

describe("a reading is proposed", () => {
  test.each<[string, string, Reading | undefined]>([
    ["labels and probabilities", "y,p\n1,0.5\n0,0.2", { kind: "predictions", numbers: 1, labels: 0 }],
    ["a feature and labels", "x,y\n1.5,1\n-2,0\n0,1", { kind: "feature", numbers: 0, labels: 1 }],
    ["text labels", "0.5 spam\n0.1 ham", { kind: "predictions", numbers: 0, labels: 1 }],
    ["one class that speaks for itself", "y,p\n1,0.5\n1,0.25\n1,0.3", { kind: "predictions", numbers: 1, labels: 0 }],
    ["the named of several columns", "id,y,p,q\n7,1,0.5,3\n8,0,0.2,4\n9,0,0.3,4", { kind: "predictions", numbers: 2, labels: 1 }],
    ["none where both may be labels", "a,b\n0,1\n1,0", undefined],
    ["but names tell", "y,p\n0,1\n1,0", { kind: "predictions", numbers: 1, labels: 0 }],
    ["none where there are no labels", "a,b\n1,2\n3,4\n5,6", undefined],
    ["none of one column", "y\n1\n0", undefined],
    ["by name, that percents may be refused", "y,p\n1,90\n0,20", { kind: "predictions", numbers: 1, labels: 0 }],
    ["by name, that words may be refused", "y,p\n1,high\n0,0.2", { kind: "predictions", numbers: 1, labels: 0 }],
    ["by name, that a third class may be refused", "y,p\n0,0.5\n1,0.5\n2,0.5", { kind: "predictions", numbers: 1, labels: 0 }],
    ["a feature that lies between 0 and 1, by its name", "y,x\n1,0.9\n0,0.2", { kind: "feature", numbers: 1, labels: 0 }],
  ])("%s", (_, pasted, wanted) => {
    expect(proposed(table(pasted))).toEqual(wanted);
  });
});

describe("rows that pass", () => {
  test("predictions", () => {
    expect(read("won,prob\n1,0.5\n0,0.2")).toEqual({
      data: { kind: "predictions", p: [0.5, 0.2], y: [1, 0] },
      labels: ["0", "1"],
      axis: null,
      notes: [],
    });
  });

  test("a feature, by its name", () => {
    const passed = read("income,y\n1500,True\n-2,FALSE");
    expect(passed).toMatchObject({ data: { kind: "feature", x: [1500, -2], y: [1, 0], C: 1 }, labels: ["false", "true"], axis: "income" });
  });

  test("labels of which the reader says which is positive", () => {
    expect(read("p,y\n0.9,spam\n0.2,ham", { positive: "ham" })).toMatchObject({ data: { y: [0, 1] }, labels: ["spam", "ham"] });
    expect(read("p,y\n0.9,spam", { positive: "spam", labels: 1, numbers: 0 })).toContain("is not clear");
  });

  test("without those that lack a value, which are counted", () => {
    const passed = read("p,y\n0.9,1\nNA,0\n0.2,\n0.1,0", { drop: true }) as Passed;
    expect(passed.data).toEqual({ kind: "predictions", p: [0.9, 0.1], y: [1, 0] });
    expect(passed.notes.map((note) => plain(note, en))).toEqual(["2 rows were left out because a value was missing."]);
  });

  test.each([
    ["y,p\n1,0.9\n1,0.8", "All rows are of one class (1). There is nothing to tell apart, and no yardstick."],
    ["y,p\n1,1\n0,0\n1,0", "All 3 predictions are exactly 0 or 1: decisions, not probabilities. One wrong one makes the loss infinite."],
    ["y,p\n1,0.1\n0,0.9", "The loss is far above the base rate's 0.6931 nats. Are the classes reversed? With p and 1 − p exchanged it would be 0.1054."],
  ])("that are odd are told so: %j", (pasted, wanted) => {
    const passed = read(pasted, { kind: "predictions", labels: 0, numbers: 1 }) as Passed;
    expect(passed.notes.map((note) => plain(note, en))).toEqual([wanted]);
  });

  test("labels that are one number", () => {
    expect(read("y,p\n1.0,0.5\n1,0.4\n0.00,0.2")).toMatchObject({ data: { y: [1, 1, 0] } });
    expect(read("y,p\n-1,0.5\n1,0.4")).toMatchObject({ data: { y: [0, 1] }, labels: ["-1", "1"] });
  });
});

describe("what is refused, with the rows and what to do", () => {
  test.each<[string, Partial<Reading>, string]>([
    ["", {}, "There are no rows. The log loss is a mean: it needs at least one prediction. Give two columns, labels and numbers."],
    ["y,p\n", {}, "There are no rows. The log loss is a mean: it needs at least one prediction. Give two columns, labels and numbers."],
    ["y,p\n1,0.5\n0\n", {}, "All rows must have 2 values, got 1 in row 2. Quote values that hold the delimiter, and close every quote."],
    ['y,p\n1,"0.5\n0,0.1', {}, "A quote is never closed: row 2. Close it; a quote within a quoted value is written twice."],
    ["1\n0\n", {}, "There is one column, and two are needed. One holds the labels of two classes, the other a feature or predicted probabilities. They are told apart by commas, semicolons or tabs."],
    ["a,b\n0,1\n1,0", {}, "Which column holds the labels and which the numbers is not clear. Choose them."],
    ["y;x\n1;1,234\n0;2,345", {}, "The comma in ‘1,234’, x, may be a decimal comma, or set thousands apart. Write decimals with a point, and thousands without a sign."],
    ["y,p\n1,0.5\n0,\n1,nan\n0,None\n0,NA", {}, "p must not have missing values, got ‘’ in rows 2, 3, 4 and 1 more. Fill them in, or have such rows left out and counted."],
    ["y,p\n1,0.5\n0,1.5", { kind: "predictions" }, "p must lie in [0, 1], got ‘1.5’ in row 2. Probabilities lie between 0 and 1; mend the rows. A feature? Say so."],
    ["y,p\n1,50\n0,20", { kind: "predictions" }, "p must lie in [0, 1], got ‘50’ in rows 1, 2. Percents? Divide them by 100."],
    ["y,p\n1,0.5\n0,-2", { kind: "predictions" }, "p must lie in [0, 1], got ‘-2’ in row 2. Logits, scores from −∞ to ∞? Take 1 / (1 + e^−z) of them. A feature? Say so."],
    ["y,p\n1,-0.5\n0,-2", { kind: "predictions" }, "p must lie in [0, 1], got ‘-0.5’ in rows 1, 2. Logarithms of probabilities? Take exp of them. Logits? Take 1 / (1 + e^−z) of them."],
    ["y,p\n1,1.0000001\n0,0", { kind: "predictions" }, "p must lie in [0, 1], got ‘1.0000001’ in row 1. Rounding? Nothing is clipped in silence: bring them to 0 and 1 yourself."],
    ["y,p\n1,50%\n0,20%", { numbers: 1, labels: 0, kind: "predictions" }, "p must hold numbers, got ‘50%’ in rows 1, 2. Percents? Divide them by 100."],
    ["y,x\n1,2\n0,3\n1,inf", {}, "x must be finite, got ‘inf’ in row 3. Mend those rows or leave them out."],
    ["y,p\n2,0.5\n3,0.2", {}, "y holds ‘2’, ‘3’, and which class is the positive one is not said. Choose it."],
    ["y,p\na,0.5\nb,0.2\nc,0.2", { labels: 0, numbers: 1, kind: "predictions" }, "y must hold two classes, got 3: ‘a’, ‘b’, ‘c’. A story is told of two classes. Leave the other rows out, or gather classes."],
    ["y,x\n1,20\n1,30", {}, "A model needs two classes to tell apart, and all 2 rows are of one. Give rows of both classes."],
    ["p,y\n0,0.5\n1,0.2", { labels: 1, numbers: 0, kind: "predictions" }, "y and p look swapped: the first has 0.5 in row 1, the second only 0 and 1. Choose the columns the other way round."],
    ["1,0.5\n0,2", { kind: "predictions" }, "column 2 must lie in [0, 1], got ‘2’ in row 2. Percents? Divide them by 100."],
  ])("%j %j", (pasted, more, wanted) => {
    const found = tableOf(pasted);
    if (found instanceof Refusal || more.labels === undefined) expect(read(pasted, more)).toBe(wanted);
    else expect(words(examined(found, { kind: "predictions", numbers: 0, labels: 1, ...more }) as Refusal)).toBe(wanted);
  });

  test("rows are counted with those that are left out", () => {
    const passed = read("y,p\n,0.5\n1,0.3\n0,2", { drop: true, kind: "predictions" });
    expect(passed).toBe("p must lie in [0, 1], got ‘2’ in row 3. Percents? Divide them by 100.");
  });

  test("labels to choose from come with the refusal", () => {
    const found = examined(table("y,p\nspam,0.5\nham,0.2"), { kind: "predictions", labels: 0, numbers: 1 });
    expect((found as Refusal).choose).toEqual(["ham", "spam"]);
  });

  test("values are shown on one line, and short", () => {
    expect(read(`y,x\n1,2\n0,"a\n${"b".repeat(100)}"`)).toBe(`x must hold numbers, got ‘a ${"b".repeat(56)}… in row 2. Features are numbers, one a row.`);
  });
});
