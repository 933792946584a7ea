/** Tables as CSV, none of whose cells a spreadsheet would take for a formula. */

import type { Cell, Table } from "./table";

/** A table as CSV (RFC 4180), with numbers in full. */
export function csv({ head, rows }: Table): string {
  return [head, ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

function cell(value: Cell): string {
  if (typeof value === "number") return Number.isNaN(value) ? "" : Number.isFinite(value) ? String(value) : value > 0 ? "inf" : "-inf";
  // A minus as typographers set it is none to a spreadsheet.
  const plain = /^−[\d.]+$/.test(value) ? value.replace("−", "-") : value;
  if (/^-?[\d.]+$/.test(plain) && Number.isFinite(Number(plain))) return plain;
  const harmless = /^[=+\-@\t\r]/.test(plain) ? `'${plain}` : plain;
  return /[",\r\n']/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
