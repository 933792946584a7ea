/** Part two of the story: why it is called entropy. One function a scene. */

import type { Axis, Bar, Mark, Message, Place, Scene, Tick } from "../contract/story";
import { crossEntropy, entropy } from "../maths";
import { number, text } from "../messages";
import { role } from "../model/bars";
import type { Material } from "../model/material";
import { slots } from "./axis";
import { classBoxes, heightAxis, levelLabel, QUARTERS, SHARES, topOf } from "./common";
import { modelSentences } from "./fitted";
import { axis, bar, curve, dot, label, line, linspace, place } from "./marks";
import { short } from "./names";
import { ceiling, ticks } from "./ticks";

const SHARE = axis(0, 1, text("axis.share"), SHARES);

/** A guess of the positive class: p of the scenes cross-entropy and divergence, where it may be moved; and a share q instead of the data's. */
export interface Guess {
  p: number;
  q: number;
}

/** How often each class occurs: q. */
export function distribution(m: Material): Scene {
  const marks: Mark[] = m.shares.flatMap((q, k): Mark[] => [
    bar(`class/${k}`, role(k), k + 0.2, k + 0.8, 0, q, { name: className(m, k) }),
    label(`class/${k}/value`, role(k), number(q, "pct1"), [place(k + 0.5, q), place(k + 0.5, q, "center", "top")]),
  ]);
  const names = m.known.labels.map((name, k): Tick => [k + 0.5, text(`class.${role(k)}.named`, { label: short(name, 24) })]);
  return scene(m, "distribution", axis(0, 2, "", names), axis(0, 1.1, text("axis.q"), QUARTERS), marks);
}

/** H(q) for every q of two classes, and its ceilings for more. */
export function entropyScene(m: Material): Scene {
  const q = linspace(0, 1, 201);
  const h = q.map((share) => entropy([1 - share, share]) * m.factor);
  const [here, own] = [m.shares[1], m.base];
  const marks: Mark[] = [2, 3, 4].flatMap((classes) => ceilingOf(classes, Math.log(classes) * m.factor));
  marks.push(curve("entropy", "model", q, h), line("here", "entropy", here, 0, here, own), dot("entropy/here", "entropy", here, own));
  const sides: [number, Place["across"]][] = [
    [here - 0.03, "right"], // words at the left of a point end there
    [here + 0.03, "left"],
  ];
  const beside = sides.filter(([x]) => x >= 0 && x <= 1);
  const places = [0.5, 0.25, 0.75].flatMap((part) => beside.map(([x, across]) => place(x, own * part, across)));
  marks.push(label("entropy/value", "entropy", text("marks.entropy", { entropy: own }), places));
  const said = [
    text("scene.entropy.1", { entropy: own, unit: m.unitName, half: Math.LN2 * m.factor, q: here }),
    text("scene.entropy.2", { bits: own / m.factor / Math.LN2, nats: own / m.factor }),
  ];
  const top = ceiling(Math.log(4) * m.factor);
  const y = axis(0, top * 1.04, text("axis.entropy", { unit: m.unitName }), ticks(0, top));
  return scene(m, "entropy", axis(0, 1, text("axis.q_positive"), QUARTERS), y, marks, said);
}

/** The most entropy that so many classes can have. */
function ceilingOf(classes: number, most: number): Mark[] {
  const words = text("marks.most", { classes, most });
  const places = [place(0.01, most, "left"), place(0.99, most, "right")];
  const id = `most/${classes}`;
  return [line(id, "quiet", 0, most, 1, most, true), label(`${id}/label`, "quiet", words, places)];
}

/** Each class a box: its width its share, its height a guess's code length, its area cross-entropy. */
export function crossEntropyScene(m: Material, guess?: Guess): Scene {
  const { q, p, top, isMoved } = guessed(m, guess);
  const cross = crossEntropy(q, p) * m.factor;
  const first = { cross, unit: m.unitName };
  const said = [
    isMoved ? text("page.cross-entropy", { ...first, p: p[1], q: q[1] }) : text("scene.cross-entropy.1", first),
    text("scene.cross-entropy.2", m.facts()),
  ];
  const y = lengths(m, top);
  const total = label("area", "loss", text("marks.area", { area: cross }), [place(0.5, y.high, "center", "top")]);
  return scene(m, "cross-entropy", SHARE, y, [...boxes(m, q, p, top), total], said);
}

