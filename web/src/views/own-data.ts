/** The reader's own data: pasted, dropped or chosen, read here and sent nowhere, then told in all scenes. */

import type { Message } from "../contract/story";
import { type Passed, type Reading, examined, proposed, undecided } from "../model/doctor";
import { Refusal } from "../model/refusal";
import { type Table, columnName, tableOf } from "../model/table";
import { documentOfRows } from "../state/document";
import { ORDER } from "../told";
import { button, html, say, set } from "./dom";
import type { Acts, Model, View } from "./view";

/** Up to so many characters the box shows what was pasted; with more it would be busy for seconds. */
const MOST_SHOWN = 4000;

/** The choice of nothing yet. */
const NONE = "";

/** How a text was read: its table, which column is what, and what came of it. */
interface Read {
  table: Table;
  reading: Reading | undefined;
  found: Passed | Refusal;
}

/** Reads a text, as it is best read or as the reader says. */
function read(words: string): Read | Refusal {
  const table = tableOf(words);
  return table instanceof Refusal ? table : readAs(table, proposed(table));
}

function readAs(table: Table, reading: Reading | undefined): Read {
  return { table, reading, found: reading ? examined(table, reading) : undecided(table) };
}

/** A view above the picture of the scene "yours". */
export function ownData(acts: Acts): View {
  const paste = html("span");
  const area = html("textarea", { rows: 4, spellcheck: "false", autocomplete: "off", placeholder: "y,p\n1,0.93\n0,0.12\n…" });
  const file = html("input", { type: "file", accept: ".csv,.tsv,.txt,text/csv,text/plain", hidden: true });
  const use = button("", () => take(area.value === pasted.shown ? pasted.whole : area.value));
  const choose = button("", () => file.click());
  const result = html("p", { class: "result", role: "status" });
  const columns = columnChoices((reading) => now instanceof Refusal || !now || settle(readAs(now.table, reading)));
  const after = html("div", { class: "row" }, button("", () => acts.go(ORDER[0]?.id ?? "")), button("", () => acts.go("loss")));
  const hint = html("span", { class: "quiet" });
  const box = html("div", { class: "paste" }, html("label", {}, paste, area), html("div", { class: "row" }, use, choose, file, hint));
  const element = html("div", { class: "own", hidden: true }, box, result, columns.element, after);
  let now: Read | Refusal | null = null;
  let pasted = { whole: "", shown: "" };

  function take(words: string): void {
    settle(read(words));
  }

  function settle(found: Read | Refusal): void {
    now = found;
    if (!(found instanceof Refusal) && !(found.found instanceof Refusal)) {
      const { data, labels, axis } = found.found;
      acts.edit(() => documentOfRows(data, labels, axis));
    }
    acts.refresh();
  }

  area.addEventListener("paste", (event) => {
    const whole = event.clipboardData?.getData("text/plain") ?? "";
    if (whole === "" || area.value !== "") return; // somebody pastes into what they wrote
    event.preventDefault();
    area.value = whole.length > MOST_SHOWN ? `${whole.slice(0, MOST_SHOWN)}\n…` : whole;
    pasted = { whole, shown: area.value }; // the box has its own ends of lines
    take(whole);
  });
  file.addEventListener("change", () => {
    void file.files?.[0]?.text().then(take);
    file.value = "";
  });
  dropped(element, take);

  function render(model: Model): void {
    set(element, { hidden: model.scene.id !== "yours" });
    if (model.scene.id !== "yours") return;
    const word = (key: string): string => model.say({ key, values: {} });
    say(paste, word("page.own.paste"));
    say(use, word("page.own.use"));
    say(choose, word("page.own.choose"));
    say(hint, word("page.own.hint"));
    [...after.children].forEach((child, i) => say(child, word(["page.own.first", "page.own.loss"][i] ?? "")));
    const refused = now instanceof Refusal ? now : now?.found instanceof Refusal ? now.found : null;
    const done = now !== null && refused === null;
    element.classList.toggle("failed", refused !== null);
    set(after, { hidden: !done });
    columns.render(model, now instanceof Refusal ? null : now);
    if (refused) say(result, `${model.say(refused.fact)}\n${model.say(refused.hint)}`);
    else say(result, done ? summary(model, now as Read) : "");
  }
  return { element, render };
}

