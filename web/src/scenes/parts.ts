/** What a loss is made of, as columns of equal width: so their areas are to each other as the parts (src/logloss/scenes/parts.py). */

import type { Axis, Bar, Mark, Message, Role, Tick } from "../contract/story";
import { number, text } from "../messages";
import type { Decomposition } from "../model/decomposition";
import type { Material } from "../model/material";
import { heightAxis, topOf } from "./common";
import { axis, bar, label, line, place } from "./marks";

/** From where to where a column stands in its place, which is 1 wide. */
const [LEFT, RIGHT] = [0.12, 0.88];

/** What is but rounding error: a part of that size is not drawn. */
export const NOTHING = 1e-12;

/** How high a loss without end is drawn, in uncertainties. */
const ROOM = 1.5;

const NAMES = ["uncertainty", "discrimination", "miscalibration", "loss"];

const WHAT = {
  uncertainty: "marks.part.uncertainty",
  discrimination: "marks.part.discrimination",
  miscalibration: "marks.part.miscalibration",
  loss: "marks.part.loss",
  divergence: "marks.part.divergence",
  rest: "marks.part.rest",
};

/** A waterfall: what the labels leave open, less what scores tell, plus what they get wrong. */
export function partsMarks(m: Material, d: Decomposition): [Axis, Axis, Mark[]] {
  const { loss, factor } = m;
  const [open, left, known] = [d.uncertainty * factor, d.recalibrated * factor, d.discrimination * factor];
  const top = topOf(Number.isFinite(loss) ? [open, loss] : [ROOM * open]);
  const end = Math.min(loss, top);
  const said = (what: keyof typeof WHAT, value: number) => partName(WHAT[what], value, m.unitName);
  const marks: Mark[] = [
    column(0, "uncertainty", "entropy", 0, open, said("uncertainty", open)),
    column(1, "discrimination", "discrimination", left, open, said("discrimination", known)),
    ...miscalibration(m, d, left, end),
    column(3, "loss", "loss", 0, end, said("loss", loss), loss === Infinity),
    ...[open, left, end].map((at, i) => line(`part/step/${i + 1}`, "quiet", i + RIGHT, at, i + 1 + LEFT, at)),
  ];
  const values = [open, known, d.miscalibration * factor, loss];
  [open, open, end, end].forEach((high, i) => {
    const spots = [place(i + 0.5, high), place(i + 0.5, high, "center", "top")];
    marks.push(label(`part/${NAMES[i]}/value`, "plain", signed(i, values[i] as number), spots));
  });
  const beside = [place(2, left, "center", "top"), place(2, left)];
  marks.push(label("part/left", "quiet", text("marks.part.left", { value: left }), beside, { needed: false, within: 1.6 }));
  const ticks = NAMES.map((name, i): Tick => [i + 0.5, text(WHAT[name as keyof typeof WHAT])]);
  return [axis(0, 4, "", ticks), heightAxis([open, end], top, text("axis.loss", { unit: m.unitName })), marks];
}

/** Miscalibration in two: what of it is a KL divergence, and the rest. Where the loss is infinite it has no parts, and is broken. */
function miscalibration(m: Material, d: Decomposition, left: number, end: number): Mark[] {
  const said = (what: keyof typeof WHAT, value: number) => partName(WHAT[what], value, m.unitName);
  if (m.loss === Infinity) return [column(2, "divergence", "divergence", left, end, said("miscalibration", m.loss), true)];
  const kl = d.divergence * m.factor;
  const middle = Math.min(left + kl, m.loss);
  const rest = m.loss - middle;
  const marks: Mark[] = [column(2, "divergence", "divergence", left, middle, said("divergence", kl))];
  if (rest <= NOTHING) return marks;
  const inside = (name: string, words: Message, at: number) =>
    label(`part/${name}/label`, "plain", words, [place(2.5, at, "center", "center")], { needed: false, within: RIGHT - LEFT });
  return [
    ...marks,
    column(2, "rest", "miscalibration", middle, m.loss, said("rest", rest)),
    inside("divergence", text("marks.part.divergence.value", { value: kl }), (left + middle) / 2),
    inside("rest", text("marks.part.rest.value", { value: rest }), (middle + m.loss) / 2),
  ];
}

function column(i: number, name: string, look: Role, low: number, high: number, words: Message, broken = false): Bar {
  return bar(`part/${name}`, look, i + LEFT, i + RIGHT, low, high, { broken, name: words });
}

function partName(key: string, value: number, unit: Message): Message {
  return text("marks.part.name", { what: text(key), value, unit });
}

/** What is taken off has a minus; what is put on, a plus. */
function signed(i: number, value: number): string {
  if (!(value > NOTHING) && i !== 0 && i !== 3) return number(0);
  return (["", "−", "+", ""][i] as string) + number(value);
}
