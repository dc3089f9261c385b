import assert from "node:assert/strict";
import { test } from "node:test";
import { scaleLinear, scaleUtc } from "d3-scale";
import { apart, scaleOf } from "../src/axes.js";
import { localDate, timeFormat } from "../src/locale.js";
import { timeOf } from "../src/values.js";

const measure = (text) => 7 * text.length;
const texts = () => (tick) => (tick instanceof Date ? tick.toISOString() : String(tick));
const days = (from, to) => [Date.UTC(2020, 10, from), Date.UTC(2020, 10, to)];

test("texts of ticks do not meet, however narrow the chart and long the time", () => {
  for (let width = 40; width <= 1600; width += 60) {
    for (const to of [11, 12, 20, 30]) {
      const scale = scaleUtc().domain(days(10, to)).range([0, width]);
      const ticks = apart(scale, { texts, measure });
      assert.ok(ticks.length >= 1);
      ticks.slice(1).forEach(([tick, text], index) => {
        assert.ok(scale(tick) - scale(ticks[index][0]) >= measure(text));
      });
    }
  }
});

test("dates without a time have ticks at days alone", () => {
  const ticks = apart(scaleUtc().domain(days(10, 11)).range([0, 900]), { texts, measure, unit: "day" });
  assert.deepEqual(ticks.map(([, text]) => text), ["2020-11-10T00:00:00.000Z", "2020-11-11T00:00:00.000Z"]);
});

test("dates have ticks where years and months begin, as exact as they are written", () => {
  for (const [unit, form] of [["year", /-01-01T00/], ["month", /-01T00/]]) {
    for (const width of [300, 600, 900, 1600]) {
      const scale = scaleOf([Date.UTC(1226, 0, 1)], [0, width], unit);
      const ticks = apart(scale, { texts, measure, unit });
      ticks.forEach(([, text]) => assert.match(text, form));
      assert.ok(ticks.length, `${unit} ${width}`);
    }
  }
});

test("years are written with the sign that they have, and without zeros", () => {
  globalThis.document = { documentElement: { lang: "en" } };
  const time = (year) => timeOf(`${year}-01-01`);
  assert.deepEqual(["-0330", "0000", "0242", "1226"].map((year) => timeFormat(1, "year")(time(year))), ["−330", "0", "242", "1226"]);
  assert.deepEqual(["-0330", "0242-05", "0242-05-02"].map((date) => localDate(date, timeOf(date))), ["−330", "May 242", "May 2, 242"]);
});

test("numbers have as many ticks as there is room for", () => {
  const count = (width) => apart(scaleLinear().domain([0, 100]).range([0, width]), { texts, measure }).length;
  assert.ok(count(900) > count(200));
});
