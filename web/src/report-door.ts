/** What a saved report runs: it shows the result that stands in the page, or the story that a reader saved from there. */

import { start } from "./page";
import { startReport } from "./report";

const [root, data] = ["logloss", "logloss-data"].map((id) => document.getElementById(id));
if (root && data) {
  const found = JSON.parse(data.textContent ?? "");
  if (found.format === "logloss.report") startReport(root, found);
  else start(root, found);
}
