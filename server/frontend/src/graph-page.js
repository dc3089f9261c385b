// Draws the graph that the tables of a page describe; without this script the tables are all.
import { showGraph, firstOf } from "./graph.js";
import { Graph } from "./graph-model.js";

// The graph of tables: one of nodes (node, detail), one of links (node, name, node).
function readGraph(page) {
  const graph = new Graph();
  for (const row of page.querySelectorAll("[data-graph=nodes] tbody tr")) readNode(graph, row.cells[0], row.cells[1]?.textContent);
  for (const row of page.querySelectorAll("[data-graph=links] tbody tr")) {
    const [source, name, target] = row.cells;
    graph.link(readNode(graph, source).id, readNode(graph, target).id, { name: name.textContent.trim(), isAbove: row.dataset.kind === "above" });
  }
  return graph;
}

function readNode(graph, cell, detail) {
  const link = cell.querySelector("a");
  const href = link?.getAttribute("href") ?? null;
  const name = (link ?? cell).textContent.trim();
  const said = detail ?? cell.querySelector("small")?.textContent;
  const { page, kind } = cell.dataset;
  const about = { name, href, page: page ?? href };
  if (kind === "more") about.isMore = true;
  if (kind === "centre") about.isCentre = about.isWhole = true;
  if (said) about.detail = said.trim();
  return graph.node(href ?? name, about);
}

// The page that answers for a node, where all nodes have pages like this one.
async function loadPage({ href, isMore }) {
  if (!href || isMore || new URL(href, location.href).origin !== location.origin) return null;
  const response = await fetch(href, { headers: { Accept: "text/html" } });
  return response.ok ? readGraph(new DOMParser().parseFromString(await response.text(), "text/html")) : null;
}

function start(place) {
  const graph = readGraph(document);
  const load = place.dataset.kind === "neighbours" ? loadPage : undefined;
  const view = showGraph(place, graph, { texts: JSON.parse(place.dataset.texts), first: firstOf(graph, place), load });
  let width = place.clientWidth;
  new ResizeObserver(() => {
    if (place.clientWidth !== width) view.fit();
    width = place.clientWidth;
  }).observe(place);
}

const place = document.querySelector(".graph[data-kind]");
if (place) start(place);
