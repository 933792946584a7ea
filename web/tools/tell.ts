/** Tells stories as the page does: for each line of pages' data, a line of JSON with its scenes. For the tests of both sides. */

import { readFileSync } from "node:fs";

import { readPage } from "../src/contract/read";
import { materialOf } from "../src/model/gather";
import { Material } from "../src/model/material";
import { NAMES, sceneOf } from "../src/scenes";

for (const line of readFileSync(0, "utf-8").split("\n").filter(Boolean)) {
  const { data, labels, axis, unit, check } = readPage(line);
  const m = materialOf({ data, labels, axis, unit, check });
  const told = m instanceof Material ? { scenes: NAMES.filter((name) => name !== "yours").map((name) => sceneOf(m, name)), own: ownCheck(line) } : { noFit: m };
  process.stdout.write(`${JSON.stringify(told)}\n`);
}

/** The check as the page works it out where Python has not run it. */
function ownCheck(line: string): unknown {
  const { kind } = readPage(line).data;
  if (kind === "features" || kind === "bars") return null;
  const m = materialOf({ ...readPage(line), check: undefined });
  return m instanceof Material ? m.known.check() : null;
}
