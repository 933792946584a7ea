/** What a saved page runs: it reads the data that stand in the page, and starts. */

import { start } from "./page";

const [root, data] = ["logloss", "logloss-data"].map((id) => document.getElementById(id));
if (root && data) start(root, JSON.parse(data.textContent ?? ""));
