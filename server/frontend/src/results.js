// What the script adds to an answer: a table to sort and look through, and pictures of it.
import { drawChart, MOST_BARS } from "./chart.js";
import { drawMap } from "./map.js";
import { makeInteractive, readTable } from "./result-table.js";
import { barsOf, chartColumns, pointReader } from "./shapes.js";
import { measureOf } from "./svg.js";
import { addViews } from "./views.js";

export function enhance(answer) {
  const region = answer?.querySelector(".scroll[data-filter]");
  if (!region) return;
  const table = readTable(region.querySelector("table"));
  if (table.rows.length < 2) return;
  const views = [chartOf(table, region.dataset), mapOf(table, region.dataset)].filter(Boolean);
  const show = views.length ? addViews(region, views) : () => {};
  makeInteractive(region, table, show);
  show(table.rows);
}

function chartOf(table, texts) {
  const chosen = chartColumns(table);
  if (!chosen) return null;
  const [number, label] = [chosen.number, chosen.label].map((index) => table.columns[index].name);
  const name = texts.chartName.replace("{number}", number).replace("{label}", label);
  return { name: "chart", title: texts.chart, draw: (place, rows) => drawBars(place, barsOf(rows, chosen), { name, texts }) };
}

function drawBars(place, bars, { name, texts }) {
  const shown = bars.slice(0, MOST_BARS);
  if (shown.length < bars.length) place.append(paragraph(texts.chartCut, { shown: shown.length, total: bars.length }));
  if (shown.length) place.append(drawChart(place, shown, name));
}

function mapOf(table, texts) {
  const read = pointReader(table);
  if (!read) return null;
  const draw = (place, rows) => {
    const points = rows.map(read).filter(Boolean);
    if (points.length) place.append(drawMap(place, points, { name: texts.map, world: texts.world, measure: measureOf(place) }));
    if (points.length < rows.length) place.append(paragraph(texts.mapCut, { shown: points.length, total: rows.length }));
  };
  return { name: "map", title: texts.map, draw };
}

function paragraph(text, numbers) {
  const line = document.createElement("p");
  const language = document.documentElement.lang;
  line.textContent = text.replace(/\{(\w+)\}/g, (_, name) => numbers[name].toLocaleString(language));
  return line;
}
