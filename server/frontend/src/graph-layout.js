// Where the nodes of a graph stand: the same graph in the same width always gives the same picture.
import { forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY } from "d3-force";

const STRETCH = 2.2; // names are wide: forces see a node as a circle, the picture is drawn out
const STEPS = 300;
const GAP = 10;
const REACH = 260;
const SPOTS = [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8]; // of a name, as shares of its line; the best first
const NAME_HEIGHT = 14;

// Places nodes, each with its `width` and `height`, in a picture `ratio` times as wide as high.
// Nodes that have a place already begin there, and move less.
export function layOut(nodes, links, { ratio }) {
  const isNew = nodes.every((node) => node.x === undefined);
  for (const node of nodes) {
    node.r = Math.max(node.height, node.width / STRETCH) / 2 + GAP;
    if (node.x !== undefined) node.x /= STRETCH;
  }
  const upright = Math.sqrt(STRETCH / ratio);
  const simulation = forceSimulation(nodes)
    .alpha(isNew ? 1 : 0.5)
    .force("charge", forceManyBody().strength(-500).distanceMax(REACH))
    .force("link", forceLink(links.map((link) => ({ ...link }))).id((node) => node.id).distance(distanceOf))
    .force("collide", forceCollide((node) => node.r).iterations(2))
    .force("x", forceX().strength(0.07 * upright))
    .force("y", forceY().strength(0.07 / upright))
    .stop();
  simulation.tick(STEPS);
  for (const node of nodes) node.x *= STRETCH;
}

function distanceOf({ source, target, width = 0 }) {
  return source.r + target.r + Math.max(50, width / STRETCH);
}

// The part of the plane that holds all nodes.
export function boundsOf(nodes, margin = 50) {
  const ends = (place, size) => [
    Math.min(...nodes.map((node) => node[place] - node[size] / 2)) - margin,
    Math.max(...nodes.map((node) => node[place] + node[size] / 2)) + margin,
  ];
  const [[left, right], [top, bottom]] = [ends("x", "width"), ends("y", "height")];
  return { left, top, width: right - left, height: bottom - top };
}

// The line from one node to another, between their edges; bent where one leads back, too, and a
// loop where both are the same.
export function pathOf(source, target, isBent) {
  if (source === target) return loop(source);
  const [dx, dy] = [target.x - source.x, target.y - source.y];
  const bend = isBent ? 0.12 : 0;
  const [mx, my] = [(source.x + target.x) / 2 - dy * bend, (source.y + target.y) / 2 + dx * bend];
  const start = edgeOf(source, mx - source.x, my - source.y);
  const end = edgeOf(target, mx - target.x, my - target.y);
  const between = (place, middle, t) => (1 - t) ** 2 * start[place] + 2 * t * (1 - t) * middle + t ** 2 * end[place];
  const spots = SPOTS.map((t) => ({ x: between("x", mx, t), y: between("y", my, t) }));
  return { d: `M${at(start)}Q${at({ x: mx, y: my })} ${at(end)}`, spots };
}

// Gives the name of each link, with its `width` and `spots`, the first `spot` at which it lies on no
// node and on no other name; those that have none are tight.
export function placeNames(links, nodes) {
  const taken = [...nodes];
  for (const link of links) {
    const boxes = link.spots.map((spot) => ({ ...spot, width: link.width, height: NAME_HEIGHT }));
    const free = boxes.find((box) => !taken.some((other) => overlap(box, other)));
    Object.assign(link, { spot: free ?? boxes[0], isTight: !free });
    if (free) taken.push(free);
  }
}

function overlap(one, other) {
  return ["x", "y"].every((place, index) => {
    const size = ["width", "height"][index];
    return Math.abs(one[place] - other[place]) < (one[size] + other[size]) / 2;
  });
}

function loop({ x, y, width, height }) {
  const top = y - height / 2;
  const [left, right, peak] = [x + width / 4 - 12, x + width / 4 + 12, top - 36];
  return { d: `M${at({ x: left, y: top })}C${at({ x: left, y: peak })} ${at({ x: right, y: peak })} ${at({ x: right, y: top - 3 })}`, spots: [30, 44].map((above) => ({ x: x + width / 4, y: top - above })) };
}

// Where a ray from the middle of a node leaves its box, and the head of an arrow has room.
function edgeOf(node, dx, dy) {
  const [halfWidth, halfHeight] = [node.width / 2 + 3, node.height / 2 + 3];
  const share = Math.min(halfWidth / Math.abs(dx || 1e-9), halfHeight / Math.abs(dy || 1e-9), 1);
  return { x: node.x + dx * share, y: node.y + dy * share };
}

function at({ x, y }) {
  return `${x.toFixed(1)},${y.toFixed(1)}`;
}
