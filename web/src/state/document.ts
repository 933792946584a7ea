/** The document: what the story is told of and what the reader has done to it. All of it can be undone. */

import type { Page } from "../contract/page";
import type { Label } from "../maths";

export type Data = Page["data"];

/** A logistic curve of one feature. */
export interface Line {
  readonly weight: number;
  readonly bias: number;
}

export interface Doc {
  readonly data: Data;
  /** One key a row, which a point keeps when others are removed: marks go by it. None where rows are too many to be moved. */
  readonly keys: readonly number[];
  readonly labels: readonly [string, string];
  readonly axis: string | null;
  /** The curve that was moved by hand or by a gradient step; null: the fitted one. */
  readonly curve: Line | null;
  /** Inverse strength of the penalty, Infinity for none. */
  readonly C: number;
  /** The truth of the scenes cross-entropy and divergence, the share of positives; null: that of the data. */
  readonly q: number | null;
  /** The guess of these scenes, for positives. */
  readonly p: number;
}

/** Up to so many points can be moved one by one; more are gathered, and a dot stands for several. */
export const MOST_POINTS = 200;

/** The document that a page begins with. */
export function documentOf(page: Page): Doc {
  const strength = "C" in page.data ? page.data.C : page.data.kind === "bars" ? (page.data.model?.C ?? 1) : 1;
  return {
    data: page.data,
    keys: keysOf(page.data),
    labels: page.labels,
    axis: page.axis,
    curve: null,
    C: strength ?? Infinity,
    q: null,
    p: 0.5,
  };
}

/** What a page holds that tells of a document, which came of one or of what a reader brought to it. */
export function pageOf(doc: Doc, page: Page): Page {
  const check = doc.data === page.data ? page.check : null; // of other data nobody has run anything
  return { ...page, labels: [...doc.labels], axis: doc.axis, check, data: doc.data };
}

/** The document of rows that a reader brings. */
export function documentOfRows(data: Data, labels: readonly [string, string], axis: string | null): Doc {
  return { data, keys: keysOf(data), labels, axis, curve: null, C: 1, q: null, p: 0.5 };
}

/** Points are numbered; what cannot be moved needs no keys. */
function keysOf(data: Data): number[] {
  const rows = rowsOf(data);
  return rows.length <= MOST_POINTS ? rows.map((_, i) => i + 1) : [];
}

function rowsOf(data: Data): readonly Label[] {
  return "y" in data ? data.y : [];
}

/** The points of a document, if they can be moved: rows of one feature, and not too many. */
export function points(doc: Doc): { x: readonly number[]; y: readonly Label[] } | null {
  return doc.data.kind === "feature" && doc.data.x.length <= MOST_POINTS ? doc.data : null;
}

/** Whether the curve can be moved: it is the model's of one feature, all rows of which are here. */
export function isFitted(doc: Doc): boolean {
  return doc.data.kind === "feature";
}

/** Whether nothing was done to the data that the page came with. */
export function isOriginal(doc: Doc, base: Doc): boolean {
  return doc.data === base.data;
}
