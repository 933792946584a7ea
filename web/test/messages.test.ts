import { readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

import type { Message } from "../src/contract/story";
import { LANGUAGES, number, plain, spans, text, type Form, type Lang, type Templates } from "../src/messages";

interface Examples {
  numbers: [number | "inf" | "-inf" | "nan", Form, string][];
  messages: { message: Message; lang: Lang; plain: string; spans: [string, string][] }[];
}

function json(path: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), "utf-8"));
}

const examples = json("schema/examples/messages.json") as Examples;
const templates = Object.fromEntries(
  LANGUAGES.map((lang) => [lang, json(`src/logloss/messages/${lang}.json`) as Templates]),
) as Record<Lang, Templates>;

const NAMED = { inf: Infinity, "-inf": -Infinity, nan: NaN };

test.each(examples.numbers)("%s as %s is %s", (value, form, shown) => {
  expect(number(typeof value === "string" ? NAMED[value] : value, form)).toBe(shown);
});

test.each(examples.messages)("$lang: $plain", ({ message, lang, plain: wanted, spans: runs }) => {
  expect(plain(message, templates[lang])).toBe(wanted);
  expect(spans(message, templates[lang])).toEqual(runs.map(([words, style]) => ({ text: words, style })));
});

describe("values", () => {
  test("that are not finite are words at once", () => {
    expect(text("k", { a: Infinity, b: -Infinity, c: NaN, d: 1 }).values).toEqual({ a: "∞", b: "−∞", c: "–", d: 1 });
  });

  test("that are missing are named, and so are messages", () => {
    expect(() => spans({ key: "a", values: {} }, { a: "{x}" })).toThrow("message a lacks its value x");
    expect(() => spans({ key: "b", values: {} }, { a: "" })).toThrow("there is no message b");
  });

  test("never become marks", () => {
    const said = spans({ key: "a", values: { x: "<b>{y}</b>", y: "!" } }, { a: "<pos>{x}</pos>" });
    expect(said).toEqual([{ text: "<b>{y}</b>", style: "positive" }]);
  });
});
