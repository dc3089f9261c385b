// Plans of views: as which of them an answer can be shown, by its columns and rows.
import { numberOf, timeOf } from "./values.js";

// ?lat, ?birth_lat and ?birthLat, but not ?flat
const LATITUDES = [/(?:^|_)lat(?:itude)?$/i, /[a-z]Lat(?:itude)?$/];
const LONGITUDES = ["long", "longitude", "lon", "lng"];
const COUNTED = /^(?:n|anzahl)$|count|number|anzahl/i;
const MOST_PARTS = 8;
const MOST_LINES = 6;
const LEAST_OF_LINE = 3;
const ROUNDING = 0.005;
const SYSTEM = /^<([^>]*)>/;
const CRS_84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";
const EPSG_4326 = "http://www.opengis.net/def/crs/EPSG/0/4326";
const SHAPE = /(POINT|LINESTRING|POLYGON)\s*(?:(?:ZM?|M)\s*)?(\([^A-DF-Z]*\))/gi;

// What a reader sees of a cell, where that is another text than the one to compare.
const nameOf = (cell) => cell?.shown ?? cell?.text ?? "";

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
    return [{ label: nameOf(cells[label]), href: cells[label]?.href ?? null, value, written }];
  });
}

// The columns of parts of a whole: few, none negative, each of its own name, and in sum one whole:
// 1 or 100, or all that were counted.
export function piePlan(answer) {
  const plan = barPlan(answer);
  if (!plan) return null;
  const parts = barsOf(answer.rows, plan);
  const sum = parts.reduce((total, part) => total + part.value, 0);
  const isWhole = [1, 100].some((whole) => Math.abs(sum - whole) <= whole * ROUNDING)
    || (COUNTED.test(answer.columns[plan.number].name) && parts.every((part) => Number.isInteger(part.value)));
  const areParts = parts.length === answer.rows.length && parts.length <= MOST_PARTS
    && parts.every((part) => part.value >= 0) && new Set(parts.map((part) => part.label)).size === parts.length;
  return isWhole && areParts && sum > 0 ? plan : null;
}

// The columns of lines: dates, or numbers without a label, that differ from row to row, and other
// numbers.
export function linePlan({ columns, rows }) {
  if (rows.length < LEAST_OF_LINE) return null;
  const all = [...columns.keys()];
  const date = all.find((index) => isDates(columns, rows, index));
  const x = date ?? (columns[0]?.isNumber && columns.every((column) => column.isNumber) ? 0 : undefined);
  const numbers = all.filter((index) => index !== x && columns[index].isNumber).slice(0, MOST_LINES);
  if (x === undefined || !numbers.length || degreesOf(columns)) return null;
  const texts = rows.map(({ cells }) => cells[x]?.text);
  return new Set(texts).size === texts.length ? { x, numbers, isTime: date !== undefined } : null;
}

// The points of each line, from left to right.
export function seriesOf(rows, { x, numbers, isTime }) {
  const read = isTime ? timeOf : numberOf;
  return numbers.map((number) => rows
    .map(({ cells }) => ({
      x: read(cells[x]?.text ?? ""),
      y: numberOf(cells[number]?.text ?? ""),
      written: { x: cells[x]?.text, y: cells[number]?.text },
    }))
    .filter((point) => Number.isFinite(point.x) && Number.isFinite(point.y))
    .sort((one, other) => one.x - other.x));
}

// The columns of a cloud of points: the first two of numbers, unless these are places.
export function scatterPlan({ columns, rows }) {
  const [x, y] = [...columns.keys()].filter((index) => columns[index].isNumber);
  if (y === undefined || degreesOf(columns)) return null;
  const plan = { x, y, label: columns.findIndex((column) => !column.isNumber) };
  return pairsOf(rows, plan).length > 1 ? plan : null;
}

export function pairsOf(rows, { x, y, label }) {
  return rows
    .map(({ cells }) => ({
      x: numberOf(cells[x]?.text ?? ""),
      y: numberOf(cells[y]?.text ?? ""),
      written: { x: cells[x]?.text, y: cells[y]?.text },
      label: nameOf(cells[label]),
      href: cells[label]?.href ?? null,
    }))
    .filter((pair) => Number.isFinite(pair.x) && Number.isFinite(pair.y));
}

// The columns of a timeline: dates, the dates that end what they begin, and a label.
export function timelinePlan({ columns, rows }) {
  const dates = [...columns.keys()].filter((index) => isDates(columns, rows, index));
  const label = columns.findIndex((column, index) => !dates.includes(index) && !column.isNumber);
  if (!dates.length || label < 0) return null;
  const [start, end = null] = dates;
  const isBefore = ({ cells }) => !cells[end] || timeOf(cells[start]?.text ?? "") <= timeOf(cells[end].text);
  return { start, end: end !== null && rows.every(isBefore) ? end : null, label };
}

export function spansOf(rows, plan) {
  return rows
    .map(({ cells }) => {
      const written = { start: cells[plan.start]?.text, end: cells[plan.end]?.text };
      const start = timeOf(written.start ?? "");
      return { start, end: timeOf(written.end ?? "") ?? start, written, label: nameOf(cells[plan.label]), href: cells[plan.label]?.href ?? null };
    })
    .filter((span) => Number.isFinite(span.start));
}

