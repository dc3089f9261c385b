// The frame of a chart with two axes: scales of d3, ticks in the language of the page.
import { scaleLinear, scaleUtc } from "d3-scale";
import { numberFormat, timeFormat } from "./locale.js";
import { measureOf, svg } from "./svg.js";

const MARGIN = { top: 12, right: 28, bottom: 44 };
const GAP = 8;
const DAY = 86_400_000;
const DAYS = { year: 366, month: 93 }; // around one date alone, so that its own tick is among those beside it
// Where years, months and days begin.
const STARTS = { year: /-01-01T00:00:00.000Z$/, month: /-01T00:00:00.000Z$/, day: /T00:00:00.000Z$/ };
const PER_TICK = 90; // pixels of width

// A scale over values within a range of pixels; over times where a `unit` says how exact they are.
export function scaleOf(values, range, unit = null) {
  const [lowest, highest] = extent(values);
  const scale = unit ? scaleUtc() : scaleLinear();
  return scale.domain(lowest === highest ? around(lowest, unit) : [lowest, highest]).range(range).nice();
}

function extent(values) {
  return values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);
}

function around(value, unit) {
  const margin = unit ? DAY * (DAYS[unit] ?? 1) : Math.abs(value) / 2 || 1;
  return [value - margin, value + margin];
}

// Draws axes as wide as `place`; `marks(x, y)` returns what is drawn by their scales. `x` and `y`
// are { values, title, unit }.
export function plot(place, { x, y, name, marks }) {
  const measure = measureOf(place);
  const width = place.clientWidth;
  const height = Math.round(Math.min(Math.max(width / 2, 220), 420));
  const yScale = scaleOf(y.values, [height - MARGIN.bottom, MARGIN.top]);
  const yTicks = yScale.ticks(5);
  const written = yTicks.map(numberFormat(yTicks));
  const left = Math.ceil(Math.max(...written.map(measure))) + 2 * GAP;
  const xScale = scaleOf(x.values, [left, width - MARGIN.right], x.unit);
  return svg("svg", { class: "chart plot", role: "list", "aria-label": name, width, height },
    ...yTicks.map((tick, index) => rowLine(yScale(tick), { left, right: width - MARGIN.right, text: written[index] })),
    ...xAxis(xScale, { height, measure, unit: x.unit }),
    svg("text", { x: (left + width) / 2, y: height - 6, "text-anchor": "middle", class: "title", "aria-hidden": true }, x.title),
    ...marks(xScale, yScale));
}

function rowLine(y, { left, right, text }) {
  return svg("g", { class: "tick", "aria-hidden": true },
    svg("line", { x1: left, x2: right, y1: y, y2: y }),
    svg("text", { x: left - GAP, y, "text-anchor": "end", "dominant-baseline": "central" }, text));
}

// The ticks below a chart; texts that are as wide as `measure` says stand apart.
export function xAxis(scale, { height, measure, unit = null }) {
  const [first, last] = scale.domain().map(Number);
  const texts = unit ? () => timeFormat(last - first, unit) : numberFormat;
  const y = height - MARGIN.bottom;
  return apart(scale, { texts, measure, unit }).map(([tick, text]) => svg("g", { class: "tick", "aria-hidden": true },
    svg("line", { x1: scale(tick), x2: scale(tick), y1: y, y2: y + 5 }),
    svg("text", { x: scale(tick), y: y + 18, "text-anchor": "middle" }, text)));
}

// The most ticks whose texts do not meet, each with its text; at least one.
export function apart(scale, { texts, measure, unit = null }) {
  const [from, to] = scale.range();
  for (let most = Math.max(Math.floor((to - from) / PER_TICK), 1); ; most -= 1) {
    const found = scale.ticks(most).filter((tick) => !(unit in STARTS) || STARTS[unit].test(tick.toISOString()));
    if (!found.length && most > 1) continue;
    const ticks = found.length ? found : [scale.domain()[0]];
    const format = texts(ticks);
    const written = ticks.map((tick) => [tick, format(tick)]);
    const step = ticks.length > 1 ? scale(ticks[1]) - scale(ticks[0]) : Infinity;
    if (step >= Math.max(...written.map(([, text]) => measure(text))) + GAP) return written;
    if (most <= 1) return written.slice(0, 1);
  }
}
