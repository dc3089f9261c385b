// Draws the parts of a whole, with a list of their shares beside them.
import { arc, pie } from "d3-shape";
import { localNumber } from "./locale.js";
import { svg } from "./svg.js";
import { barsOf } from "./view-plans.js";

const RADIUS = 110;

export function draw(place, rows, { plan }) {
  const parts = barsOf(rows, plan).filter((part) => part.value > 0);
  const whole = parts.reduce((sum, part) => sum + part.value, 0);
  if (!whole) return;
  const share = new Intl.NumberFormat(document.documentElement.lang, { style: "percent", maximumFractionDigits: 1 });
  const told = parts.map((part) => `${part.label}: ${localNumber(part.written)} (${share.format(part.value / whole)})`);
  const shape = arc().innerRadius(0).outerRadius(RADIUS);
  const slices = pie().sort(null).value((part) => part.value)(parts);
  const drawing = svg("svg", { class: "chart pie", "aria-hidden": true, width: 2 * RADIUS, height: 2 * RADIUS, viewBox: [-RADIUS, -RADIUS, 2 * RADIUS, 2 * RADIUS].join(" ") },
    ...slices.map((slice, number) => svg("path", { d: shape(slice), class: `part-${number}` }, svg("title", {}, told[number]))));
  const box = document.createElement("div");
  box.className = "pie";
  box.append(drawing, listOf(parts, told));
  place.append(box);
}

function listOf(parts, told) {
  const list = document.createElement("ul");
  list.className = "legend";
  list.append(...parts.map((part, number) => {
    const item = document.createElement("li");
    item.className = `part-${number}`;
    const text = part.href ? Object.assign(document.createElement("a"), { href: part.href }) : document.createElement("span");
    text.textContent = told[number];
    item.append(text);
    return item;
  }));
  return list;
}
