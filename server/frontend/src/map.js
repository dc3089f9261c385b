// Draws points on the outlines of the world that the site has itself.
import { linked, measureOf, svg } from "./svg.js";
import { paragraph } from "./texts.js";

const PER_DEGREE = 10; // units of the picture of the world
const NARROWEST = 0.3;
const LEAST_DEGREES = 8; // outlines are coarse
const MARGIN = 1.3;
const MOST_LABELS = 40;

export function draw(place, rows, { plan, answer, texts }) {
  const points = rows.map(plan).filter(Boolean);
  if (points.length) place.append(drawMap(place, points, { name: texts.map, world: answer.world, measure: measureOf(place) }));
  if (points.length < rows.length) place.append(paragraph(texts.mapCut, { shown: points.length, total: rows.length }));
}

// The part of the world that holds all points, `ratio` times as wide as high on the map; a degree
// of longitude is as wide as it is in its middle.
export function partOf(points, ratio) {
  const [xs, ys] = [points.map((point) => point.x), points.map((point) => point.y)];
  const [west, east, south, north] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const shrunk = Math.max(Math.cos((((south + north) / 2) * Math.PI) / 180), NARROWEST);
  const wanted = Math.max((north - south) * MARGIN, ((east - west) * MARGIN * shrunk) / ratio, LEAST_DEGREES);
  const height = Math.min(wanted, 180);
  const width = Math.min((height * ratio) / shrunk, 360);
  return {
    west: within((west + east) / 2 - width / 2, -180, 180 - width),
    north: within((south + north) / 2 + height / 2, height - 90, 90),
    width,
    height,
  };
}

function within(value, lowest, highest) {
  return Math.min(Math.max(value, lowest), highest);
}

// The map as wide as `place`: a circle for each point, and its label where there is room.
function drawMap(place, points, { name, world, measure }) {
  const width = place.clientWidth;
  const height = Math.round(Math.min(Math.max(width / 2, 220), 480));
  const part = partOf(points, width / height);
  const taken = [];
  return svg("svg", { class: "map points", role: "list", "aria-label": name, width, height },
    land(part, { width, height, world }),
    ...points.map((point, index) => {
      const x = ((point.x - part.west) / part.width) * width;
      const y = ((part.north - point.y) / part.height) * height;
      const box = { left: x - 5, right: x + 9 + measure(point.label), top: y - 8, bottom: y + 8 };
      const isLabelled = index < MOST_LABELS && box.right < width && !taken.some((other) => overlap(box, other));
      taken.push(isLabelled ? box : { ...box, right: x + 5 });
      const label = isLabelled ? [svg("text", { x: x + 9, y, "dominant-baseline": "central" }, point.label)] : [];
      const circle = svg("circle", { cx: x, cy: y, r: 5 }, svg("title", {}, point.label));
      const mark = linked(point.href, circle, ...label);
      if (point.href) mark.setAttribute("aria-label", point.label);
      return svg("g", { role: "listitem" }, mark);
    }));
}

function overlap(one, other) {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

function land(part, { width, height, world }) {
  const box = [part.west, -part.north, part.width, part.height].map((degrees) => degrees * PER_DEGREE);
  const size = { x: -180 * PER_DEGREE, y: -90 * PER_DEGREE, width: 360 * PER_DEGREE, height: 180 * PER_DEGREE };
  return svg("svg", { width, height, viewBox: box.join(" "), preserveAspectRatio: "none", "aria-hidden": true },
    svg("image", { href: world, ...size, preserveAspectRatio: "none" }));
}
