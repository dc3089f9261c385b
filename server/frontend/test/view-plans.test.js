import assert from "node:assert/strict";
import { test } from "node:test";
import { lengths } from "../src/bars.js";
import { fitting } from "../src/svg.js";
import { barPlan, barsOf, cardPlan, cardsOf, linePlan, mapPlan, partsOfWkt, piePlan, scatterPlan, seriesOf, spansOf, timelinePlan } from "../src/view-plans.js";

// A table as it is read from a page; a name that ends in # is one of numbers.
function tableOf(names, ...rows) {
  return {
    columns: names.map((name) => ({ name: name.replace("#", ""), isNumber: name.endsWith("#") })),
    rows: rows.map((texts) => ({ cells: texts.map((text) => (text === null ? null : { text, href: null })) })),
  };
}

test("a label and a number are a chart", () => {
  assert.deepEqual(barPlan(tableOf(["n#", "name"], ["1", "a"], ["2", "b"])), { label: 1, number: 0 });
});

test("no number, two numbers, no label or a single bar are none", () => {
  assert.equal(barPlan(tableOf(["name", "other"], ["a", "b"], ["c", "d"])), null);
  assert.equal(barPlan(tableOf(["name", "n#", "m#"], ["a", "1", "2"], ["b", "1", "2"])), null);
  assert.equal(barPlan(tableOf(["n#"], ["1"], ["2"])), null);
  assert.equal(barPlan(tableOf(["name", "n#"], ["a", "1"], ["b", null])), null);
});

test("bars keep numbers as written and leave out what has none", () => {
  const bars = barsOf(tableOf(["name", "n#"], ["a", "007"], ["b", null], ["c", "INF"], [null, "-1.50"]).rows, { label: 0, number: 1 });
  assert.deepEqual(bars.map((bar) => [bar.label, bar.value, bar.written]), [["a", 7, "007"], ["", -1.5, "-1.50"]]);
});

test("bars begin at 0, to either side", () => {
  assert.deepEqual(lengths([-1, 0, 3], 100), [{ start: 0, length: 25 }, { start: 25, length: 0 }, { start: 25, length: 75 }]);
  assert.deepEqual(lengths([0, 0], 100), [{ start: 0, length: 0 }, { start: 0, length: 0 }]);
});

test("a text is cut where it does not fit", () => {
  const measure = (text) => [...text].length;
  assert.equal(fitting("Augsburg", 8, measure), "Augsburg");
  assert.equal(fitting("Augsburg", 5, measure), "Augs…");
  assert.equal(fitting("Augsburg", 0, measure), "…");
});

const pairsOn = (table) => table.rows.map(mapPlan(table)).map((shape) => shape && shape.parts.flatMap(({ lists }) => lists.flat()));

test("latitude and longitude are points, labelled by another column", () => {
  for (const [latitude, longitude] of [["lat", "long"], ["latitude", "Longitude"], ["birth_lat", "birth_lon"], ["homeLat", "homeLng"]]) {
    const table = tableOf(["name", `${latitude}#`, `${longitude}#`], ["Augsburg", "48.4", "10.9"], ["nowhere", null, null]);
    const parts = [{ kind: "POINT", lists: [[[10.9, 48.4]]] }];
    assert.deepEqual(table.rows.map(mapPlan(table)), [{ parts, label: "Augsburg", href: null }, null], latitude);
  }
});

test("a point in WKT is longitude before latitude, but in EPSG 4326", () => {
  const crs = "http://www.opengis.net/def/crs";
  const table = tableOf(["where"], ["POINT(10.9 48.4)"], ["Point Z ( -3 4e0 7 )"], [`<${crs}/EPSG/0/4326> POINT(48.4 10.9)`], [`<${crs}/OGC/1.3/CRS84> POINT(1 2)`], [`<${crs}/EPSG/0/25832> POINT(1 2)`]);
  assert.deepEqual(pairsOn(table), [[[10.9, 48.4]], [[-3, 4]], [[10.9, 48.4]], [[1, 2]], null]);
});

test("lines and areas in WKT are drawn with their parts and holes", () => {
  const kinds = (text) => partsOfWkt(text).map(({ kind, lists }) => [kind, lists.map((list) => list.length)]);
  assert.deepEqual(kinds("LINESTRING(1 2, 3 4, 5 6)"), [["LINESTRING", [3]]]);
  assert.deepEqual(kinds("POLYGON((0 0, 9 0, 9 9, 0 0), (1 1, 2 1, 2 2, 1 1))"), [["POLYGON", [4, 4]]]);
  assert.deepEqual(kinds("MULTIPOINT((1 2), (3 4))"), [["POINT", [1]], ["POINT", [1]]]);
  assert.deepEqual(kinds("MULTILINESTRING((1 2, 3 4), (5 6, 7 8))"), [["LINESTRING", [2]], ["LINESTRING", [2]]]);
  assert.deepEqual(kinds("GEOMETRYCOLLECTION(POINT(1 2), POLYGON((0 0, 1 0, 1 1, 0 0)))"), [["POINT", [1]], ["POLYGON", [4]]]);
  assert.deepEqual(kinds("POLYGON((0 0, 9 0, 9…"), []);
});

