// What an answer can be shown as, by the shape of its columns and rows.
import { numberOf } from "./values.js";

// The columns of a chart: the only one of numbers, and the first other one; null without.
export function chartColumns({ columns, rows }) {
  const numbers = [...columns.keys()].filter((index) => columns[index].isNumber);
  const label = columns.findIndex((column) => !column.isNumber);
  if (numbers.length !== 1 || label < 0) return null;
  return barsOf(rows, { label, number: numbers[0] }).length > 1 ? { label, number: numbers[0] } : null;
}

// A bar for each row with a finite number: its label, value, and number as written.
export function barsOf(rows, { label, number }) {
  return rows.flatMap(({ cells }) => {
    const written = cells[number]?.text ?? "";
    const value = numberOf(written);
    if (!Number.isFinite(value)) return [];
    return [{ label: cells[label]?.text ?? "", href: cells[label]?.href ?? null, value, written }];
  });
}