/** The part of that area that need not be there. */
export function divergence(m: Material, guess?: Guess): Scene {
  const { q, p, top, isMoved } = guessed(m, guess);
  const own = entropy(q) * m.factor;
  const cross = crossEntropy(q, p) * m.factor;
  const kl = cross - own;
  const words = { entropy: text("marks.entropy", { entropy: own }), kl: text("marks.kl", { kl }) };
  const marks: Mark[] = [
    bar("area/entropy", "entropy", 0, 1, 0, own, { name: words.entropy }),
    bar("area/divergence", "divergence", 0, 1, own, Math.min(cross, top), { broken: cross === Infinity, name: words.kl }),
    ...boxes(m, q, p, top).filter((mark): mark is Bar => mark.kind === "bar").map((box) => ({ ...box, outline: true })),
  ];
  const inside = [q[0] + (1 - q[0]) / 2, q[0] / 2].map((x) => place(x, own / 2, "center", "center"));
  marks.push(label("entropy/value", "entropy", words.entropy, inside, { needed: own > 0 }));
  marks.push(levelLabel("kl", "divergence", words.kl, Math.min(cross, top)));
  const facts = { kl, cross, entropy: own, unit: m.unitName };
  const first = isMoved ? text("page.divergence", { ...facts, p: p[1], q: q[1] }) : text("scene.divergence.1", facts);
  return scene(m, "divergence", SHARE, lengths(m, top), marks, [first, text("scene.divergence.2")]);
}

/** Every point a box as wide as its share and as high as its surprisal: training makes the area small. */
export function fitting(m: Material): Scene {
  const flat = Math.LN2 * m.factor;
  const top = topOf(m.heights, flat);
  const words = text("marks.flat", { flat });
  const marks: Mark[] = [...adjoining(m, top), bar("untrained", "unseen", 0, 1, 0, flat, { outline: true, name: words })];
  marks.push(levelLabel("untrained/label", "quiet", words, flat));
  const facts = m.facts({ flat, entropy: m.base });
  const first = m.known.moved ? "page.fitting" : m.known.model ? "scene.fitting.1" : "scene.fitting.given.1";
  const said = [
    text(first, facts),
    ...modelSentences(m),
    text(m.known.isFeature ? "scene.fitting.2" : "scene.fitting.scores.2", facts),
  ];
  const y = heightAxis([...m.heights, flat], top, text("axis.surprisal", { unit: m.unitName }));
  return scene(m, "fitting", slots(m), y, marks, said);
}

/** Bars side by side without air. */
function adjoining(m: Material, top: number): Bar[] {
  const { ids, share } = m.bars.columns;
  let start = 0;
  return ids.map((id, i) => {
    const h = m.heights[i] as number;
    const end = Math.min(start + (share[i] as number), 1);
    const looks = { broken: h === Infinity, name: m.names[i] as Message };
    const box = bar(id, m.role(i), start, end, 0, Math.min(h, top), looks);
    start = end;
    return box;
  });
}

/** The boxes gathered by class: two means, and their weights. */
export function classes(m: Material): Scene {
  const [q, mean] = [m.shares, m.means];
  const top = topOf(mean);
  const marks = classBoxes(
    [0, 1].map((k) => {
      const [share, height] = [q[k] as number, mean[k] as number];
      return { share, height, name: className(m, k), words: text("marks.class_mean", { share, mean: height }) };
    }),
    top,
  );
  const facts = m.facts({ q0: q[0], q1: q[1], mean0: mean[0], mean1: mean[1] });
  const present = [0, 1].filter((k) => (q[k] as number) > 0);
  const said =
    present.length === 2
      ? [text("scene.classes.1", facts), text("scene.classes.2", facts)]
      : [text("scene.classes.one", { ...facts, class: text(`class.${role(present[0] as number)}`) })];
  return scene(m, "classes", SHARE, heightAxis(mean, top, text("axis.surprisal", { unit: m.unitName })), marks, said);
}

function scene(m: Material, id: string, x: Axis, y: Axis, marks: Mark[], said?: Message[]): Scene {
  const sentences = said ?? [text(`scene.${id}.1`, m.facts())];
  return { id, part: 2, title: text(`scene.${id}.title`, m.facts()), sentences, x, y, marks, key: [] };
}

type Pair = readonly [number, number];

/** Truth and guess, and where the axis of code lengths ends; without a guess: who knows nothing guesses ½. */
function guessed(m: Material, guess: Guess | undefined): { q: Pair; p: Pair; top: number; isMoved: boolean } {
  const least = Math.LN2 * m.factor * 1.2;
  if (guess === undefined) return { q: m.shares, p: [0.5, 0.5], top: ceiling(least), isMoved: false };
  const p: Pair = [1 - guess.p, guess.p];
  // As few round numbers as do: the axis must not run away from who drags.
  const longest = Math.max(...p.map((given) => -Math.log(given)).filter(Number.isFinite)) * m.factor;
  return { q: [1 - guess.q, guess.q], p, top: ceiling(Math.max(least, longest)), isMoved: true };
}

/** A box for each class under the guess, and its code length. */
function boxes(m: Material, q: Pair, p: Pair, top: number): Mark[] {
  return classBoxes(
    [0, 1].map((k) => {
      const [share, length] = [q[k] as number, -Math.log(p[k] as number) * m.factor];
      return { share, height: length, name: className(m, k, share), words: text("marks.box", { share, length }) };
    }),
    top,
  );
}

function lengths(m: Material, top: number): Axis {
  return heightAxis([top], top, text("axis.code_length", { unit: m.unitName }));
}

function className(m: Material, k: number, share = m.shares[k] as number): Message {
  const label = short(m.known.labels[k] as string);
  return text("class.name", m.facts({ share, label, class: text(`class.${role(k)}`) }));
}
