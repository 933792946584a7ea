/** Material: what every scene is drawn from, computed once (src/logloss/scenes/material.py). */

import type { Page, Unseen } from "../contract/page";
import type { Message, Words } from "../contract/story";
import { entropy } from "../maths";
import { number, text, type Value } from "../messages";
import { role, type Bars } from "./bars";
import type { Decomposition } from "./decomposition";
import type { Line } from "./fit";

/** Where an axis of log-odds ends at the latest: p = 0.000006. What lies beyond stands at its end. */
const FARTHEST = 12;

export type Unit = Page["unit"];

/** By what nats are multiplied to give a unit. */
export const FACTORS: Readonly<Record<Unit, number>> = { nats: 1, bits: 1 / Math.LN2 };

/** Counts and sums of all rows, by class: negative, positive. */
export interface Totals {
  readonly rows: readonly [number, number];
  readonly infinite: readonly [number, number];
  /** Of the finite surprisals, in nats. */
  readonly loss: readonly [number, number];
  /** Sum of their squared distances from the mean of their class. */
  readonly spread: readonly [number, number];
}

/** How many rows are given more than the base rate gives their class, and whether they were counted one by one. */
export interface Ahead {
  readonly rows: number;
  readonly isExact: boolean;
}

/** A model that was fitted. */
export interface Model {
  readonly features: number;
  /** Of one feature; else its log-odds are all that is known. */
  readonly line: Line | undefined;
  readonly C: number;
}

/** The same without penalty, and its loss in nats. */
export interface Free {
  readonly line: Line | undefined;
  readonly loss: number;
}

/** The curve stands where somebody moved it, not where it was fitted: the fit, where there is one, and its loss in nats. */
export interface Moved {
  readonly line: Line;
  readonly fitted: { readonly line: Line; readonly C: number; readonly loss: number } | undefined;
}

/** Why nothing is known of unseen rows, beyond what Python may say: the curve was moved by hand; or there are too many rows. */
export type Unknown = "moved" | "many";

export interface Known {
  readonly bars: Bars;
  /** What the axis is called: the feature's name, or a message. */
  readonly axis: Words;
  /** Whether it is a feature; else it is the log-odds of the prediction. */
  readonly isFeature: boolean;
  /** Place on the axis → probability of the positive class. */
  readonly curve: (at: number) => number;
  readonly labels: readonly [string, string];
  readonly totals: Totals;
  readonly ahead: () => Ahead;
  /** Whether some row was given less than 2⁻⁵² for what happened. */
  readonly clipped: boolean;
  readonly model: Model | undefined;
  readonly free: Free | undefined;
  readonly moved: Moved | undefined;
  readonly unseen: Unseen | Unknown;
  /** What the loss is made of, given the loss; in nats. */
  readonly parts: (nats: number) => Decomposition;
  /** The code that gets the same number and what it printed; and whether it was run, or the page worked it out. */
  readonly check: () => { readonly code: string; readonly output: string; readonly wasRun: boolean };
  readonly unit: Unit;
  /** From where to where the axis goes, where its bars do not say it. */
  readonly ends: readonly [number, number] | undefined;
}

export class Material {
  readonly bars: Bars;
  readonly factor: number;
  readonly unitName: Message;
  readonly rows: number;
  readonly infinite: number;
  /** Share of each class. */
  readonly shares: readonly [number, number];
  /** The log loss and the base rate's, in nats; skill is undefined where there is no yardstick. */
  readonly nats: number;
  readonly baseNats: number;
  readonly skill: number | undefined;
  readonly ends: readonly [number, number];
  #parts: Decomposition | undefined;
  #names: readonly Message[] | undefined;
  #heights: Float64Array | undefined;
  #costs: Float64Array | undefined;
  #facts: Readonly<Record<string, Value>> | undefined;

  constructor(readonly known: Known) {
    const { bars, totals, unit } = known;
    this.bars = bars;
    this.factor = FACTORS[unit];
    this.unitName = text(`unit.${unit}`);
    this.rows = totals.rows[0] + totals.rows[1];
    this.infinite = totals.infinite[0] + totals.infinite[1];
    this.shares = [totals.rows[0] / this.rows, totals.rows[1] / this.rows];
    this.nats = this.infinite > 0 ? Infinity : this.#finiteNats;
    this.baseNats = entropy(this.shares);
    this.skill = this.baseNats > 0 ? 1 - this.nats / this.baseNats : undefined;
    this.ends = known.ends ?? this.#ends();
  }

