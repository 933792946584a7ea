/** The formula in MathML, whose terms light up when a bar is pointed at, and light bars up when they are. */

import type { Acts } from "./view";

const MATHML = "http://www.w3.org/1998/Math/MathML";

/** The terms that the story points at, as TeX in its scene "formula"; a test holds the two together. */
export const TERMS = {
  "formula/mean": String.raw`L = -\frac{1}{N}\sum_{i=1}^{N}`,
  "formula/positive": String.raw`\left[\,y_i\,\log\,p_i\right.`,
  "formula/negative": String.raw`\left.+\;(1-y_i)\,\log\,(1-p_i)\,\right]`,
} as const;

export type TermId = keyof typeof TERMS;

type Piece = Element | string;

/** The formula as a <math> element; its terms can be pointed at and focused. */
export function formula(acts: Acts, display: boolean): Element {
  const terms = (Object.keys(TERMS) as TermId[]).map((id) => {
    const term = m("mrow", { class: `term ${id.split("/")[1]}`, "data-term": id, ...(display ? { tabindex: "0" } : {}) }, ...PIECES[id]());
    for (const [event, lit] of [["pointerenter", id], ["pointerleave", null], ["focus", id], ["blur", null]] as const)
      term.addEventListener(event, () => acts.point(lit));
    return term;
  });
  return m("math", { class: "formula", display: display ? "block" : "inline" }, ...terms);
}

/** Lights the term of an id, and no other. */
export function light(math: Element, id: string | null): void {
  for (const term of math.querySelectorAll(".term")) {
    term.classList.toggle("lit", term.getAttribute("data-term") === id);
    term.classList.toggle("dim", id !== null && id !== "formula/mean" && term.getAttribute("data-term") !== id);
  }
}

const PIECES: Record<TermId, () => Piece[]> = {
  "formula/mean": () => [
    m("mi", {}, "L"),
    m("mo", {}, "="),
    m("mo", { form: "prefix" }, "−"),
    m("mfrac", {}, m("mn", {}, "1"), m("mi", {}, "N")),
    m("munderover", {}, m("mo", { movablelimits: "false" }, "∑"), m("mrow", {}, m("mi", {}, "i"), m("mo", {}, "="), m("mn", {}, "1")), m("mi", {}, "N")),
  ],
  "formula/positive": () => [fence("["), index("y"), log(), index("p")],
  "formula/negative": () => [
    m("mo", { form: "infix" }, "+"),
    ...oneMinus("y"),
    log(),
    ...oneMinus("p"),
    fence("]"),
  ],
};

function fence(sign: string): Element {
  return m("mo", { stretchy: "false", symmetric: "true", class: "fence" }, sign);
}

function index(name: string): Element {
  return m("msub", {}, m("mi", {}, name), m("mi", {}, "i"));
}

function log(): Element {
  return m("mrow", {}, m("mspace", { width: "0.17em" }), m("mi", {}, "log"), m("mspace", { width: "0.17em" }));
}

function oneMinus(name: string): Element[] {
  return [m("mo", { stretchy: "false" }, "("), m("mn", {}, "1"), m("mo", {}, "−"), index(name), m("mo", { stretchy: "false" }, ")")];
}

function m(name: string, attributes: Record<string, string>, ...children: Piece[]): Element {
  const element = document.createElementNS(MATHML, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}
