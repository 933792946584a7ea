/** Reads what a page embeds (schema/page.v1.json), or says which member of it is wrong, and why. */

import type { Page } from "./page";

/** Data that is no page of this version: the message names the member and the rule. */
export class NotAPage extends Error {
  override name = "NotAPage";
}

/** The page that a JSON text holds; NotAPage where it does not fit the contract. */
export function readPage(text: string): Page {
  let page: unknown;
  try {
    page = JSON.parse(text);
  } catch (error) {
    throw new NotAPage(`the page's data must be JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const own = new Member("the page's data", page);
  own.at("format").one("logloss.page");
  own.at("version").one(1);
  own.at("lang").one("en", "zh-Hans", "zh-Hant", null);
  own.at("unit").one("nats", "bits");
  own.at("scene").orNull("text");
  own.at("labels").list("text", 2);
  own.at("axis").orNull("text");
  const data = own.at("data");
  const kind = data.at("kind").one("feature", "features", "predictions", "bars");
  DATA[kind](data);
  const check = own.at("check");
  if (!check.isNull || kind === "features" || kind === "bars") for (const name of ["code", "output"]) check.at(name).is("text");
  return page as Page;
}

/** The numbers of a list in which infinite ones are marked. */
export function unmarked(list: number[] | { values: (number | null)[]; infinite: [number, 1 | -1][] }): Float64Array {
  if (Array.isArray(list)) return Float64Array.from(list);
  const numbers = Float64Array.from(list.values, (value) => value ?? 0);
  for (const [i, sign] of list.infinite) numbers[i] = sign * Infinity;
  return numbers;
}

type Kind = "text" | "number" | "count" | "class" | "flag" | "probability" | "loss" | "strength";

const RULES: Record<Kind, [string, (value: unknown) => boolean]> = {
  text: ["text", (value) => typeof value === "string"],
  number: ["a number", isNumber],
  count: ["a whole number", (value) => isNumber(value) && Number.isInteger(value) && value >= 0],
  class: ["0 or 1", (value) => value === 0 || value === 1],
  flag: ["true or false", (value) => typeof value === "boolean"],
  probability: ["a probability", (value) => isNumber(value) && value >= 0 && value <= 1],
  loss: ["a number of 0 or more", (value) => isNumber(value) && value >= 0],
  strength: ["a number above 0", (value) => isNumber(value) && value > 0],
};

const DATA: Record<Page["data"]["kind"], (data: Member) => void> = {
  feature(data) {
    const rows = data.at("x").list("number");
    data.at("y").list("class", rows);
    data.at("C").orNull("strength");
    if (!data.at("unseen").isNull) unseen(data.at("unseen"));
  },
  features(data) {
    const rows = data.at("z").list("number");
    data.at("y").list("class", rows);
    data.at("features").is("count");
    data.at("C").orNull("strength");
    data.at("free").orNull("loss");
    unseen(data.at("unseen"));
    if (!data.at("twins").isNull) data.at("twins").list("loss", rows);
  },
  predictions(data) {
    data.at("y").list("class", data.at("p").list("probability"));
  },
  bars(data) {
    const bars = data.at("class").list("class");
    data.at("rows").list("count", bars);
    for (const name of ["loss", "place"]) data.at(name).marked(bars);
    for (const name of ["rows", "infinite"]) data.at("totals").at(name).list("count", 2);
    for (const name of ["loss", "spread"]) data.at("totals").at(name).list("loss", 2);
    data.at("ahead").at("rows").is("count");
    data.at("ahead").at("is_exact").is("flag");
    data.at("clipped").is("flag");
    if (!data.at("model").isNull) model(data.at("model"));
    unseen(data.at("unseen"));
    parts(data.at("parts"));
  },
};

function parts(own: Member): void {
  for (const name of ["uncertainty", "discrimination", "recalibrated"]) own.at(name).is("loss");
  for (const name of ["miscalibration", "divergence"]) own.at(name).orNull("loss");
  own.at("is_exact").is("flag");
}

function model(own: Member): void {
  own.at("features").is("count");
  own.at("weight").orNull("number");
  own.at("bias").is("number");
  own.at("C").orNull("strength");
  const free = own.at("free");
  if (free.isNull) return;
  free.at("weight").orNull("number");
  free.at("bias").is("number");
  free.at("loss").is("loss");
}

function unseen(own: Member): void {
  if (typeof own.value === "string") {
    own.one("given", "too_small", "no_fit");
    return;
  }
  for (const name of ["loss", "base_loss"]) own.at(name).is("loss");
  own.at("method").one("leave-one-out", "five-fold");
}

/** One member of the data, and where it stands, so that an error can say so. */
class Member {
  constructor(
    readonly path: string,
    readonly value: unknown,
  ) {}

  get isNull(): boolean {
    return this.value === null;
  }

  /** A member of this one, which must be an object that has it. */
  at(name: string): Member {
    if (typeof this.value !== "object" || this.value === null || Array.isArray(this.value)) this.refuse("an object");
    const path = this.path === "the page's data" ? name : `${this.path}.${name}`;
    if (!Object.hasOwn(this.value as object, name)) throw new NotAPage(`${path} is missing`);
    return new Member(path, (this.value as Record<string, unknown>)[name]);
  }

  /** One of some values. */
  one<const V>(...values: V[]): V {
    const found = values.find((value) => value === this.value);
    return found ?? (this.isNull && values.includes(null as V) ? (null as V) : this.refuse(listed(values)));
  }

  is(kind: Kind): void {
    const [rule, holds] = RULES[kind];
    if (!holds(this.value)) this.refuse(rule);
  }

  orNull(kind: Kind): void {
    if (!this.isNull) this.is(kind);
  }

  /** A list of one kind, of this length or any but 0; returns its length. */
  list(kind: Kind, length?: number): number {
    if (!Array.isArray(this.value)) return this.refuse("a list");
    const [rule, holds] = RULES[kind];
    const wrong = this.value.findIndex((value) => !holds(value));
    if (wrong >= 0) new Member(`${this.path}[${wrong}]`, this.value[wrong]).refuse(rule);
    return this.long(this.value.length, length);
  }

  /** A list of numbers, or one with marks of what is infinite. */
  marked(length: number): void {
    if (Array.isArray(this.value)) {
      this.list("number", length);
      return;
    }
    const infinite = this.at("infinite").value;
    const values = this.at("values").value;
    if (!Array.isArray(infinite) || !Array.isArray(values)) return this.refuse("a list, or values and marks");
    this.long(values.length, length);
    const marks = new Map(infinite as [number, number][]);
    const fits = (value: unknown, i: number) => (value === null ? Math.abs(marks.get(i) ?? 0) === 1 : isNumber(value));
    if (!values.every(fits)) this.refuse("numbers, and a null with a mark where one is infinite");
  }

  private long(length: number, wanted = length): number {
    if (length === 0) throw new NotAPage(`${this.path} must not be empty`);
    if (length !== wanted) throw new NotAPage(`${this.path} must have ${wanted} entries, got ${length}`);
    return length;
  }

  refuse(rule: string): never {
    const got = JSON.stringify(this.value) ?? "nothing";
    throw new NotAPage(`${this.path} must be ${rule}, got ${got.length > 60 ? `${got.slice(0, 59)}…` : got}`);
  }
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function listed(values: readonly unknown[]): string {
  return values.map((value) => JSON.stringify(value)).join(" or ");
}
