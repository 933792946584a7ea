/** Predict, then see: in three scenes the reader is asked for a guess, and the answer is worked out at once, on the data at hand. */

import type { Message } from "../contract/story";
import { fit, flipPoint, isFree } from "../state/actions";
import { type Doc, points } from "../state/document";
import { undone } from "../state/history";
import { button, html, say, set } from "./dom";
import type { Stage } from "./stage";
import type { Acts, Model, View } from "./view";
import { run } from "./words";

/** Up to so many points there is a button for each. */
const FEW = 14;

/** What is less than this share of the loss is no change that anybody would see. */
const HARDLY = 0.005;

interface Reply {
  isRight: boolean;
  words: Message;
  /** Whether something was changed to show the answer, and can be taken back. */
  changed: boolean;
}

interface Question {
  ask: (model: Model) => Message | null;
  choices: (model: Model) => [name: string, words: Message | string][];
  answer: (model: Model, chosen: string, acts: Acts) => Reply;
}

const text = (key: string, values: Message["values"] = {}): Message => ({ key, values });

const DIRECTIONS = ["falls", "hardly", "rises"] as const;
const SAID = { falls: "page.quiz.falls", hardly: "page.quiz.hardly", rises: "page.quiz.rises" } as const;
const directions = (): [string, Message][] => DIRECTIONS.map((name) => [name, text(SAID[name])]);

function direction(from: number, to: number): (typeof DIRECTIONS)[number] {
  return Math.abs(to - from) < HARDLY * from ? "hardly" : to < from ? "falls" : "rises";
}

const QUESTIONS: Record<string, Question> = {
  /** Which point will cost most? */
  baseline: {
    ask: ({ told }) => (told.bars.length >= 2 && told.bars.length <= FEW && told.isSingle && Number.isFinite(told.loss) ? text("page.quiz.costliest") : null),
    choices: ({ told }) => told.bars.map((bar) => [bar.id, bar.number]),
    answer({ told }, chosen, acts) {
      const worst = told.bars.reduce((a, b) => (b.cost > a.cost ? b : a));
      const own = told.bars.find((bar) => bar.id === chosen) ?? worst;
      acts.point(worst.id);
      const isRight = own.cost === worst.cost;
      return { isRight, changed: false, words: text(isRight ? "page.quiz.costliest.right" : "page.quiz.costliest.wrong", { who: worst.who, given: worst.given, cost: worst.cost, unit: told.unitName, own: own.who, own_given: own.given, own_cost: own.cost }) };
    },
  },
  /** What happens to the loss if the costliest point has the other class? */
  loss: {
    ask(model) {
      const at = costliest(model);
      return at === null ? null : text("page.quiz.flip", { who: at.who });
    },
    choices: directions,
    answer(model, chosen, acts) {
      const at = costliest(model);
      const from = model.told.loss;
      acts.edit((doc) => (at ? flipPoint({ ...doc, curve: null }, at.row) : doc));
      return moved(acts, "page.quiz.flip.answer", chosen, from, {});
    },
  },
  /** What happens to the loss of these points if nothing holds the curve back? */
  fitting: {
    ask: ({ doc, told }) => (doc.data.kind === "feature" && doc.C < Infinity && told.free !== null ? text("page.quiz.free") : null),
    choices: directions,
    answer(model, chosen, acts) {
      const [from, unseen] = [model.told.loss, model.told.unseen];
      acts.edit((doc) => fit(doc, Infinity));
      const after = acts.told();
      const known = unseen !== null && after.unseen !== null;
      return moved(acts, known ? "page.quiz.free.unseen" : "page.quiz.free.answer", chosen, from, known ? { unseen: unseen, unseen_after: after.unseen ?? 0 } : {});
    },
  },
};

/** The answer to which way the loss goes, now that it has gone. */
function moved(acts: Acts, key: string, chosen: string, from: number, more: Message["values"]): Reply {
  const { loss, unitName } = acts.told();
  const way = direction(from, loss);
  return { isRight: way === chosen, changed: true, words: text(key, { way: text(SAID[way]), from, to: loss, unit: unitName, ...more }) };
}

/** The costliest point, if it can change its class: its row, and what it is called. */
function costliest({ doc, told }: Model): { row: number; who: Message } | null {
  if (!points(doc) || !told.isSingle || told.bars.length === 0) return null;
  const worst = told.bars.reduce((a, b) => (b.cost > a.cost ? b : a));
  const row = doc.keys.indexOf(Number(worst.id.slice(4)));
  return isFree(doc, row) ? { row, who: worst.who } : null;
}

/** A view of the question of a scene, and its answer once there is one. */
export function quiz(acts: Acts, stage: Stage): View {
  const replies = new Map<string, Reply & { base: Doc }>();
  const ask = html("p", { class: "question" });
  const choices = html("div", { class: "row choices" });
  const reply = html("p", { class: "reply", role: "status" });
  const back = button("", () => {
    replies.delete(acts.model().scene.id);
    acts.change((state) => ({ ...state, history: undone(state.history) }));
    acts.refresh();
  });
  const element = html("div", { class: "quiz" }, ask, choices, reply, back);
  let asked = "";

  function choose(name: string): void {
    const model = acts.model();
    const question = QUESTIONS[model.scene.id];
    if (!question) return;
    const answer = question.answer(model, name, acts);
    replies.set(model.scene.id, { ...answer, base: acts.model().doc });
    acts.refresh();
  }

  // A bar that is asked for can be chosen where it stands.
  stage.picture.addEventListener("click", (event) => {
    const id = event.target instanceof Element ? event.target.getAttribute("data-id") : null;
    const model = acts.model();
    const question = replies.has(model.scene.id) ? undefined : QUESTIONS[model.scene.id];
    if (id !== null && question?.ask(model) && question.choices(model).some(([name]) => name === id)) choose(id);
  });

  function render(model: Model): void {
    const question = QUESTIONS[model.scene.id];
    const answer = replies.get(model.scene.id);
    const words = question?.ask(model) ?? null;
    // An answer of other data says nothing any more.
    if (answer && answer.base !== model.doc) replies.delete(model.scene.id);
    const kept = replies.get(model.scene.id);
    set(element, { hidden: (words === null && !kept) || model.state.table });
    if (!question) return;
    set(ask, { hidden: kept !== undefined });
    set(choices, { hidden: kept !== undefined });
    set(reply, { hidden: kept === undefined });
    set(back, { hidden: !kept?.changed });
    say(back, model.say(text("page.quiz.back")));
    if (kept) reply.replaceChildren(html("strong", {}, model.say(text(kept.isRight ? "page.quiz.right" : "page.quiz.wrong"))), " ", ...model.runs(kept.words).map(run));
    if (words === null) return;
    ask.replaceChildren(html("strong", {}, model.say(text("page.quiz.predict"))), " ", ...model.runs(words).map(run));
    const offered = question.choices(model).map(([name, said]): [string, string] => [name, model.say(said)]);
    const key = JSON.stringify([model.scene.id, offered]);
    if (key === asked) return;
    asked = key;
    choices.replaceChildren(...offered.map(([name, said]) => button(said, () => choose(name))));
  }
  return { element, render };
}
