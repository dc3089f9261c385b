import assert from "node:assert/strict";
import { test } from "node:test";
import { lengths } from "../src/chart.js";
import { barsOf, chartColumns } from "../src/shapes.js";
import { fitting } from "../src/svg.js";

// A table as it is read from a page; a name that ends in # is one of numbers.
function tableOf(names, ...rows) {
  return {
    columns: names.map((name) => ({ name: name.replace("#", ""), isNumber: name.endsWith("#") })),
    rows: rows.map((texts) => ({ cells: texts.map((text) => (text === null ? null : { text, href: null })) })),
  };
}

test("a label and a number are a chart", () => {
  assert.deepEqual(chartColumns(tableOf(["n#", "name"], ["1", "a"], ["2", "b"])), { label: 1, number: 0 });
});

test("no number, two numbers, no label or a single bar are none", () => {
  assert.equal(chartColumns(tableOf(["name", "other"], ["a", "b"], ["c", "d"])), null);
  assert.equal(chartColumns(tableOf(["name", "n#", "m#"], ["a", "1", "2"], ["b", "1", "2"])), null);
  assert.equal(chartColumns(tableOf(["n#"], ["1"], ["2"])), null);
  assert.equal(chartColumns(tableOf(["name", "n#"], ["a", "1"], ["b", null])), null);
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
