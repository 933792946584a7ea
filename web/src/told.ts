/** The story told of a document: its scenes, its strip, and what of it the page's controls need to know. */

import type { Page } from "./contract/page";
import type { Message, Scene, Words } from "./contract/story";
import { type Line, gradientStep } from "./model/fit";
import { fittedLine, materialOf } from "./model/gather";
import type { Material } from "./model/material";
import { NAMES, noFitSentence, sceneOf, strip } from "./scenes";
import type { Doc } from "./state/document";
import type { Unit } from "./state/state";

/** A bar as a question names it. */
export interface ToldBar {
  id: string;
  /** Its number among the rows. */
  number: string;
  who: Message;
  given: number;
  cost: number;
}

export interface Told {
  strip: [value: string, caption: Words][];
  scene: (id: string) => Scene;
  title: (id: string) => Words;
  /** The curve that is seen, if it is one that can be moved. */
  line: Line | null;
  /** The curve after a step of gradient descent; null where none can be made. */
  step: () => Line | null;
  axis: Words;
  /** From where to where the axis goes. */
  ends: readonly [number, number];
  /** The truth of the scenes cross-entropy and divergence: the share of positives. */
  q: number;
  /** From nats to the unit. */
  factor: number;
  unitName: Message;
  loss: number;
  /** The loss of unseen rows, and that of the fit without penalty, where they are known. */
  unseen: number | null;
  free: number | null;
  bars: readonly ToldBar[];
  isSingle: boolean;
  /** Why the model has no finite fit, where it has none; then another curve is shown. */
  trouble: Message | null;
}

/** All scenes in order. */
export const ORDER: readonly Pick<Scene, "id" | "part">[] = NAMES.map((id) => ({ id, part: partOf(id) }));

/** In which part a scene is. */
function partOf(id: string): 1 | 2 | 3 {
  const at = NAMES.indexOf(id);
  return at <= NAMES.indexOf("check") ? 1 : at <= NAMES.indexOf("classes") ? 2 : 3;
}

/** Tells the story of a document in a unit; the axis stays where `ends` says, if it does. `page` has what Python printed of its data. */
export function tell(doc: Doc, unit: Unit, ends: readonly [number, number] | null, page: Page | null): Told {
  const check = page && page.data === doc.data && doc.curve === null && holds(page, unit) ? page.check : undefined;
  const { data, labels, axis } = doc;
  const keys = doc.keys.length > 0 ? doc.keys : undefined;
  const about = { data, labels, axis, unit, keys, ends: ends ?? undefined, check };
  const found = materialOf({ ...about, curve: doc.curve });
  if (typeof found === "string") {
    // Any curve is better than none: the flat one, which costs what guessing the base rate does.
    const flat = materialOf({ ...about, curve: flatLine(doc) });
    if (typeof flat === "string") throw new Error(`a curve that is given needs no fit, but: ${flat}`);
    return told(doc, flat, flatLine(doc), noFitSentence(found));
  }
  const fitted = fittedLine(doc.data);
  return told(doc, found, doc.curve ?? (typeof fitted === "object" ? fitted : null), null);
}

/** Whether what Python printed is to be shown in a unit: in its own; in the other one too where the page has no rows to work it out from. */
function holds({ data, unit: own }: Page, unit: Unit): boolean {
  return own === unit || data.kind === "features" || data.kind === "bars";
}

function told(doc: Doc, m: Material, line: Line | null, trouble: Message | null): Told {
  const scenes = new Map<string, Scene>();
  const { known } = m;
  const q = doc.q ?? m.shares[1];
  const isMoved = doc.q !== null || doc.p !== 0.5;
  const scene = (id: string): Scene => {
    let drawn = scenes.get(id);
    if (!drawn) scenes.set(id, (drawn = sceneOf(m, id, isMoved ? { guess: { p: doc.p, q } } : {})));
    return drawn;
  };
  let bars: ToldBar[] | undefined;
  return {
    strip: strip(m),
    scene,
    title: (id) => scene(id).title,
    line,
    step: () => (line && doc.data.kind === "feature" ? gradientStep(doc.data, doc.C, line, rate(doc.data.x, doc.C)) : null),
    axis: known.axis,
    ends: m.ends,
    q,
    factor: m.factor,
    unitName: m.unitName,
    loss: m.loss,
    unseen: typeof known.unseen === "object" ? known.unseen.loss * m.factor : null,
    free: known.free ? known.free.loss * m.factor : null,
    get bars() {
      return (bars ??= barsOf(m));
    },
    isSingle: m.bars.isSingle,
    trouble,
  };
}

function barsOf(m: Material): ToldBar[] {
  return m.bars.columns.ids.map((id, i) => ({
    id,
    number: id.slice("bar/".length),
    who: m.who(i),
    given: m.bars.given[i] as number,
    cost: m.heights[i] as number,
  }));
}

/** The curve that gives the base rate to every point. */
function flatLine({ data }: Doc): Line {
  if (data.kind !== "feature") return { weight: 0, bias: 0 };
  const positives = data.y.reduce<number>((sum, y) => sum + y, 0);
  const odds = (positives + 0.5) / (data.y.length - positives + 0.5); // finite even where all are of one class
  return { weight: 0, bias: Math.log(odds) };
}

/** As long a step as never climbs: 1 / the steepest that the gradient can change, which is at most ¼ (mean x² + 1) + 1/nC. */
function rate(x: readonly number[], C: number): number {
  const square = x.reduce((sum, at) => sum + at * at, 0) / x.length;
  return 1 / (0.25 * (square + 1) + 1 / (x.length * C));
}
