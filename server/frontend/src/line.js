// Draws lines over dates or numbers.
import { line } from "d3-shape";
import { plot } from "./axes.js";
import { localDate, localNumber } from "./locale.js";
import { svg } from "./svg.js";
import { unitOf } from "./values.js";
import { seriesOf } from "./view-plans.js";

const MOST_DOTS = 200;

export function draw(place, rows, { plan, answer }) {
  const series = seriesOf(rows, plan);
  const points = series.flat();
  if (points.length < 2) return;
  const names = plan.numbers.map((index) => answer.columns[index].name);
  const title = answer.columns[plan.x].name;
  const x = { values: points.map((point) => point.x), title, unit: plan.isTime ? unitOf(points.map((point) => point.written.x)) : null };
  const y = { values: points.map((point) => point.y) };
  if (series.length > 1) place.append(legendOf(names));
  place.append(plot(place, {
    x,
    y,
    name: `${names.join(", ")} / ${title}`,
    marks: (xScale, yScale) => series.flatMap((dots, number) => marksOf(dots, { number, name: names[number], xScale, yScale, isTime: plan.isTime })),
  }));
}

function marksOf(points, { number, name, xScale, yScale, isTime }) {
  const path = line().x((point) => xScale(point.x)).y((point) => yScale(point.y));
  const drawn = svg("path", { d: path(points) ?? "", class: `line part-${number}`, "aria-hidden": true });
  if (points.length > MOST_DOTS) return [drawn];
  return [drawn, ...points.map((point) => {
    const when = isTime ? localDate(point.written.x, point.x) : localNumber(point.written.x);
    const title = svg("title", {}, `${name}, ${when}: ${localNumber(point.written.y)}`);
    const dot = svg("circle", { cx: xScale(point.x), cy: yScale(point.y), r: 3, class: `part-${number}` });
    return svg("g", { role: "listitem" }, title, dot);
  })];
}

function legendOf(names) {
  const list = document.createElement("ul");
  list.className = "legend";
  list.append(...names.map((name, number) => {
    const item = document.createElement("li");
    item.className = `part-${number}`;
    item.append(name);
    return item;
  }));
  return list;
}
