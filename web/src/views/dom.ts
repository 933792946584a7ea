/** Making elements, and writing to them only what changed. */

const SVG = "http://www.w3.org/2000/svg";

type Attributes = Record<string, string | number | boolean | null>;
type Child = Node | string;

/** An HTML element with attributes and children; true is an attribute without value, false and null are none. */
export function html<K extends keyof HTMLElementTagNameMap>(name: K, attributes: Attributes = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  set(element, attributes);
  element.append(...children);
  return element;
}

/** An SVG element with attributes and children. */
export function svg<K extends keyof SVGElementTagNameMap>(name: K, attributes: Attributes = {}, ...children: Child[]): SVGElementTagNameMap[K] {
  const element = document.createElementNS(SVG, name);
  set(element, attributes);
  element.append(...children);
  return element;
}

/** Sets the attributes that differ. */
export function set(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === false) {
      if (element.hasAttribute(name)) element.removeAttribute(name);
      continue;
    }
    const text = value === true ? "" : String(value);
    if (element.getAttribute(name) !== text) element.setAttribute(name, text);
  }
}

/** Sets the words of an element if they differ. */
export function say(element: Element, words: string): void {
  if (element.textContent !== words) element.textContent = words;
}

/** A button. */
export function button(words: string, act: () => void, attributes: Attributes = {}): HTMLButtonElement {
  const element = html("button", { type: "button", ...attributes }, words);
  element.addEventListener("click", act);
  return element;
}

/** The document or the shadow tree that an element is in: it alone knows what in it has the focus, and what is under the pointer. */
export function treeOf(element: Element): DocumentOrShadowRoot {
  const tree = element.getRootNode();
  return tree instanceof ShadowRoot ? tree : document;
}

let count = 0;

/** An id that no other element of the document has, wherever else the program runs in it. */
export function unique(name: string): string {
  count += 1;
  return `logloss-${name}-${count}`;
}
