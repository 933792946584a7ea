/** A scene as a file: SVG with all its looks in it, PNG, CSV. Files are made here and saved by the browser. */

import type { Formula, Listing, Scene } from "../contract/story";
import { svg } from "./dom";
import type { Model } from "./view";

/** What of a mark's computed look goes into the file. */
const LOOKS = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "opacity", "paint-order", "shape-rendering", "font-family", "font-size", "font-weight"];

/** Pixels of a PNG for one of the screen's. */
const SHARPNESS = 2;

const MARGIN = 24;

/** A stage's picture as an SVG document, with the scene's title above it. */
export function svgOf(picture: SVGSVGElement, model: Model): string {
  const [width, height] = [picture.clientWidth || Number(picture.getAttribute("width")), picture.clientHeight || Number(picture.getAttribute("height"))];
  const styles = getComputedStyle(picture);
  const [ink, paper, face] = [styles.getPropertyValue("--ink").trim(), styles.getPropertyValue("--paper").trim(), styles.getPropertyValue("--serif").trim()];
  const copy = picture.cloneNode(true) as SVGSVGElement;
  inline(picture, copy);
  for (const layer of copy.querySelectorAll(".touch")) layer.remove();
  for (const element of copy.querySelectorAll("*")) for (const name of ["class", "tabindex", "data-id"]) element.removeAttribute(name);
  const size = 22;
  const top = MARGIN + 1.8 * size;
  const whole = svg("svg", { xmlns: "http://www.w3.org/2000/svg", width: width + 2 * MARGIN, height: height + top + MARGIN, viewBox: `0 0 ${width + 2 * MARGIN} ${height + top + MARGIN}`, role: "img" });
  const title = svg("text", { x: MARGIN, y: MARGIN + 0.9 * size, fill: ink, "font-family": face, "font-size": size, "font-weight": 600 }, model.say(model.scene.title));
  const body = svg("g", { transform: `translate(${MARGIN},${top})` }, ...copy.childNodes, ...asText(model.scene, width, height, ink, face));
  whole.append(svg("title", {}, model.say(model.scene.title)), svg("rect", { width: "100%", height: "100%", fill: paper }), title, body);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(whole)}`;
}

function inline(from: Element, to: Element): void {
  const styles = getComputedStyle(from);
  if (from.tagName !== "svg" && from.tagName !== "g" && from.tagName !== "defs")
    for (const name of LOOKS) {
      const value = styles.getPropertyValue(name);
      if (value !== "" && value !== "normal" && value !== "auto" && !(name === "fill" && value.startsWith("url"))) to.setAttribute(name, value);
    }
  [...from.children].forEach((child, i) => to.children[i] && inline(child, to.children[i]));
}

/** Formulas and code, which are no SVG on the page, as lines of text. */
function asText(scene: Scene, width: number, height: number, ink: string, face: string): SVGElement[] {
  const mark = scene.marks.find((other): other is Formula | Listing => other.kind === "formula" || other.kind === "listing");
  if (!mark) return [];
  if (mark.kind === "formula") {
    return [svg("text", { x: width / 2, y: height * 0.28, fill: ink, "font-family": face, "font-size": 26, "text-anchor": "middle" }, "L = −1/N Σ [ y log p + (1 − y) log(1 − p) ]")];
  }
  const lines = [...mark.code.trimEnd().split("\n"), "", ...mark.output.trimEnd().split("\n")];
  return lines.map((line, i) => svg("text", { x: 0, y: 16 + 17 * i, fill: ink, "font-family": "monospace", "font-size": 12, "xml:space": "preserve" }, line));
}

/** An SVG document as PNG. */
export async function pngOf(source: string): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([source], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = SHARPNESS * image.naturalWidth;
    canvas.height = SHARPNESS * image.naturalHeight;
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("the browser makes no PNG of this picture"))), "image/png"));
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** Has the browser save a file. */
export function save(name: string, content: Blob | string, type = "text/plain"): void {
  const url = URL.createObjectURL(typeof content === "string" ? new Blob([content], { type }) : content);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
