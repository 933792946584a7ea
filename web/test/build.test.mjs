import { readFile } from "node:fs/promises";

import { expect, test } from "vitest";

import { build } from "../build.mjs";

const BUILT = new URL("../../src/logloss/render/static/", import.meta.url);

test("the built page is that of the source: if not, npm --prefix web run build", async () => {
  for (const [name, text] of Object.entries(await build())) {
    expect((await readFile(new URL(name, BUILT), "utf-8")) === text, `${name} is out of date`).toBe(true);
  }
});