  /** The same told of other bars: in another order. */
  with(bars: Bars): Material {
    return new Material({ ...this.known, bars });
  }

  /** What the loss is made of, in nats. */
  get parts(): Decomposition {
    return (this.#parts ??= this.known.parts(this.nats));
  }

  /** The log loss in the story's unit. */
  get loss(): number {
    return this.nats * this.factor;
  }

  /** What guessing the base rate costs: the entropy of the classes, in the story's unit. */
  get base(): number {
    return this.baseNats * this.factor;
  }

  /** On geometric average given to what happened. */
  get geometric(): number {
    return Math.exp(-this.nats);
  }

  /** The log loss of the rows of finite loss in the story's unit; NaN where there is none. */
  get rest(): number {
    return this.#finiteNats * this.factor;
  }

  /** The mean surprisal of each class in the story's unit; NaN of one without rows. */
  get means(): [number, number] {
    const { rows, infinite, loss } = this.known.totals;
    const mean = (k: 0 | 1) => (infinite[k] > 0 ? Infinity : loss[k] / rows[k]) * this.factor;
    return [mean(0), mean(1)];
  }

  /** Where bars of a width stand; what lies beyond the axis (p = 0, p = 1) stands at its ends. */
  places(width = 0): number[] {
    const [low, high] = this.ends;
    return Array.from(this.bars.columns.place, (at) => Math.min(Math.max(at, low + width / 2), high - width / 2));
  }

  /** Each bar's surprisal in the story's unit. */
  get heights(): Float64Array {
    return (this.#heights ??= this.bars.columns.loss.map((loss) => loss * this.factor));
  }

  /** Each bar's role: its class. */
  role(i: number): "negative" | "positive" {
    return role(this.bars.columns.cls[i] as number);
  }

  /** Each bar's share of the whole loss; NaN where that is infinite, 0 where it is 0. */
  get costs(): Float64Array {
    const { loss, share } = this.bars.columns;
    const part = (cost: number, i: number) => (this.nats > 0 ? (cost * (share[i] as number)) / this.nats : 0);
    return (this.#costs ??= Number.isFinite(this.nats) ? loss.map(part) : loss.map(() => NaN));
  }

  /** What a screen reader says of each bar, and a pointer shows. */
  get names(): readonly Message[] {
    return (this.#names ??= this.bars.columns.ids.map((_, i) =>
      text("bar.name", {
        who: this.who(i),
        given: this.bars.given[i] as number,
        cost: this.heights[i] as number,
        unit: this.unitName,
        share: this.costs[i] as number,
      }),
    ));
  }

  /** A bar as a sentence names it. */
  who(i: number): Message {
    const { ids, place, rows } = this.bars.columns;
    const at = { axis: this.known.axis, x: number(place[i] as number, "sig") };
    if (this.bars.isSingle) return text("who.point", { n: (ids[i] as string).slice("bar/".length), ...at });
    return text("who.group", { class: text(`class.${this.role(i)}`), rows: rows[i] as number, ...at });
  }

  /** The values that most sentences need, and more. */
  facts(more: Readonly<Record<string, Value>> = {}): Record<string, Value> {
    this.#facts ??= {
      n: this.rows,
      negatives: this.known.totals.rows[0],
      positives: this.known.totals.rows[1],
      loss: this.loss,
      unit: this.unitName,
      axis: this.known.axis,
    };
    return { ...this.#facts, ...more };
  }

  get #finiteNats(): number {
    const { rows, infinite, loss } = this.known.totals;
    return (loss[0] + loss[1]) / (rows[0] + rows[1] - infinite[0] - infinite[1]);
  }

  /** From where to where the axis goes. */
  #ends(): [number, number] {
    let [low, high] = [Infinity, -Infinity];
    for (const at of this.bars.columns.place) {
      if (!Number.isFinite(at)) continue;
      low = Math.min(low, at);
      high = Math.max(high, at);
    }
    if (low > high) [low, high] = [-1, 1];
    if (!this.known.isFeature) {
      // The curve's bend is always seen, and far-off certainties do not squeeze it.
      low = Math.min(Math.max(low, -FARTHEST), -4);
      high = Math.max(Math.min(high, FARTHEST), 4);
    }
    const margin = 0.08 * (high - low) || 0.1 * Math.abs(high) || 1;
    return [low - margin, high + margin];
  }
}
