/** Comparing what the page tells with what Python told. */

import { readFileSync } from "node:fs";

import { readPage } from "../src/contract/read";
import { materialOf } from "../src/model/gather";
import { Material } from "../src/model/material";
import { sceneOf } from "../src/scenes";

/** The JSON of a file in schema/examples. */
export function example(path: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../schema/examples/${path}`, import.meta.url), "utf-8"));
}

/** The material of a page's data. */
export function materialOfPage(text: string): Material {
  const { data, labels, axis, unit, check } = readPage(text);
  const m = materialOf({ data, labels, axis, unit, check });
  if (!(m instanceof Material)) throw new Error(`no fit: ${m}`);
  return m;
}

/** The scenes that the page tells of some data, by the names that Python told. */
export function toldLike(m: Material, scenes: readonly { id: string }[]): unknown[] {
  return scenes.map(({ id }) => sceneOf(m, id));
}

/** Where two plain things differ, numbers by more than a share of 1e-9; undefined where they do not. */
export function difference(got: unknown, wanted: unknown, path = ""): string | undefined {
  if (typeof got === "number" && typeof wanted === "number") {
    const near = Math.abs(got - wanted) <= 1e-9 * Math.max(1, Math.abs(wanted));
    return near ? undefined : `${path}: ${got} and not ${wanted}`;
  }
  if (typeof got !== "object" || typeof wanted !== "object" || got === null || wanted === null) {
    return got === wanted ? undefined : `${path}: ${JSON.stringify(got)} and not ${JSON.stringify(wanted)}`;
  }
  const keys = new Set([...Object.keys(got), ...Object.keys(wanted)]);
  for (const key of keys) {
    const [a, b] = [got, wanted].map((thing) => (thing as Record<string, unknown>)[key]);
    const name = (wanted as { id?: string }).id;
    const found = difference(a, b, `${path}${name === undefined ? "" : `(${name})`}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
