// What the script adds to an answer: a table to sort and look through.
import { makeInteractive, readTable } from "./result-table.js";

export function enhance(answer) {
  const region = answer?.querySelector(".scroll[data-filter]");
  if (!region) return;
  const table = readTable(region.querySelector("table"));
  if (table.rows.length > 1) makeInteractive(region, table, () => {});
}
