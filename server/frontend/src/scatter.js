// Draws a point for two numbers of each row.
import { plot } from "./axes.js";
import { localNumber } from "./locale.js";
import { linked, svg } from "./svg.js";
import { paragraph } from "./texts.js";
import { pairsOf } from "./view-plans.js";

const MOST_POINTS = 2000;

export function draw(place, rows, { plan, answer, texts }) {
  const pairs = pairsOf(rows, plan);
  const shown = pairs.slice(0, MOST_POINTS);
  if (!shown.length) return;
  if (shown.length < pairs.length) place.append(paragraph(texts.chartCut, { shown: shown.length, total: pairs.length }));
  const [across, up] = [plan.x, plan.y].map((index) => answer.columns[index].name);
  const upwards = document.createElement("p");
  upwards.className = "quiet";
  upwards.textContent = up;
  place.append(upwards, plot(place, {
    x: { values: shown.map((pair) => pair.x), title: across },
    y: { values: shown.map((pair) => pair.y) },
    name: `${up} / ${across}`,
    marks: (xScale, yScale) => shown.map((pair) => {
      const told = `${pair.label ? `${pair.label}: ` : ""}${across} ${localNumber(pair.written.x)}, ${up} ${localNumber(pair.written.y)}`;
      const circle = svg("circle", { cx: xScale(pair.x), cy: yScale(pair.y), r: 4 }, svg("title", {}, told));
      const mark = linked(pair.href, circle);
      if (pair.href) mark.setAttribute("aria-label", told);
      return svg("g", { role: "listitem" }, mark);
    }),
  }));
}
