// Draws an answer as a graph.
import { showGraph, firstOf } from "./graph.js";
import { connected, Graph } from "./graph-model.js";
import { readTriples } from "./ntriples.js";
import { readTable } from "./result-table.js";
import { paragraph } from "./texts.js";

const TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const MOST_NAMED = 1000;
const WRITABLE = /^[a-z][^\x00-\x20<>"{}|^`\\]*$/i; // as an IRI in a query
const NAMES = new Set([
  "http://www.w3.org/2000/01/rdf-schema#label",
  "http://www.w3.org/2004/02/skos/core#prefLabel",
  "https://schema.org/name",
  "http://schema.org/name",
  "http://xmlns.com/foaf/0.1/name",
  "http://purl.org/dc/terms/title",
]);

export function draw(place, rows, { plan, answer, texts }) {
  if (!plan.file) return void show(place, graphOfRows(rows, { plan, columns: answer.columns }), texts);
  const stopper = new AbortController();
  graphOfFile(plan.file, stopper.signal)
    .then((graph) => show(place, graph, texts))
    .catch(() => stopper.signal.aborted || place.append(texts.viewFailed));
  return () => stopper.abort();
}

function show(place, graph, texts) {
  if (!graph.links.size) return place.append(paragraph(texts.graphEmpty));
  const inner = document.createElement("div");
  inner.className = "graph";
  place.append(inner);
  showGraph(inner, graph, { texts, first: connected(graph, firstOf(graph, inner).length) });
}

// A graph of the links in the rows of a table.
export function graphOfRows(rows, { plan, columns }) {
  const graph = new Graph();
  const add = (cell) => graph.node(cell.iri, { name: cell.text, href: cell.href, page: cell.href }).id;
  for (const { cells } of rows) {
    for (const target of plan.targets) {
      if (!cells[plan.source]?.iri || !cells[target]?.iri) continue;
      const name = cells[plan.property]?.text ?? columns[target].name;
      graph.link(add(cells[plan.source]), add(cells[target]), { name });
    }
  }
  return graph;
}

async function graphOfFile(url, signal) {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error(response.statusText);
  const triples = readTriples(await response.text());
  const iris = triples.flatMap(({ subject, predicate, object }) => [subject, predicate, object]).filter((id) => WRITABLE.test(id));
  return graphOfTriples(triples, { known: await known([...new Set(iris)].slice(0, MOST_NAMED), signal), language: document.documentElement.lang });
}

// What pages call IRIs and where they link them, by the page that answers a query for them.
async function known(iris, signal) {
  const endpoint = document.querySelector("form.query")?.action;
  if (!endpoint) return new Map();
  const query = `SELECT * { VALUES ?iri { ${iris.map((iri) => `<${iri}>`).join(" ")} } }`;
  const url = `${endpoint}?lang=${document.documentElement.lang}`;
  const response = await fetch(url, { method: "POST", body: new URLSearchParams({ query }), headers: { Accept: "text/html" }, signal });
  const table = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("#answer table");
  return new Map(table ? readTable(table).rows.map(({ cells: [cell] }) => [cell.iri, cell]) : []);
}

// A graph of the triples between nodes, with names and classes at the nodes. `known` has text and
// href by IRI; names in the answer itself come first.
export function graphOfTriples(triples, { known, language }) {
  const graph = new Graph();
  const nameOf = (id) => known.get(id)?.text ?? localName(id);
  const links = triples.filter(({ object }) => object);
  const between = links.filter(({ predicate }) => predicate !== TYPE);
  for (const { subject, predicate, object } of between.length ? between : links) {
    for (const id of [subject, object]) {
      const href = known.get(id)?.href ?? null;
      if (!graph.nodes.has(id)) graph.node(id, { name: nameOf(id), href, page: href });
    }
    graph.link(subject, object, { name: nameOf(predicate) });
  }
  for (const { subject, predicate, object, literal, language: tag } of triples) {
    const node = graph.nodes.get(subject);
    if (!node) continue;
    if (between.length && predicate === TYPE && object) node.detail = nameOf(object);
    if (literal && NAMES.has(predicate) && (!node.isNamed || tag === language)) Object.assign(node, { name: literal, isNamed: true });
  }
  return graph;
}

function localName(iri) {
  if (iri.startsWith("_:")) return "…";
  const end = /[^#/]+(?=[#/]?$)/.exec(iri)?.[0] ?? iri;
  try {
    return decodeURIComponent(end);
  } catch {
    return end;
  }
}
