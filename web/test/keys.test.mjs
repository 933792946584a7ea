import { readdirSync, readFileSync } from "node:fs";

import { expect, test } from "vitest";

import { SAID_BY_REPORTS, SAID_ELSEWHERE } from "../build.mjs";

const source = new URL("../src/", import.meta.url);
const messages = JSON.parse(readFileSync(new URL("../../src/logloss/messages/en.json", import.meta.url), "utf-8"));
const rooms = new Set(Object.keys(messages).map((key) => key.split(".")[0]));

/** Strings in the source that look like keys of messages: they begin with a room that messages have. */
function keysInSource() {
  const files = readdirSync(source, { recursive: true }).filter((name) => name.endsWith(".ts"));
  const found = files.flatMap((name) => [...readFileSync(new URL(name, source), "utf-8").matchAll(/"([a-z]+(?:\.[\w-]+)+)"/g)]);
  return [...new Set(found.map(([, key]) => key))].filter((key) => rooms.has(key.split(".")[0]));
}

test("every key in the source is a message that the page holds", () => {
  const keys = keysInSource();
  expect(keys.length).toBeGreaterThan(100);
  expect(keys.filter((key) => !(key in messages))).toEqual([]);
  expect(keys.filter((key) => SAID_ELSEWHERE.some((room) => key.startsWith(room)))).toEqual([]);
});

test("the page's script asks for no message that only reports hold", () => {
  const script = readFileSync(new URL("../../src/logloss/render/static/page.js", import.meta.url), "utf-8");
  expect(SAID_BY_REPORTS.filter((room) => script.includes(room))).toEqual([]);
});
