/** The words beside the stage: what the scene finds, and a few sentences of meaning. */

import type { Words } from "../contract/story";
import type { Span } from "../messages";
import { html, say } from "./dom";
import type { Model, View } from "./view";

/** A view of title and sentences; their numbers are live. */
export function words(): View {
  const title = html("h2", { class: "finding", "aria-live": "polite" });
  const sentences = html("div", { class: "sentences" });
  const element = html("div", { class: "said" }, title, sentences);

  function render(model: Model): void {
    say(title, model.say(model.scene.title));
    const given = model.scene.sentences;
    while (sentences.children.length > given.length) sentences.lastElementChild?.remove();
    given.forEach((sentence, i) => {
      const runs = model.runs(sentence);
      const paragraph = sentences.children[i] ?? sentences.appendChild(html("p"));
      const key = JSON.stringify(runs);
      if ((paragraph as HTMLElement).dataset.said === key) return;
      (paragraph as HTMLElement).dataset.said = key;
      paragraph.replaceChildren(...runs.map(run));
    });
  }
  return { element, render };
}

/** Words as runs in their styles. */
export function said(words: Words, saying: { runs: (words: Words) => Span[] }): Node[] {
  return saying.runs(words).map(run);
}

const LOOKS: Record<string, string> = { strong: "strong", positive: "says-positive", negative: "says-negative", quiet: "quiet" };

/** A run of words in its style. */
export function run(span: Span): Node {
  const look = LOOKS[span.style];
  if (look === undefined) return document.createTextNode(span.text);
  return look === "strong" ? html("strong", {}, span.text) : html("span", { class: look }, span.text);
}
