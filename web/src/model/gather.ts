/** From what a page holds to the material of its story (src/logloss/scenes/gather.py). */

import type { BarsData, FeatureData, FeaturesData, Page, PredictionsData } from "../contract/page";
import { unmarked } from "../contract/read";
import { sigmoid, surprisal, surprisalFromLogit, type Label } from "../maths";
import { text } from "../messages";
import { aheadOf } from "./against";
import { Bars, barsOfRows, numbered } from "./bars";
import { logOdds } from "./bins";
import { cellsOf, type Scores } from "./cells";
import { checkFit, checkLine, checkPredictions, DEAREST, type Check } from "./check";
import { decomposition, type Decomposition } from "./decomposition";
import { curveOf, fit, type Line, type NoFit } from "./fit";
import { Material, type Free, type Known, type Totals, type Unit } from "./material";
import { order } from "./order";
import { leftOut, MOST_LEFT_OUT, type LeftOut } from "./unseen";

/** What a story is to be told of. */
export interface Told {
  readonly data: Page["data"];
  readonly labels: readonly [string, string];
  readonly axis: string | null;
  readonly unit: Unit;
  /** A number for each row, which its bar keeps when other rows go; by default 1, 2, 3 and so on. */
  readonly keys?: readonly number[] | undefined;
  /** Where the curve was moved to; null or left out: it stands where it is fitted. */
  readonly curve?: Line | null | undefined;
  /** What Python printed of these very data, where the page has it; of several features and of bars it must. */
  readonly check?: Page["check"] | undefined;
  /** From where to where the axis goes, where it is to stay as it is while something is dragged. */
  readonly ends?: readonly [number, number] | undefined;
}

/** The material of a story; or why its model has no finite fit. The same data are sorted and fitted only once. */
export function materialOf(told: Told): Material | NoFit {
  const { data } = told;
  if (data.kind === "feature") return ofFeature(told, data);
  if (data.kind === "features") return ofScores(told, data);
  return data.kind === "predictions" ? ofPredictions(told, data) : ofBars(told, data);
}

/** The fitted curve of one feature's rows, or why there is none; undefined of other data. */
export function fittedLine(data: Page["data"]): Line | NoFit | undefined {
  return data.kind === "feature" ? fitOf(data) : undefined;
}

function ofFeature(told: Told, data: FeatureData): Material | NoFit {
  const { x, y } = data;
  const fitted = fitOf(data);
  const C = data.C ?? Infinity;
  const line = told.curve ?? fitted;
  if (typeof line === "string") return line;
  const isMoved = told.curve != null;
  const z = mapped(x, (at) => line.weight * at + line.bias);
  const loss = mapped(z, (logit, i) => surprisalFromLogit(y[i] as Label, logit));
  const left: Pick<LeftOut, "twins"> & { unseen: Known["unseen"] } = isMoved
    ? { unseen: "moved", twins: undefined }
    : leftOutOf(data, line);
  const totals = totalsOf(y, loss);
  const check = () => {
    const own = { nats: mean(totals), given: mapped(loss, (cost) => Math.exp(-cost)), unit: told.unit };
    return isMoved ? checkLine(data, line, own) : checkFit(data, C, z, own);
  };
  return new Material({
    ...common(told, check),
    bars: barsOfRows({ y, place: x, loss, unseen: left.twins, keys: told.keys }, once(orders, data, () => order(x))),
    axis: told.axis ?? "x",
    isFeature: true,
    curve: curveOf(line),
    totals,
    ahead: () => aheadOf(y, loss, totals.rows),
    clipped: isClipped(loss),
    model: isMoved ? undefined : { features: 1, line, C },
    free: freeOf(data),
    moved: isMoved ? { line, fitted: typeof fitted === "string" ? undefined : { line: fitted, C, loss: fittedLoss(data, fitted) } } : undefined,
    unseen: left.unseen,
    // A rising curve keeps the order of the feature.
    parts: partsOf({ y, score: z, isLogit: true, loss }, line.weight > 0 ? once(orders, data, () => order(x)) : undefined),
  });
}

function ofScores(told: Told, data: FeaturesData): Material {
  const { z, y, twins, free } = data;
  const loss = mapped(z, (logit, i) => surprisalFromLogit(y[i] as Label, logit));
  const totals = totalsOf(y, loss);
  return new Material({
    ...common(told),
    bars: barsOfRows({ y, place: z, loss, unseen: twins ?? undefined, keys: told.keys }),
    ...ofLogOdds(),
    totals,
    ahead: () => aheadOf(y, loss, totals.rows),
    clipped: isClipped(loss),
    model: { features: data.features, line: undefined, C: data.C ?? Infinity },
    free: free === null ? undefined : { line: undefined, loss: free },
    moved: undefined,
    unseen: data.unseen,
    parts: partsOf({ y, score: z, isLogit: true, loss }),
  });
}

function ofPredictions(told: Told, data: PredictionsData): Material {
  const { p, y } = data;
  const loss = mapped(p, (given, i) => surprisal(y[i] as Label, given));
  const place = once(places, data, () => mapped(p, logOdds));
  const totals = totalsOf(y, loss);
  return new Material({
    ...common(told, () => {
      const given = mapped(p, (chance, i) => (y[i] === 1 ? chance : 1 - chance));
      return checkPredictions(y, p, { nats: mean(totals), given, unit: told.unit });
    }),
    bars: barsOfRows({ y, place, loss, keys: told.keys }, once(orders, data, () => order(place))),
    ...ofLogOdds(),
    totals,
    ahead: () => aheadOf(y, loss, totals.rows),
    clipped: isClipped(loss),
    model: undefined,
    free: undefined,
    moved: undefined,
    unseen: "given",
    parts: partsOf({ y, score: p, isLogit: false, loss }),
  });
}

