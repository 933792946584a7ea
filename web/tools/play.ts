/** Plays trainings as the page does: for each line of a report's data, a line of JSON with the bars of every step, view by view. For the tests of both sides. */

import { readFileSync } from "node:fs";

import type { Moment, Report } from "../src/contract/report";
import { momentAt, sceneAt } from "../src/model/steps";

for (const line of readFileSync(0, "utf-8").split("\n").filter(Boolean)) {
  const { steps } = JSON.parse(line) as Report;
  const played = steps?.views.map((view) =>
    steps.at.map((step) =>
      view.bars.map((bars, i) => {
        const run = steps.runs[i] as Moment[];
        return sceneAt(bars, run, momentAt(run, step));
      }),
    ),
  );
  process.stdout.write(`${JSON.stringify(played)}\n`);
}
