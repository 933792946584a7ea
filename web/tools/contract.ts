/** The contracts of schema/ as TypeScript: `npm --prefix web run contract` writes src/contract/, and a test compares. */

import { readFileSync } from "node:fs";

import { compile } from "json-schema-to-typescript";

export interface Contract {
  /** The file in schema/. */
  schema: string;
  /** The file in src/contract/. */
  file: string;
  /** What its outermost type is called there. */
  name: string;
}

export const CONTRACTS: readonly Contract[] = [
  { schema: "story.v1.json", file: "story.ts", name: "SavedStory" },
  { schema: "summary.v1.json", file: "summary.ts", name: "SavedSummary" },
  { schema: "page.v1.json", file: "page.ts", name: "Page" },
  { schema: "report.v1.json", file: "report.ts", name: "Report" },
];

const OPTIONS = { additionalProperties: false, ignoreMinAndMaxItems: true, style: { printWidth: 120 } };

/** The TypeScript of one contract. */
export async function typesOf({ schema, name }: Contract): Promise<string> {
  const content = JSON.parse(readFileSync(new URL(`../../schema/${schema}`, import.meta.url), "utf-8")) as Schema;
  const bannerComment = `/* Made from schema/${schema} by tools/contract.ts; change that, and run \`npm run contract\`. */`;
  return compile({ ...prepared(content), title: name }, name, { ...OPTIONS, bannerComment });
}

interface Schema {
  [key: string]: unknown;
}

/** The same schema in the words that json-schema-to-typescript understands. */
function prepared(schema: Schema): Schema {
  // What is said beside a reference would make a second type of it.
  if (typeof schema.$ref === "string") return { $ref: schema.$ref };
  const { prefixItems, ...rest } = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, inner(value)]));
  // It knows tuples only by their name in older drafts.
  if (prefixItems !== undefined) return { ...rest, tsType: `[${(prefixItems as Schema[]).map(member).join(", ")}]` };
  if (typeof rest.pattern === "string" && rest.pattern.startsWith("^class-(")) return { ...rest, tsType: "`class-${number}`" };
  return rest;
}

function inner(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inner);
  return typeof value === "object" && value !== null ? prepared(value as Schema) : value;
}

/** The type of one member of a tuple: a definition by its name, a few values, or a plain type. */
function member({ $ref, type, enum: values }: Schema): string {
  if (Array.isArray(values)) return values.map((value) => JSON.stringify(value)).join(" | ");
  if (typeof $ref !== "string") return type === "integer" ? "number" : String(type);
  const name = $ref.slice($ref.lastIndexOf("/") + 1);
  return name.charAt(0).toUpperCase() + name.slice(1);
}
