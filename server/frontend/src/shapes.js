// What an answer can be shown as, by the shape of its columns and rows.
import { numberOf } from "./values.js";

// ?lat, ?birth_lat and ?birthLat, but not ?flat
const LATITUDES = [/(?:^|_)lat(?:itude)?$/i, /[a-z]Lat(?:itude)?$/];
const LONGITUDES = ["long", "longitude", "lon", "lng"];
const POINT = /^\s*POINT\s*\(\s*(\S+)\s+(\S+)\s*\)\s*$/i;

// The columns of bars: the only one of numbers, and the first other one; null without.
export function barPlan({ columns, rows }) {
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

// How the rows of an answer are points: a function from a row to longitude, latitude and label, or
// null for a row without; null for an answer without points.
export function pointReader({ columns, rows }) {
  const read = ofWkt(columns, rows) ?? ofDegrees(columns);
  return read && rows.some((row) => read(row)) ? read : null;
}

function ofWkt(columns, rows) {
  const index = columns.findIndex((_, place) => rows.some(({ cells }) => POINT.test(cells[place]?.text ?? "")));
  if (index < 0) return null;
  return pointer([index], columns, ({ cells }) => POINT.exec(cells[index]?.text ?? "")?.slice(1));
}

function ofDegrees(columns) {
  const names = columns.map((column) => column.name.toLowerCase());
  for (const [latitude, { name }] of columns.entries()) {
    if (!LATITUDES.some((form) => form.test(name))) continue;
    const start = name.toLowerCase().replace(/lat(?:itude)?$/, "");
    const longitude = names.findIndex((other) => LONGITUDES.some((word) => other === start + word));
    if (longitude < 0) continue;
    return pointer([longitude, latitude], columns, ({ cells }) => [cells[longitude]?.text, cells[latitude]?.text]);
  }
  return null;
}

function pointer(used, columns, coordinatesOf) {
  const label = columns.findIndex((column, index) => !used.includes(index) && !column.isNumber);
  return (row) => {
    const [x, y] = (coordinatesOf(row) ?? []).map((text) => numberOf(text ?? ""));
    if (!(Math.abs(x) <= 180 && Math.abs(y) <= 90)) return null;
    const { text = "", href = null } = row.cells[label] ?? {};
    return { x, y, label: text || `${y}, ${x}`, href };
  };
}