function ofBars(told: Told, data: BarsData): Material {
  const { model } = data;
  const line = model ? lineOf(model) : undefined;
  const free = model?.free;
  return new Material({
    ...common(told),
    bars: savedBars(data),
    ...(line && told.axis !== null ? { axis: told.axis, isFeature: true, curve: curveOf(line) } : ofLogOdds()),
    totals: data.totals,
    ahead: () => ({ rows: data.ahead.rows, isExact: data.ahead.is_exact }),
    clipped: data.clipped,
    model: model ? { features: model.features, line, C: model.C ?? Infinity } : undefined,
    free: free ? { line: lineOf(free), loss: free.loss } : undefined,
    moved: undefined,
    unseen: data.unseen,
    parts: () => savedParts(data),
  });
}

function savedParts({ parts }: BarsData): Decomposition {
  const { is_exact: isExact, miscalibration, ...rest } = parts;
  return { ...rest, divergence: parts.divergence ?? Infinity, miscalibration: miscalibration ?? Infinity, isExact };
}

function savedBars(data: BarsData): Bars {
  const all = data.rows.reduce((sum, rows) => sum + rows, 0);
  return new Bars({
    ids: numbered(data.class),
    cls: data.class,
    rows: data.rows,
    share: Float64Array.from(data.rows, (rows) => rows / all),
    loss: unmarked(data.loss),
    place: unmarked(data.place),
    unseen: new Float64Array(data.rows.length).fill(NaN),
  });
}

/** What does not hang on the kind of data. The check is worked out where Python did not run it, but for data of which the page has no rows. */
function common({ labels, unit, ends, check }: Told, workedOut: () => Check = onlyPythons) {
  return { labels, unit, ends, check: check == null ? workedOut : () => ({ ...check, wasRun: true }) };
}

function onlyPythons(): never {
  throw new Error("what Python printed of such data must be given: the page has no rows to work it out from");
}

function partsOf(rows: Scores, by?: Uint32Array): (nats: number) => Decomposition {
  return (nats) => decomposition(cellsOf(rows, undefined, by), nats);
}

function ofLogOdds() {
  return { axis: text("axis.log_odds"), isFeature: false, curve: sigmoid };
}

function lineOf({ weight, bias }: { weight: number | null; bias: number }): Line | undefined {
  return weight === null ? undefined : { weight, bias };
}

function totalsOf(y: ArrayLike<number>, losses: Float64Array): Totals {
  const rows: [number, number] = [0, 0];
  const infinite: [number, number] = [0, 0];
  const loss: [number, number] = [0, 0];
  for (let i = 0; i < losses.length; i++) {
    const k = y[i] as Label;
    const cost = losses[i] as number;
    rows[k]++;
    if (cost === Infinity) infinite[k]++;
    else loss[k] += cost;
  }
  const spread: [number, number] = [0, 0];
  for (let i = 0; i < losses.length; i++) {
    const k = y[i] as Label;
    const off = (losses[i] as number) - loss[k] / (rows[k] - infinite[k]);
    if (off < Infinity) spread[k] += off * off;
  }
  return { rows, infinite, loss, spread };
}

function mean({ rows, infinite, loss }: Totals): number {
  return infinite[0] + infinite[1] > 0 ? Infinity : (loss[0] + loss[1]) / (rows[0] + rows[1]);
}

/** Whether some row was given less to its true class than scikit-learn allows. */
function isClipped(loss: Float64Array): boolean {
  for (let i = 0; i < loss.length; i++) if ((loss[i] as number) > DEAREST) return true;
  return false;
}

/** What a loop over rows makes of each; several times as fast as Float64Array.from. */
function mapped(values: ArrayLike<number>, f: (value: number, i: number) => number): Float64Array {
  const made = new Float64Array(values.length);
  for (let i = 0; i < made.length; i++) made[i] = f(values[i] as number, i);
  return made;
}

function lossOf({ x, y }: FeatureData, { weight, bias }: Line): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += surprisalFromLogit(y[i] as Label, weight * (x[i] as number) + bias);
  return sum / x.length;
}

// ---- what is worked out once for each data set, so that dragging the curve does not sort and fit again ----------------------

const orders = new WeakMap<object, Uint32Array>();
const places = new WeakMap<object, Float64Array>();
const fits = new WeakMap<object, Line | NoFit>();
const frees = new WeakMap<object, { found: Free | undefined }>();
const losses = new WeakMap<object, number>();
const lefts = new WeakMap<object, { unseen: Known["unseen"]; twins: Float64Array | undefined }>();

function once<T>(known: WeakMap<object, T>, data: object, find: () => T): T {
  let found = known.get(data);
  if (found === undefined) known.set(data, (found = find()));
  return found;
}

function fitOf(data: FeatureData): Line | NoFit {
  return once(fits, data, () => fit(data, data.C ?? Infinity));
}

function fittedLoss(data: FeatureData, line: Line): number {
  return once(losses, data, () => lossOf(data, line));
}

/** The fit without penalty; none where it is this one already, or does not exist. */
function freeOf(data: FeatureData): Free | undefined {
  if (data.C === null) return undefined;
  return once(frees, data, () => {
    const line = fit(data, Infinity);
    return { found: typeof line === "string" ? undefined : { line, loss: lossOf(data, line) } };
  }).found;
}

/** What unseen rows cost: as Python found it, or each left out here where there are few. */
function leftOutOf(data: FeatureData, line: Line): { unseen: Known["unseen"]; twins: Float64Array | undefined } {
  return once(lefts, data, () => {
    if (data.x.length <= MOST_LEFT_OUT) return leftOut(data, data.C ?? Infinity, line);
    return { unseen: data.unseen ?? "many", twins: undefined };
  });
}
