/** Plays trainings as the page does: for each line of a report's data, a line of JSON with the bars of every step. For the tests of both sides. */

import { readFileSync } from "node:fs";

import type { Report } from "../src/contract/report";
import { frameAt, sceneAt } from "../src/model/steps";

for (const line of readFileSync(0, "utf-8").split("\n").filter(Boolean)) {
  const { steps } = JSON.parse(line) as Report;
  const played = steps?.at.map((step) => steps.tracks.map((track) => sceneAt(track, frameAt(track, step))));
  process.stdout.write(`${JSON.stringify(played)}\n`);
}
