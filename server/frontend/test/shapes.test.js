import assert from "node:assert/strict";
import { test } from "node:test";
import { lengths } from "../src/chart.js";
import { partOf } from "../src/map.js";
import { barsOf, barPlan, pointReader } from "../src/shapes.js";
import { fitting } from "../src/svg.js";

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

test("latitude and longitude are points, labelled by another column", () => {
  for (const [latitude, longitude] of [["lat", "long"], ["latitude", "Longitude"], ["birth_lat", "birth_lon"], ["homeLat", "homeLng"]]) {
    const table = tableOf(["name", `${latitude}#`, `${longitude}#`], ["Augsburg", "48.4", "10.9"], ["nowhere", null, null]);
    const read = pointReader(table);
    assert.deepEqual(table.rows.map(read), [{ x: 10.9, y: 48.4, label: "Augsburg", href: null }, null], latitude);
  }
});

test("a point in WKT is longitude before latitude", () => {
  const table = tableOf(["where"], ["POINT(10.9 48.4)"], ["Point ( -3 4 )"]);
  assert.deepEqual(table.rows.map(pointReader(table)).map(({ x, y }) => [x, y]), [[10.9, 48.4], [-3, 4]]);
});

test("other columns, and numbers that are no degrees, are no points", () => {
  assert.equal(pointReader(tableOf(["flat", "flong"], ["1", "2"])), null);
  assert.equal(pointReader(tableOf(["birthLat", "deathLong"], ["1", "2"])), null);
  assert.equal(pointReader(tableOf(["lat", "long"], ["91", "2"])), null);
  assert.equal(pointReader(tableOf(["lat", "long"], ["north", "2"])), null);
});

test("the part of the world holds every point and stays within the world", () => {
  const places = [[0, 0], [179, 0], [-180, 90], [13.4, 52.5], [11, 48], [180, -90]].map(([x, y]) => ({ x, y }));
  for (const first of places) {
    for (const second of places) {
      const { west, north, width, height } = partOf([first, second], 2);
      assert.ok(west >= -180 && west + width <= 180.000001 && north <= 90 && north - height >= -90.000001);
      for (const { x, y } of [first, second]) {
        assert.ok(x >= west && x <= west + width + 1e-6 && y <= north && y >= north - height - 1e-6);
      }
    }
  }
});
