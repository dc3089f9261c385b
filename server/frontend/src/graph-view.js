// Draws a graph as SVG: nodes to choose and to drag, links between them, a part to pan and zoom.
import { drag } from "d3-drag";
import { select } from "d3-selection";
import { zoom, zoomIdentity } from "d3-zoom";
import { boundsOf, layOut, pathOf, placeNames } from "./graph-layout.js";
import { labelOf, nearestTowards } from "./graph-model.js";
import { fitting, measureOf, svg } from "./svg.js";

const WIDEST = 180;
const ROOM = 110; // around a node, for links
const LOWEST = 240;
const LINE = 17;
const NAME_SCALE = 0.8; // of links, whose names are smaller than those of nodes
const PER_LABEL = 40; // width of the picture for each link that shows its name unasked
const [LEAST_SCALED, MOST_SCALED] = [0.55, 1.25];

// A picture of the part of `graph` whose ids are `shown`, in an element; `choose` is called with the
// node that its reader chooses.
export class GraphView {
  #place; #graph; #texts; #choose; #links = []; #chosen = null; #current = null;

  constructor(place, graph, { texts, choose }) {
    [this.#place, this.#graph, this.#texts, this.#choose] = [place, graph, texts, choose];
    this.shown = new Set();
    this.inner = svg("g");
    this.svg = svg("svg", { class: "network", role: "group", "aria-label": texts.graph, tabindex: -1 }, arrowHead(), this.inner);
    this.zoom = zoom().scaleExtent([0.2, 4]).filter(isMeant).on("zoom", ({ transform }) => this.inner.setAttribute("transform", transform));
    select(this.svg).call(this.zoom).on("dblclick.zoom", null);
    this.svg.addEventListener("keydown", (event) => this.#move(event));
    this.svg.addEventListener("click", (event) => event.target === this.svg && this.select(null));
    place.append(this.svg);
  }

  // Shows more nodes, around the one with the id `around`; those shown before move little.
  show(ids, around = null) {
    const added = [...ids].filter((id) => !this.shown.has(id));
    for (const id of added) this.shown.add(id);
    const measure = measureOf(this.#place);
    const nodes = this.#nodes();
    for (const node of nodes) if (!node.width) Object.assign(node, sizeOf(node, measure));
    if (around) added.forEach((id, index) => standBy(this.#graph.nodes.get(around), this.#graph.nodes.get(id), index / added.length));
    this.#links = this.#graph.among(this.shown);
    for (const link of this.#links) link.width = measure(labelOf(link)) * NAME_SCALE;
    layOut(nodes, this.#links, { ratio: this.#place.clientWidth / this.#height() });
    this.#draw(nodes);
    this.fit(this.#chosen ? LEAST_SCALED : 0);
  }

  select(id) {
    this.#chosen = id;
    this.#highlight(id);
    for (const node of this.#nodes()) node.element.classList.toggle("chosen", node.id === id);
    this.#makeCurrent(this.#graph.nodes.get(id));
  }

  // Scales the picture so that all of it is seen, or at least by `least`, around what is chosen.
  fit(least = 0) {
    const bounds = boundsOf(this.#nodes());
    const width = this.#place.clientWidth;
    const whole = Math.min(width / bounds.width, this.#height() / bounds.height, MOST_SCALED);
    const scale = Math.max(whole, least);
    const height = Math.ceil(Math.min(Math.max(bounds.height * scale, LOWEST / 2), this.#height()));
    const middle = { x: bounds.left + bounds.width / 2, y: bounds.top + bounds.height / 2 };
    const { x, y } = scale > whole && this.#chosen ? this.#graph.nodes.get(this.#chosen) : middle;
    this.svg.setAttribute("width", width);
    this.svg.setAttribute("height", height);
    select(this.svg).call(this.zoom.transform, zoomIdentity.translate(width / 2 - x * scale, height / 2 - y * scale).scale(scale));
  }

  scaleBy(factor) {
    select(this.svg).call(this.zoom.scaleBy, factor);
  }

  // As high as the nodes need, or the window has.
  #height() {
    const needed = this.#nodes().reduce((area, node) => area + (node.width + ROOM) * (node.height + ROOM), 0);
    return Math.min(Math.max(needed / this.#place.clientWidth, LOWEST), Math.max(innerHeight * 0.85, LOWEST));
  }

  #nodes() {
    return [...this.shown].map((id) => this.#graph.nodes.get(id));
  }

  #draw(nodes) {
    const pairs = new Set(this.#links.map((link) => link.key));
    this.svg.classList.toggle("crowded", this.#links.length > this.#place.clientWidth / PER_LABEL);
    for (const link of this.#links) {
      link.isBent = link.source !== link.target && pairs.has(`${link.target}\n${link.source}`);
      link.element = drawLink(link);
    }
    for (const node of nodes) {
      node.element = this.#drawNode(node);
      node.links = this.#links.filter(({ source, target }) => source === node.id || target === node.id);
    }
    this.inner.replaceChildren(...this.#links.map((link) => link.element), ...nodes.map((node) => node.element));
    this.#put(nodes, this.#links);
    this.#makeCurrent(nodes.find((node) => node === this.#current) ?? nodes[0]);
  }

  #put(nodes, links) {
    for (const node of nodes) node.element.setAttribute("transform", `translate(${node.x.toFixed(1)},${node.y.toFixed(1)})`);
    for (const link of links) {
      const [source, target] = [link.source, link.target].map((id) => this.#graph.nodes.get(id));
      const { d, spots } = pathOf(source, target, link.isBent);
      link.spots = spots;
      link.element.children[1].setAttribute("d", d);
    }
    placeNames(this.#links, this.#nodes());
    for (const { element, spot, isTight } of this.#links) {
      element.classList.toggle("tight", isTight);
      element.children[2].setAttribute("x", spot.x);
      element.children[2].setAttribute("y", spot.y);
    }
  }

  #drawNode(node) {
    const element = drawBox(node);
    element.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || node.isMore) return;
      event.preventDefault();
      this.#choose(node);
    });
    element.addEventListener("pointerenter", () => this.#highlight(node.id));
    element.addEventListener("pointerleave", () => this.#highlight(this.#chosen));
    element.addEventListener("focus", () => this.#makeCurrent(node));
    select(element).call(this.#dragging(node));
    return element;
  }

  #dragging(node) {
    return drag().filter((event) => !event.button && event.type !== "touchstart").on("drag", ({ dx, dy }) => {
      node.x += dx;
      node.y += dy;
      this.#put([node], node.links);
    });
  }

  // Puts a node, what is linked with it and the links in front of all else.
  #highlight(id) {
    const near = new Set(id ? [id, ...this.#graph.neighbours(id)] : []);
    this.svg.classList.toggle("focused", near.size > 0);
    for (const node of this.#nodes()) node.element.classList.toggle("near", near.has(node.id));
    for (const link of this.#links) link.element.classList.toggle("near", link.source === id || link.target === id);
  }

  // The keyboard enters the picture at one node and moves by arrow keys.
  #makeCurrent(node) {
    if (!node?.element) return;
    this.#current?.element?.setAttribute("tabindex", -1);
    this.#current = node;
    node.element.setAttribute("tabindex", 0);
  }

  #move(event) {
    if (event.key === "+" || event.key === "-") return this.scaleBy(event.key === "+" ? 1.25 : 0.8);
    if (!event.key.startsWith("Arrow") || !this.#current) return;
    event.preventDefault();
    const next = nearestTowards(event.key, this.#current, this.#nodes());
    next?.element.focus();
    if (next) this.#highlight(next.id);
  }
}

// A wheel scrolls the page unless the reader means the picture; so does a finger.
function isMeant(event) {
  if (event.type === "wheel") return event.ctrlKey || event.metaKey;
  return !event.button && (event.type !== "touchstart" || event.touches.length > 1);
}

function standBy(middle, node, share) {
  const angle = share * 2 * Math.PI;
  Object.assign(node, { x: middle.x + 160 * Math.cos(angle), y: middle.y + 80 * Math.sin(angle) });
}

function arrowHead() {
  const shape = svg("path", { d: "M0,0L8,4L0,8z" });
  return svg("defs", {}, svg("marker", { id: "arrow-head", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 8, markerHeight: 8, markerUnits: "userSpaceOnUse", orient: "auto" }, shape));
}

function sizeOf(node, measure) {
  node.label = fitting(node.name, WIDEST, measure);
  const lines = [node.label, node.detail ? fitting(node.detail, WIDEST, measure) : ""];
  return { lines, width: Math.ceil(Math.max(...lines.map(measure))) + 22, height: LINE * (lines[1] ? 2 : 1) + 12 };
}

function drawBox(node) {
  const { width, height, lines } = node;
  const box = svg("rect", { x: -width / 2, y: -height / 2, width, height, rx: 8 });
  const [name, detail] = lines;
  const texts = [svg("text", { y: detail ? -LINE / 2 : 0 }, name)];
  if (detail) texts.push(" ", svg("text", { class: "detail", y: LINE / 2 }, detail));
  if (name !== node.name) texts.push(svg("title", {}, node.name));
  const link = node.href ? { href: node.href } : { role: "button" };
  const kind = ["node", node.isMore && "more", node.isCentre && "centre"].filter(Boolean).join(" ");
  return svg("a", { class: kind, tabindex: -1, ...link }, box, ...texts);
}

function drawLink(link) {
  const label = svg("text", {}, labelOf(link));
  const line = svg("path", { "marker-end": "url(#arrow-head)" });
  return svg("g", { class: link.isAbove ? "link above" : "link", "aria-hidden": true }, svg("title", {}, link.names.join(", ")), line, label);
}
