/** The state in the address of a page: after the #, the scene, then what differs from how the page opens. */

import type { Label } from "../maths";
import { fit, setCurve, setGuess } from "./actions";
import type { Doc } from "./document";
import { begun } from "./history";
import { LANGUAGES, type State, type Theme, type Unit } from "./state";

/** Up to so many rows are written into an address; more make it longer than mail programs bear. */
export const MOST_ROWS = 200;

/** What an address says, and the parts of it that could not be read. */
export interface Read {
  state: State;
  refused: string[];
}

/** The address of a state, without #, given how the page opens. */
export function toAddress(state: State, base: State): string {
  const doc = state.history.present;
  const own = base.history.present;
  const said: [string, string][] = [];
  if (state.lang !== base.lang) said.push(["lang", state.lang]);
  if (state.unit !== base.unit) said.push(["unit", state.unit]);
  if (state.theme !== base.theme) said.push(["theme", state.theme]);
  if (state.table) said.push(["table", "1"]);
  if (doc.C !== own.C) said.push(["C", shown(doc.C)]);
  if (doc.curve) said.push(["w", shown(doc.curve.weight)], ["b", shown(doc.curve.bias)]);
  if (doc.q !== null) said.push(["q", shown(doc.q)]);
  if (doc.p !== own.p) said.push(["p", shown(doc.p)]);
  said.push(...rows(doc, own));
  return said.length ? `${state.scene}?${said.map(([name, value]) => `${name}=${value}`).join("&")}` : state.scene;
}

/** Whether an address holds all of a state: not where other rows than the page's own are too many. */
export function isWhole(doc: Doc, own: Doc): boolean {
  return sameRows(doc, own) || rows(doc, own).length > 0;
}

function rows(doc: Doc, own: Doc): [string, string][] {
  const data = doc.data;
  if (sameRows(doc, own) || !("y" in data) || data.y.length > MOST_ROWS) return [];
  if (data.kind === "feature") return [["x", data.x.map(shown).join(",")], ["y", data.y.join("")]];
  if (data.kind === "predictions") return [["given", data.p.map(shown).join(",")], ["y", data.y.join("")]];
  return [];
}

function sameRows(doc: Doc, own: Doc): boolean {
  const [a, b] = [doc.data, own.data];
  if (a === b) return true;
  if (a.kind !== b.kind) return false;
  if (a.kind === "feature" && b.kind === "feature") return same(a.x, b.x) && same(a.y, b.y);
  if (a.kind === "predictions" && b.kind === "predictions") return same(a.p, b.p) && same(a.y, b.y);
  return false;
}

function same(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

/** The state that an address asks for, given how the page opens and which scenes there are. */
export function fromAddress(address: string, base: State, scenes: readonly string[]): Read {
  const [scene = "", query = ""] = address.replace(/^#/, "").split("?");
  const said = new URLSearchParams(query);
  const refused: string[] = [];
  const asked = <T>(name: string, read: (value: string) => T | null): T | null => {
    const value = said.get(name);
    if (value === null) return null;
    const found = read(value);
    if (found === null) refused.push(`${name}=${value.slice(0, 40)}`);
    return found;
  };
  if (scene !== "" && !scenes.includes(scene)) refused.push(scene.slice(0, 40));
  const doc = documentOfAddress(asked, base.history.present);
  const state: State = {
    ...base,
    history: begun(doc),
    scene: scenes.includes(scene) ? scene : base.scene,
    lang: asked("lang", (value) => LANGUAGES.find((lang) => lang === value) ?? null) ?? base.lang,
    unit: asked("unit", (value): Unit | null => (value === "nats" || value === "bits" ? value : null)) ?? base.unit,
    theme: asked("theme", (value): Theme | null => (value === "light" || value === "dark" || value === "auto" ? value : null)) ?? base.theme,
    table: asked("table", (value) => (value === "1" ? true : null)) ?? false,
  };
  return { state, refused };
}

type Asked = <T>(name: string, read: (value: string) => T | null) => T | null;

function documentOfAddress(asked: Asked, own: Doc): Doc {
  let doc = withRows(asked, own);
  const C = asked("C", (value) => (value === "inf" ? Infinity : numberFrom(value, (c) => c > 0)));
  if (C !== null && doc.data.kind === "feature") doc = fit(doc, C);
  const weight = asked("w", (value) => numberFrom(value));
  const bias = asked("b", (value) => numberFrom(value));
  if (weight !== null && bias !== null && doc.data.kind === "feature") doc = setCurve(doc, { weight, bias });
  const q = asked("q", (value) => numberFrom(value, isShare));
  const p = asked("p", (value) => numberFrom(value, isShare));
  return setGuess(doc, q ?? doc.q, p ?? doc.p);
}

function withRows(asked: Asked, own: Doc): Doc {
  const y = asked("y", (value) => (/^[01]+$/.test(value) && value.length <= MOST_ROWS ? [...value].map((c): Label => (c === "1" ? 1 : 0)) : null));
  if (y === null) return own;
  const listed = (value: string, valid: (n: number) => boolean): number[] | null => {
    const found = value.split(",").map((part) => numberFrom(part, valid));
    return found.length === y.length && found.every((n) => n !== null) ? (found as number[]) : null;
  };
  const keys = y.map((_, i) => i + 1);
  const x = asked("x", (value) => (new Set(y).size === 2 ? listed(value, () => true) : null));
  if (x !== null) {
    const C = own.data.kind === "feature" ? own.data.C : 1;
    const axis = own.data.kind === "feature" ? own.axis : "x";
    return { ...own, keys, axis, C: C ?? Infinity, curve: null, data: { kind: "feature", x, y, C, unseen: null } };
  }
  const p = asked("given", (value) => listed(value, isShare));
  return p === null ? own : { ...own, keys, axis: null, curve: null, data: { kind: "predictions", p, y } };
}

function isShare(value: number): boolean {
  return value >= 0 && value <= 1;
}

function numberFrom(value: string, valid: (n: number) => boolean = () => true): number | null {
  const found = value.trim() === "" ? NaN : Number(value);
  return Number.isFinite(found) && valid(found) ? found : null;
}

/** A number in as few characters as bring it back, to ten digits. */
function shown(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(10))) : "inf";
}
