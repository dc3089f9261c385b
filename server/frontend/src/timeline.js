// Draws when things are, from a start to an end, one below the other.
import { scaleOf, xAxis } from "./axes.js";
import { localDate } from "./locale.js";
import { fitting, linked, measureOf, svg } from "./svg.js";
import { paragraph } from "./texts.js";
import { unitOf } from "./values.js";
import { spansOf } from "./view-plans.js";

const MOST_SPANS = 100;
const ROW = 26;
const FOOT = 44;
const GAP = 8;

export function draw(place, rows, { plan, texts }) {
  const spans = spansOf(rows, plan).sort((one, other) => one.start - other.start);
  const shown = spans.slice(0, MOST_SPANS);
  if (!shown.length) return;
  if (shown.length < rows.length) place.append(paragraph(texts.chartCut, { shown: shown.length, total: rows.length }));
  const measure = measureOf(place);
  const width = place.clientWidth;
  const before = Math.min(Math.ceil(Math.max(...shown.map((span) => measure(span.label)))), width * 0.4);
  const unit = unitOf(shown.flatMap(({ written }) => [written.start, written.end]).filter(Boolean));
  const scale = scaleOf(shown.flatMap(({ start, end }) => [start, end]), [before + GAP, width - 4 * GAP], unit);
  const height = shown.length * ROW + FOOT;
  place.append(svg("svg", { class: "chart timeline", role: "list", "aria-label": texts.timeline, width, height },
    ...xAxis(scale, { height, measure, unit }),
    ...shown.map((span, index) => bandOf(span, { middle: index * ROW + ROW / 2, scale, before, measure }))));
}

function bandOf(span, { middle, scale, before, measure }) {
  const [start, end] = [scale(span.start), scale(span.end)];
  const dates = span.written.end ? `${localDate(span.written.start, span.start)} – ${localDate(span.written.end, span.end)}` : localDate(span.written.start, span.start);
  const label = svg("text", { x: before, y: middle, "text-anchor": "end", "dominant-baseline": "central" }, fitting(span.label, before, measure));
  const band = svg("rect", { x: start - 4, y: middle - ROW / 4, width: Math.max(end - start, 0) + 8, height: ROW / 2, rx: 4 });
  return svg("g", { role: "listitem" }, svg("title", {}, `${span.label}: ${dates}`), linked(span.href, label), band);
}