/** What was read, and what is to be said of it. */
function summary(model: Model, { table, found }: Read): string {
  const notes: Message[] = found instanceof Refusal ? [] : [...found.notes];
  const first: Message = { key: "page.own.read", values: { rows: table.rows, loss: model.told.loss, unit: model.told.unitName } };
  return [first, ...notes].map(model.say).join("\n");
}

/** Takes what is dropped on an element: a file, or text. */
function dropped(element: HTMLElement, take: (words: string) => void): void {
  for (const name of ["dragenter", "dragover"] as const)
    element.addEventListener(name, (event) => {
      event.preventDefault();
      element.classList.add("over-it");
    });
  element.addEventListener("dragleave", () => element.classList.remove("over-it"));
  element.addEventListener("drop", (event) => {
    event.preventDefault();
    element.classList.remove("over-it");
    const given = event.dataTransfer?.files[0];
    if (given) void given.text().then(take);
    else take(event.dataTransfer?.getData("text/plain") ?? "");
  });
}

/** Which column is what: as it was proposed, to be changed. */
function columnChoices(choose: (reading: Reading) => void): { element: Element; render: (model: Model, read: Read | null) => void } {
  const selects = { kind: html("select"), numbers: html("select"), labels: html("select"), positive: html("select") };
  const drop = html("input", { type: "checkbox" });
  const names = { kind: html("span"), numbers: html("span"), labels: html("span"), positive: html("span"), drop: html("span") };
  const fields = (["kind", "numbers", "labels", "positive"] as const).map((name) => html("label", { class: "field" }, names[name], selects[name]));
  const element = html("div", { class: "row columns", hidden: true }, ...fields, html("label", { class: "field" }, drop, names.drop));
  element.addEventListener("change", () => {
    const { kind, numbers, labels, positive } = selects;
    if (numbers.value === NONE || labels.value === NONE) return; // the other is still to be chosen
    choose({
      kind: kind.value === "feature" ? "feature" : "predictions",
      numbers: Number(numbers.value),
      labels: Number(labels.value),
      positive: positive.value || undefined,
      drop: drop.checked,
    });
  });

  function options(select: HTMLSelectElement, offered: [value: string, words: string][], chosen: string): void {
    const key = JSON.stringify(offered);
    if (select.dataset.offered !== key) {
      select.dataset.offered = key;
      select.replaceChildren(...offered.map(([value, words]) => html("option", { value }, words)));
      select.value = chosen;
    } else if (chosen !== NONE) select.value = chosen; // what is half chosen stays
  }

  function render(model: Model, now: Read | null): void {
    const { table, reading, found } = now ?? {};
    set(element, { hidden: !table || table.columns.length < 2 });
    if (!table || table.columns.length < 2) return;
    const word = (key: string): string => model.say({ key, values: {} });
    const listed = table.columns.map((_, i): [string, string] => [String(i), model.say(columnName(table, i))]);
    options(selects.kind, [["predictions", word("page.own.predictions")], ["feature", word("page.own.feature")]], reading?.kind ?? "predictions");
    const open: [string, string][] = reading ? [] : [[NONE, "…"]];
    options(selects.numbers, [...open, ...listed], String(reading?.numbers ?? NONE));
    options(selects.labels, [...open, ...listed], String(reading?.labels ?? NONE));
    const classes = found instanceof Refusal ? found.choose : found ? [found.labels[1], found.labels[0]] : [];
    options(selects.positive, [...(reading?.positive === undefined ? [[NONE, "…"] as [string, string]] : []), ...classes.map((name): [string, string] => [name, name])], reading?.positive ?? NONE);
    set(selects.positive.parentElement as Element, { hidden: classes.length === 0 || (reading?.positive === undefined && !(found instanceof Refusal)) });
    drop.checked = reading?.drop ?? false;
    say(names.kind, word("page.own.kind"));
    say(names.numbers, word("page.own.numbers"));
    say(names.labels, word("page.own.labels"));
    say(names.positive, word("page.own.positive"));
    say(names.drop, word("page.own.drop"));
  }
  return { element, render };
}
