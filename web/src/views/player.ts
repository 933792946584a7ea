/** The player: the bars of a training, or of two, at a step that one goes to by hand, or that goes on by itself. */

import type { Bars, Moment, Steps } from "../contract/report";
import type { Scene } from "../contract/story";
import { momentAt, nearest, sceneAt } from "../model/steps";
import { button, html, say, set } from "./dom";
import { type Drawn, panel } from "./panel";
import { type Look, type Part, row } from "./report-parts";
import { said } from "./words";

/** How long all steps take at most, and each at least and at most, in milliseconds. */
const [WHOLE, QUICKEST, SLOWEST] = [20_000, 50, 450];

/** Quicker steps are not moved to, but shown. */
const MOVED = 120;

export interface Player extends Part {
  /** Goes to the step nearest to a number. */
  choose: (step: number) => void;
  /** Has something hear of every step that is shown. */
  follow: (shown: (step: number) => void) => void;
  /** Has it play what the steps have become: who looks at the last one goes on looking at the last one. */
  update: (steps: Steps) => void;
}

/** A view of steps, of one run or of two. */
export function player(given: Steps): Player {
  let steps = given;
  let look: Look | undefined;
  let here = given.start;
  let view = 0;
  let timer = 0;
  const following: ((step: number) => void)[] = [];
  const words = steps.runs.map(() => html("p", { class: "beneath" }));
  const options = { hint: "page.report.step.hint", height: 23 };
  const pictures = steps.runs.map((_, i) => panel(scene(i), { ...options, below: words[i] as HTMLElement }));
  const bars = row(pictures.map((part) => ({ share: 1 / pictures.length, part })));
  if (pictures.length === 2 && same(steps)) link(pictures as [Drawn, Drawn]);

  const press = button("", () => (timer ? stop() : play()), { class: "press" });
  const slider = html("input", { type: "range", min: 0, max: last(), step: 1, value: here });
  slider.addEventListener("input", () => {
    const place = slider.valueAsNumber; // which to stop would set
    stop();
    go(place, 0);
  });
  const value = html("output");
  const views = steps.views.map((_, i) => button("", () => turn(i)));
  const switched = html("div", { class: "switch", role: "group", hidden: views.length < 2 }, ...views);
  const jumps = steps.marked.map((_, i) => button("", () => jump(steps.marked[i]?.[1] ?? 0), { class: "tool" }));
  const controls = html("div", { class: "player" }, press, slider, value, html("div", { class: "jumps" }, ...jumps), switched);
  const element = html("section", { class: "played" }, controls, bars.element);

  /** The place of what a run is at the step that is seen, among its own moments. */
  function moment(run: number): number {
    return momentAt(steps.runs[run] as Moment[], steps.at[here] ?? 0);
  }

  function scene(run: number): Scene {
    return sceneAt(steps.views[view]?.bars[run] as Bars, steps.runs[run] as Moment[], moment(run));
  }

  function last(): number {
    return steps.at.length - 1;
  }

  function jump(step: number): void {
    stop();
    go(nearest(steps.at, step), still() ? 0 : SLOWEST);
  }

  function go(place: number, duration: number): void {
    here = place;
    pictures.forEach((picture, i) => picture.show(scene(i), duration));
    for (const tell of following) tell(steps.at[place] ?? 0);
    tell();
  }

  /** Shows all rows, or the costliest: other bars, which nothing leads to. */
  function turn(other: number): void {
    view = other;
    for (const picture of pictures) picture.light(null);
    go(here, 0);
  }

  /** Goes on to the end; from the end from the start. */
  function play(): void {
    const pace = Math.min(SLOWEST, Math.max(QUICKEST, WHOLE / steps.at.length));
    if (here === last()) go(0, 0);
    const next = (): void => {
      go(here + 1, still() || pace < MOVED ? 0 : 0.8 * pace);
      if (here >= last()) stop();
    };
    timer = window.setInterval(next, pace);
    tell();
  }

  function stop(): void {
    window.clearInterval(timer);
    timer = 0;
    tell();
  }

  function tell(): void {
    if (!look) return;
    const now = look;
    const step = now.say({ key: "page.report.step.value", values: { step: steps.at[here] ?? 0 } });
    say(press, now.say({ key: timer ? "page.pause" : "page.report.play", values: {} }));
    say(value, step);
    slider.value = String(here);
    set(slider, { "aria-label": now.say({ key: "page.report.step", values: {} }), "aria-valuetext": step });
    set(element, { "aria-busy": timer ? "true" : null }); // what changes many times a second is not read out
    jumps.forEach((own, i) => say(own, now.say(steps.marked[i]?.[0] ?? "")));
    set(switched, { "aria-label": now.say({ key: "page.report.view", values: {} }) });
    views.forEach((own, i) => {
      say(own, now.say(steps.views[i]?.name ?? ""));
      set(own, { "aria-pressed": String(i === view) });
    });
    words.forEach((paragraph, i) => {
      const told = steps.runs[i]?.[moment(i)]?.said ?? [];
      paragraph.replaceChildren(...told.map((words) => html("span", {}, ...said(words, now))));
    });
  }

  return {
    element,
    choose(step) {
      stop();
      go(nearest(steps.at, step), 0);
    },
    follow(shown) {
      following.push(shown);
      shown(steps.at[here] ?? 0);
    },
    update(now) {
      const [step, isLast] = [steps.at[here] ?? 0, here === last()];
      steps = now;
      set(slider, { max: last() });
      go(isLast && !timer ? last() : nearest(steps.at, step), 0);
    },
    render(now) {
      look = now;
      bars.render(now);
      tell();
    },
  };
}

/** Whether both runs have the same rows in the same places. */
function same({ views }: Steps): boolean {
  const [a, b] = (views[0]?.bars ?? []).map(({ rows }) => JSON.stringify(rows));
  return a === b && a !== "[]";
}

/** A row that is pointed at in one picture is seen in the other. */
function link([a, b]: [Drawn, Drawn]): void {
  a.onLit(b.light);
  b.onLit(a.light);
}

/** Whether the reader asked for less motion. */
function still(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
