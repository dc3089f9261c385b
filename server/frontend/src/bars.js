// Draws bars, as SVG that is read as a list.
import { localNumber } from "./locale.js";
import { fitting, linked, measureOf, svg } from "./svg.js";
import { filled, paragraph } from "./texts.js";
import { barsOf } from "./view-plans.js";

const MOST_BARS = 60;
const ROW = 26;
const GAP = 8;

// Where bars begin and how long they are, from 0 to either side, within a width.
export function lengths(values, width) {
  const lowest = Math.min(0, ...values);
  const extent = Math.max(0, ...values) - lowest || 1;
  return values.map((value) => ({
    start: ((Math.min(value, 0) - lowest) / extent) * width,
    length: (Math.abs(value) / extent) * width,
  }));
}

export function draw(place, rows, { plan, answer, texts }) {
  const bars = barsOf(rows, plan).map((bar) => ({ ...bar, written: localNumber(bar.written) }));
  const shown = bars.slice(0, MOST_BARS);
  if (shown.length < bars.length) place.append(paragraph(texts.chartCut, { shown: shown.length, total: bars.length }));
  const [number, label] = [plan.number, plan.label].map((index) => answer.columns[index].name);
  if (shown.length) place.append(drawChart(place, shown, filled(texts.chartName, { number, label })));
}

// The bars as wide as `place`, with labels before and numbers behind them.
function drawChart(place, bars, name) {
  const measure = measureOf(place);
  const width = place.clientWidth;
  const widest = (texts, most) => Math.min(Math.ceil(Math.max(...texts.map(measure))), most);
  const before = widest(bars.map((bar) => bar.label), width * 0.4);
  const behind = widest(bars.map((bar) => bar.written), width * 0.25);
  const left = before + GAP;
  const room = Math.max(width - left - behind - GAP, 10);
  const measured = lengths(bars.map((bar) => bar.value), room);
  return svg("svg", { class: "chart", role: "list", "aria-label": name, width, height: bars.length * ROW },
    ...bars.map((bar, index) => {
      const middle = index * ROW + ROW / 2;
      const { start, length } = measured[index];
      const label = svg("text", { x: before, y: middle, "text-anchor": "end", "dominant-baseline": "central" },
        fitting(bar.label, before, measure));
      const number = svg("text", { x: left + start + length + GAP, y: middle, "dominant-baseline": "central" },
        fitting(bar.written, behind, measure));
      const rectangle = svg("rect", { x: left + start, y: middle - ROW / 3, width: Math.max(length, 1), height: (ROW / 3) * 2 });
      return svg("g", { role: "listitem" }, svg("title", {}, `${bar.label}: ${bar.written}`), linked(bar.href, label), rectangle, number);
    }));
}
