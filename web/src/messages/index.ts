/**
 * Every sentence that the page says, with its numbers filled in by name: the language of src/logloss/messages.
 *
 * Marks (<b>, <pos>, <neg>, <dim>) and fields are read from the template before values are filled in, so that a value can never
 * become a mark. What comes out are runs of text, never markup.
 */

import type { Message, Words } from "../contract/story";
import { bare, number, type Form } from "./numbers";

export { number, type Form } from "./numbers";

export const LANGUAGES = ["en", "zh-Hans", "zh-Hant"] as const;
export type Lang = (typeof LANGUAGES)[number];

/** The messages of one language, by key. */
export type Templates = Readonly<Record<string, string>>;

export type Style = "" | "strong" | "positive" | "negative" | "quiet";

/** A run of words of one style. */
export interface Span {
  text: string;
  style: Style;
}

/** A value of a message, as scenes have it at hand. */
export type Value = number | Words;

/** A message with its values. Numbers that are not finite become words, as in schema/story.v1.json. */
export function text(key: string, values: Readonly<Record<string, Value>> = {}): Message {
  const said: Message["values"] = {};
  for (const name in values) {
    const value = values[name] as Value;
    said[name] = typeof value === "number" && !Number.isFinite(value) ? number(value) : value;
  }
  return { key, values: said };
}

/** A message in a language, as runs of styled words. A plain string stands for itself. */
export function spans(words: Words, templates: Templates): Span[] {
  if (typeof words === "string") return words === "" ? [] : [{ text: words, style: "" }];
  const template = templates[words.key];
  if (template === undefined) throw new Error(`there is no message ${words.key}`);
  const runs: Span[] = [];
  for (const part of parsed(template)) {
    if (part.field === undefined) {
      add(runs, part.text, part.style);
      continue;
    }
    const value = words.values[part.field];
    if (value === undefined) throw new Error(`message ${words.key} lacks its value ${part.field}`);
    if (typeof value === "object") for (const inner of spans(value, templates)) add(runs, inner.text, part.style || inner.style);
    else add(runs, said(value, part.text), part.style);
  }
  return runs;
}

/** A message in a language, without its styles. */
export function plain(words: Words, templates: Templates): string {
  return typeof words === "string" ? words : spans(words, templates).map((span) => span.text).join("");
}

/** A stretch of a template: text of its own, or a field and, as text, the field's form. */
interface Part {
  text: string;
  style: Style;
  field?: string;
}

const STYLES: Readonly<Record<string, Style>> = { b: "strong", pos: "positive", neg: "negative", dim: "quiet" };
const MARK = /<(\/?)(b|pos|neg|dim)>|\{(\w+)(?::([^{}]*))?\}/g;

const known = new Map<string, readonly Part[]>();

/** A template's parts; read once. */
function parsed(template: string): readonly Part[] {
  let parts = known.get(template);
  if (parts === undefined) known.set(template, (parts = parse(template)));
  return parts;
}

function parse(template: string): Part[] {
  const parts: Part[] = [];
  let style: Style = "";
  let start = 0;
  for (const mark of template.matchAll(MARK)) {
    const [whole, closes, tag, field, form = ""] = mark;
    if (mark.index > start) parts.push({ text: template.slice(start, mark.index), style });
    if (tag !== undefined) style = closes ? "" : (STYLES[tag] ?? "");
    else if (field !== undefined) parts.push({ text: form, style, field });
    start = mark.index + whole.length;
  }
  if (start < template.length) parts.push({ text: template.slice(start), style });
  return parts;
}

function said(value: number | string, form: string): string {
  if (form.includes("/")) {
    const [one = "", many = ""] = form.split("/");
    return value === 1 ? one : many;
  }
  if (typeof value === "string") return value;
  return form === "" ? bare(value) : number(value, form as Form);
}

/** Adds a run; neighbours of one style are one. */
function add(runs: Span[], words: string, style: Style): void {
  const last = runs.at(-1);
  if (words === "") return;
  if (last?.style === style) last.text += words;
  else runs.push({ text: words, style });
}