function isDates(columns, rows, index) {
  const texts = rows.map(({ cells }) => cells[index]?.text).filter((text) => text !== undefined);
  return !columns[index].isNumber && texts.length > 0 && texts.every((text) => timeOf(text) !== undefined);
}

// The columns of cards: the first whose cells lead to things, and the pictures that pages may show.
export function cardPlan({ columns, rows, images }) {
  const places = [...columns.keys()];
  const picture = places.find((index) => rows.some(({ cells }) => isPicture(cells[index], images)));
  const thing = places.find((index) => index !== picture && rows.some(({ cells }) => cells[index]?.iri));
  return thing === undefined || columns.length < 2 ? null : { thing, picture, images };
}

// A card for each thing: its picture, and by column the cells of all its rows, each once.
export function cardsOf(rows, { thing, picture, images }) {
  const cards = new Map();
  for (const { cells } of rows) {
    if (!cells[thing]) continue;
    const key = cells[thing].iri ?? cells[thing].text;
    const card = cards.get(key) ?? { thing: cells[thing], picture: null, values: new Map() };
    cards.set(key, card);
    cells.forEach((cell, index) => {
      if (!cell || index === thing) return;
      if (index === picture && isPicture(cell, images)) card.picture ??= addressOf(cell);
      else addTo(card.values, index, cell);
    });
  }
  return [...cards.values()];
}

function addTo(values, index, cell) {
  const known = values.get(index) ?? [];
  if (!known.some(({ text, iri }) => text === cell.text && iri === cell.iri)) values.set(index, [...known, cell]);
}

function isPicture(cell, hosts) {
  const address = cell && URL.canParse(addressOf(cell)) ? new URL(addressOf(cell)) : null;
  return address?.protocol === "https:" && hosts.includes(address.host);
}

function addressOf(cell) {
  return cell.iri ?? cell.text;
}

// Every answer can be read as programs get it.
export function rawPlan({ files }) {
  return Object.keys(files).length ? files : null;
}

// How the rows of an answer are shapes on a map: a function from a row to its label and parts, or
// null for a row without coordinates; null for an answer without any. A part has a kind, as WKT
// names it, and lists of longitudes and latitudes: one, or of an area its outline and its holes.
export function mapPlan({ columns, rows }) {
  const read = ofWkt(columns, rows) ?? ofDegrees(columns);
  return read && rows.some((row) => read(row)) ? read : null;
}

function ofWkt(columns, rows) {
  const index = columns.findIndex((_, place) => rows.some(({ cells }) => partsOfWkt(cells[place]?.text ?? "").length));
  return index < 0 ? null : shapeReader([index], columns, ({ cells }) => partsOfWkt(cells[index]?.text ?? ""));
}

// The parts of a shape in WKT: https://docs.ogc.org/is/22-047r1/22-047r1.html. None where it is cut
// short, or in a reference system other than degrees.
export function partsOfWkt(text) {
  const shape = text.trim();
  if (!shape.endsWith(")")) return [];
  const system = SYSTEM.exec(shape)?.[1] ?? CRS_84;
  const isTurned = system === EPSG_4326; // which has latitude first
  if (!isTurned && system !== CRS_84) return [];
  return [...shape.matchAll(SHAPE)].flatMap(([, kind, lists]) => {
    const read = [...lists.matchAll(/\(([^()]+)\)/g)].map(([, list]) => list.split(",").map((pair) => pairOf(pair, isTurned)));
    const isMany = kind.toUpperCase() === "POLYGON";
    return isMany ? [{ kind: "POLYGON", lists: read }] : read.map((list) => ({ kind: kind.toUpperCase(), lists: [list] }));
  });
}

function pairOf(text, isTurned) {
  const [first, second] = text.trim().split(/\s+/).map(numberOf);
  return isTurned ? [second, first] : [first, second];
}

function ofDegrees(columns) {
  const found = degreesOf(columns);
  if (!found) return null;
  const { longitude, latitude } = found;
  return shapeReader([longitude, latitude], columns, ({ cells }) => {
    const pair = [longitude, latitude].map((index) => numberOf(cells[index]?.text ?? ""));
    return [{ kind: "POINT", lists: [[pair]] }];
  });
}

function degreesOf(columns) {
  const names = columns.map((column) => column.name.toLowerCase());
  for (const [latitude, { name }] of columns.entries()) {
    if (!LATITUDES.some((form) => form.test(name))) continue;
    const start = name.toLowerCase().replace(/lat(?:itude)?$/, "");
    const longitude = names.findIndex((other) => LONGITUDES.some((word) => other === start + word));
    if (longitude < 0) continue;
    return { longitude, latitude };
  }
  return null;
}

function shapeReader(used, columns, partsOf) {
  const label = columns.findIndex((column, index) => !used.includes(index) && !column.isNumber);
  return (row) => {
    const parts = partsOf(row);
    const pairs = parts.flatMap(({ lists }) => lists.flat());
    if (!pairs.length || !pairs.every(([x, y]) => Math.abs(x) <= 180 && Math.abs(y) <= 90)) return null;
    const href = row.cells[label]?.href ?? null;
    return { parts, label: nameOf(row.cells[label]) || `${pairs[0][1]}, ${pairs[0][0]}`, href };
  };
}
