/** Builds the page and the widget: web/src into a script and a style, and a module, which src/logloss/render/static/ holds and Python embeds. */

import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import * as esbuild from "esbuild";

const WEB = fileURLToPath(new URL(".", import.meta.url));
const TARGET = new URL("../src/logloss/render/static/", import.meta.url);

/** Messages that only the command, the terminal and the report say: all of a room, or those that begin so. */
export const SAID_ELSEWHERE = [
  "advice.",
  "change.",
  "check.",
  "cli.",
  "compare.",
  "explain.",
  "reconcile.",
  "replay.",
  "report.",
  "terminal.",
  "timeline.",
  "widget.",
  "estimator.",
  "page.noscript",
  ...["added", "above_base", "said", "happened"].map((name) => `axis.${name}`),
  ...["part.top", "part.others", "part.is", "part.chance", "more_often", "less_often"].map((name) => `marks.${name}`),
  ...["infinite", "class_part", "group", "other_classes", "row"].map((name) => `marks.${name}`),
  ...["saturated", "columns", "few_", "uneven", "renormalized", "seen"].map((name) => `doubt.${name}`),
  ...["given_fit", "never_left_out", "frozen", "unweighted_fit"].map((name) => `doubt.${name}`),
];

/** Messages that the report and its widget say, and the page of the story does not. */
export const SAID_BY_REPORTS = ["page.report."];

const COMMON = {
  absWorkingDir: WEB,
  outdir: "static",
  write: false,
  metafile: true,
  bundle: true,
  minify: true,
  target: ["es2022", "chrome111", "firefox115", "safari16.4"],
  charset: "utf8",
  legalComments: "none",
  loader: { ".woff2": "dataurl" },
  logLevel: "silent",
};

/** Every file of the page, of the report and of the widget by its name; the same source gives the same bytes. */
export async function build() {
  return { ...(await page("page", "src/door.ts")), ...(await page("report", "src/report-door.ts")), ...(await widget()) };
}

/** A script and a style, which a document holds. */
async function page(name, door) {
  const entryPoints = { page: door, style: `src/${name}.css` };
  const plugins = [onlyOurMessages(name === "page" ? SAID_BY_REPORTS : [])];
  const made = await esbuild.build({ ...COMMON, entryPoints, format: "iife", plugins });
  const script = await scriptOf(made);
  const style = textOf(made, ".css");
  refuse(script, /<\/script|<!--/i);
  refuse(style, /<\/style/i);
  return { [`${name}.js`]: script, [`${name}.css`]: style };
}

/** A module, which holds its style. */
async function widget() {
  const entryPoints = { widget: "src/widget.ts" };
  const made = await esbuild.build({ ...COMMON, entryPoints, format: "esm", plugins: [onlyOurMessages(), styleAsText] });
  return { "widget.js": await scriptOf(made) };
}

async function scriptOf(made) {
  return (await licences(Object.keys(made.metafile.inputs))) + textOf(made, ".js");
}

function textOf(made, end) {
  return made.outputFiles.find((file) => file.path.endsWith(end)).text;
}

/** Gives a script that imports a style its text, built. */
const styleAsText = {
  name: "style as text",
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const made = await esbuild.build({ ...COMMON, entryPoints: [path] });
      return { contents: textOf(made, ".css"), loader: "text" };
    });
  },
};

/** Leaves out the messages that are said elsewhere, more than half of all; and more. */
const onlyOurMessages = (more = []) => ({
  name: "only our messages",
  setup({ onLoad }) {
    onLoad({ filter: /[/\\]messages[/\\][^/\\]+\.json$/ }, async ({ path }) => {
      const all = Object.entries(JSON.parse(await readFile(path, "utf-8")));
      const ours = all.filter(([key]) => ![...SAID_ELSEWHERE, ...more].some((room) => key.startsWith(room)));
      return { contents: JSON.stringify(Object.fromEntries(ours)), loader: "json" };
    });
  },
});

/** The licences of the packages in the script, which ask to go with every copy; what several share stands once. */
async function licences(files) {
  const packages = new Set(files.map((file) => /^node_modules\/([^/]+)\//.exec(file)?.[1]).filter(Boolean));
  const owners = new Map();
  for (const name of [...packages].sort()) {
    const text = await readFile(new URL(`node_modules/${name}/LICENSE`, import.meta.url), "utf-8");
    const [owner, ...terms] = text.trim().split("\n\n");
    const shared = terms.join("\n\n");
    owners.set(shared, [...(owners.get(shared) ?? []), `${name}: ${owner}`]);
  }
  return [...owners].map(([terms, names]) => `/*!\n${names.join("\n")}\n\n${terms}\n*/\n`).join("");
}

/** What would end the element that holds a file. */
function refuse(text, what) {
  const found = what.exec(text);
  if (found) throw new Error(`the built page must not hold ${found[0]}: …${text.slice(found.index - 40, found.index + 20)}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, text] of Object.entries(await build())) {
    await writeFile(new URL(name, TARGET), text);
    console.log(`${name}: ${Buffer.byteLength(text).toLocaleString("en")} bytes`);
  }
}
