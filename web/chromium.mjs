/** Unpacks the Chromium that the npm package brings, once, and prints the folder: the program, and libraries that a machine may lack. */

import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const PACKAGE = new URL("node_modules/@sparticuz/chromium/", import.meta.url);
const CACHE = new URL("node_modules/.cache/", import.meta.url);

const { version } = JSON.parse(await readFile(new URL("package.json", PACKAGE), "utf-8"));
const folder = fileURLToPath(new URL(`chromium-${version}`, CACHE));
if (!existsSync(folder)) {
  await mkdir(CACHE, { recursive: true });
  const unpacked = await mkdtemp(`${folder}-`);
  process.env.TMPDIR = unpacked; // the package unpacks into the folder for temporary files
  const { inflate } = await import(new URL("build/lambdafs.js", PACKAGE).href);
  for (const name of ["chromium.br", "al2023.tar.br"]) await inflate(fileURLToPath(new URL(`bin/${name}`, PACKAGE)));
  // Whoever else unpacks at the same time may have been quicker; both have the same.
  await rename(unpacked, folder).catch(() => rm(unpacked, { recursive: true }));
}
console.log(folder);