test("other columns, and numbers that are no degrees, are no points", () => {
  assert.equal(mapPlan(tableOf(["flat", "flong"], ["1", "2"])), null);
  assert.equal(mapPlan(tableOf(["birthLat", "deathLong"], ["1", "2"])), null);
  assert.equal(mapPlan(tableOf(["lat", "long"], ["91", "2"])), null);
  assert.equal(mapPlan(tableOf(["lat", "long"], ["north", "2"])), null);
  assert.equal(mapPlan(tableOf(["where"], ["POINT(1)"])), null);
});

test("parts of a whole are few, named apart, and sum up to it or are counted", () => {
  const parts = (name, ...numbers) => piePlan(tableOf(["label", `${name}#`], ...numbers.map((number, index) => [`${index}`, number])));
  assert.deepEqual(parts("share", "0.25", "0.75"), { label: 0, number: 1 });
  assert.deepEqual(parts("percent", "33.3", "33.3", "33.3"), { label: 0, number: 1 });
  assert.deepEqual(parts("count", "3", "4"), { label: 0, number: 1 });
  assert.equal(parts("temperature", "3", "4"), null);
  assert.equal(parts("count", "-3", "4"), null);
  assert.equal(parts("count", "3.5", "4"), null);
  assert.equal(parts("count", "0", "0"), null);
  assert.equal(parts("count", ..."123456789"), null);
  assert.equal(piePlan(tableOf(["label", "count#"], ["same", "1"], ["same", "2"])), null);
});

test("lines go over dates, or over numbers without a label, from left to right", () => {
  const dated = tableOf(["day", "n#", "m#"], ["2020-03", "3", "1"], ["2020-01", "1", null], ["2020-02", "2", "2"]);
  assert.deepEqual(linePlan(dated), { x: 0, numbers: [1, 2], isTime: true });
  assert.deepEqual(seriesOf(dated.rows, linePlan(dated)).map((line) => line.map((point) => point.y)), [[1, 2, 3], [2, 1]]);
  assert.deepEqual(linePlan(tableOf(["x#", "y#"], ["1", "1"], ["2", "4"], ["3", "9"])), { x: 0, numbers: [1], isTime: false });
  assert.equal(linePlan(tableOf(["day", "n#"], ["2020", "1"], ["2020", "2"], ["2021", "3"])), null);
  assert.equal(linePlan(tableOf(["name", "n#", "m#"], ["a", "1", "1"], ["b", "2", "2"], ["c", "3", "3"])), null);
});

test("two numbers are points, places are not", () => {
  assert.deepEqual(scatterPlan(tableOf(["n", "x#", "y#"], ["a", "1", "2"], ["b", "2", "3"])), { x: 1, y: 2, label: 0 });
  assert.equal(scatterPlan(tableOf(["n", "lat#", "long#"], ["a", "1", "2"], ["b", "2", "3"])), null);
  assert.equal(scatterPlan(tableOf(["x#", "y#"], ["1", "2"], [null, "3"])), null);
});

test("a timeline goes from dates to later ones", () => {
  const told = tableOf(["name", "from", "to"], ["a", "2020", "2021"], ["b", "2022-05-01", null]);
  assert.deepEqual(timelinePlan(told), { start: 1, end: 2, label: 0 });
  assert.deepEqual(spansOf(told.rows, timelinePlan(told)).map(({ label, start, end }) => [label, end > start]), [["a", true], ["b", false]]);
  assert.equal(timelinePlan(tableOf(["name", "from", "seen"], ["a", "2020", "2019"])).end, null);
  assert.equal(timelinePlan(tableOf(["from"], ["2020"])), null);
  assert.equal(timelinePlan(tableOf(["name", "n"], ["a", "unknown"])), null);
});

test("cards bring together the rows of a thing, with pictures of named hosts alone", () => {
  const cell = (text, iri = null) => ({ text, iri, href: iri });
  const columns = ["thing", "image", "says"].map((name) => ({ name, isNumber: false }));
  const rows = [["x", "https://ex.org/1.png", "one"], ["x", "https://evil.example/2.png", "two"], ["x", "http://ex.org/3.png", "one"]]
    .map(([thing, image, text]) => ({ cells: [cell("X", `http://a/${thing}`), cell(image), cell(text)] }));
  const plan = cardPlan({ columns, rows, images: ["ex.org"] });
  assert.deepEqual([plan.thing, plan.picture], [0, 1]);
  const [card, ...others] = cardsOf(rows, plan);
  assert.deepEqual([card.picture, others.length], ["https://ex.org/1.png", 0]);
  assert.deepEqual(card.values.get(2).map(({ text }) => text), ["one", "two"]);
  assert.equal(cardPlan({ columns, rows, images: [] }).picture, undefined);
  assert.equal(cardPlan({ columns, rows: [{ cells: [cell("a"), cell("b"), cell("c")] }], images: [] }), null);
});
