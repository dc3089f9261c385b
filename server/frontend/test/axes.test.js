import assert from "node:assert/strict";
import { test } from "node:test";
import { scaleLinear, scaleUtc } from "d3-scale";
import { apart } from "../src/axes.js";

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
  const ticks = apart(scaleUtc().domain(days(10, 11)).range([0, 900]), { texts, measure, isDays: true });
  assert.deepEqual(ticks.map(([, text]) => text), ["2020-11-10T00:00:00.000Z", "2020-11-11T00:00:00.000Z"]);
});

test("numbers have as many ticks as there is room for", () => {
  const count = (width) => apart(scaleLinear().domain([0, 100]).range([0, width]), { texts, measure }).length;
  assert.ok(count(900) > count(200));
});
