/** The controls of a scene: fit and its penalty, training step by step, and what can be done with points. */

import type { Message } from "../contract/story";
import { addPoint, fit, flipPoint, isFree, removePoint, setCurve } from "../state/actions";
import { roundStep, rounded } from "../state/curve";
import { points } from "../state/document";
import { button, html, say, set, unique } from "./dom";
import { hasRail } from "./rail";
import { ON_AXIS } from "./touching";
import type { Acts, Model, View } from "./view";

/** Scenes about fitting: all its controls. */
const TRAINING = ["curve", "fitting"];

/** The slider of C: tenths of powers of ten; its right end is ∞. */
const [LEAST, MOST] = [-30, 31];

/** Milliseconds from one step of training to the next. */
const PACE = 60;

/** A view of the controls that the scene has. */
export function controls(acts: Acts): View {
  const rows = [training(acts), strength(acts), pointControls(acts)];
  const element = html("div", { class: "controls" }, ...rows.map((row) => row.element));
  return { element, render: (model) => rows.forEach((row) => row.render(model)) };
}

function word(model: Model, key: string, values: Message["values"] = {}): string {
  return model.say({ key, values });
}

/** Fit; one step; run and pause; and from the beginning. */
function training(acts: Acts): View {
  let timer = 0;
  let run = 0;
  const fitted = button("", () => (stop(), acts.edit((doc) => fit(doc))));
  const step = button("", () => (stop(), advance(null)));
  const going = button("", () => (timer ? stop() : start()));
  const blank = button("", () => (stop(), acts.edit((doc) => setCurve(doc, { weight: 0, bias: 0 }))));
  const element = html("div", { class: "row" }, fitted, step, going, blank);

  function start(): void {
    run += 1;
    const isFitted = acts.model().doc.curve === null; // there is nothing to be learned there: begin anew
    if (isFitted) acts.edit((doc) => setCurve(doc, { weight: 0, bias: 0 }), `run#${run}`);
    timer = window.setInterval(() => advance(`run#${run}`) || stop(), PACE);
    acts.refresh();
  }
  function stop(): void {
    if (!timer) return;
    window.clearInterval(timer);
    timer = 0;
    acts.settle();
    acts.refresh();
  }
  /** One step of gradient descent; whether it still led anywhere. */
  function advance(gesture: string | null): boolean {
    const next = acts.told().step();
    const now = acts.told().line;
    if (!next || !now) return false;
    acts.edit((doc) => setCurve(doc, next), gesture ?? undefined);
    return Math.hypot(next.weight - now.weight, next.bias - now.bias) > 1e-5;
  }

  return {
    element,
    render(model) {
      const all = TRAINING.includes(model.scene.id) && model.doc.data.kind === "feature";
      const moved = model.doc.curve !== null;
      if (timer && !all) stop();
      set(element, { hidden: !all && !moved });
      for (const extra of [step, going, blank]) set(extra, { hidden: !all });
      set(fitted, { disabled: !moved });
      say(fitted, word(model, "page.fit"));
      say(step, word(model, "page.step"));
      say(going, word(model, timer ? "page.pause" : "page.run"));
      say(blank, word(model, "page.blank"));
    },
  };
}

/** C, the inverse strength of the penalty. */
function strength(acts: Acts): View {
  const id = unique("strength");
  const label = html("label", { for: id }, "C");
  const input = html("input", { id, type: "range", min: LEAST, max: MOST, step: 1 });
  const value = html("span", { class: "reading" });
  const element = html("div", { class: "row strength" }, label, input, value);
  let gesture = 0;
  input.addEventListener("input", () => {
    const at = Number(input.value);
    acts.edit((doc) => fit(doc, at >= MOST ? Infinity : Number((10 ** (at / 10)).toPrecision(3))), `C#${gesture}`);
  });
  input.addEventListener("change", () => {
    gesture += 1;
    acts.settle();
  });
  input.addEventListener("keydown", (event) => event.stopPropagation());
  return {
    element,
    render(model) {
      set(element, { hidden: !TRAINING.includes(model.scene.id) || model.doc.data.kind !== "feature" });
      const { C } = model.doc;
      const at = String(C === Infinity ? MOST : Math.max(LEAST, Math.min(MOST - 1, Math.round(10 * Math.log10(C)))));
      if (input.value !== at) input.value = at;
      const said = word(model, C === Infinity ? "page.C.free" : C === 1 ? "page.C.default" : "page.C.value", { C });
      set(input, { "aria-valuetext": said });
      say(value, said);
    },
  };
}

/** Another point; and the class of the last one that was touched, or its removal: for who has neither keys nor a steady hand. */
function pointControls(acts: Acts): View {
  let last = "";
  const index = (): number => acts.model().doc.keys.indexOf(Number(last));
  const add = button("", () => acts.edit((doc) => addPoint(doc, freePlace(acts.model()), 1)));
  const name = html("span", { class: "reading" });
  const flip = button("", () => acts.edit((doc) => flipPoint(doc, index())));
  const remove = button("", () => acts.edit((doc) => removePoint(doc, index())));
  const element = html("div", { class: "row" }, add, name, flip, remove);
  return {
    element,
    render(model) {
      const own = points(model.doc);
      set(element, { hidden: !own || !(ON_AXIS.includes(model.scene.id) || hasRail(model)) });
      if (!own) return;
      last = /^bar\/(\d+)$/.exec(model.lit ?? "")?.[1] ?? last;
      const i = index();
      const [x, label] = [own.x[i], own.y[i]];
      say(add, word(model, "page.add"));
      for (const part of [name, flip, remove]) set(part, { hidden: x === undefined });
      if (x === undefined) return;
      const values = { n: Number(last), axis: model.told.axis, x: model.number(x), class: { key: label === 1 ? "class.positive" : "class.negative", values: {} } };
      say(name, word(model, "page.point", values));
      say(flip, word(model, "page.flip"));
      say(remove, word(model, "page.remove"));
      for (const part of [flip, remove]) set(part, { disabled: !isFree(model.doc, i) });
    },
  };
}

/** The middle of the widest gap between points: where another is seen best. */
function freePlace(model: Model): number {
  const sorted = [...(points(model.doc)?.x ?? [])].sort((a, b) => a - b);
  let [place, widest] = [sorted[0] ?? 0, 0];
  sorted.forEach((x, i) => {
    const gap = x - (sorted[i - 1] ?? x);
    if (gap > widest) [place, widest] = [x - gap / 2, gap];
  });
  return rounded(place, roundStep(model.told.ends, 500));
}
