// Graphs as values, and where their nodes stand. Run by `node --test`.
import assert from "node:assert/strict";
import { test } from "node:test";
import { graphOfRows, graphOfTriples } from "../src/graph-answer.js";
import { layOut, pathOf, placeNames } from "../src/graph-layout.js";
import { graphPlan } from "../src/graph-plan.js";
import { readTriples } from "../src/ntriples.js";
import { connected, Graph, labelOf, nearestTowards } from "../src/graph-model.js";

function chain(...ids) {
  const graph = new Graph();
  for (const id of ids) graph.node(id, { width: 80, height: 30 });
  ids.slice(1).forEach((id, index) => graph.link(ids[index], id, { name: "next" }));
  return graph;
}

test("links between the same two nodes are one with several names", () => {
  const graph = chain("a", "b");
  graph.link("a", "b", { name: "knows" });
  graph.link("a", "b", { name: "knows" });
  assert.equal(graph.links.size, 1);
  assert.equal(labelOf([...graph.links.values()][0]), "next +1");
});

test("what is merged completes what is known", () => {
  const graph = chain("a", "b");
  const more = new Graph();
  more.node("a", { detail: "1" });
  more.link("c", "a", { name: "p" });
  graph.merge(more);
  assert.equal(graph.nodes.get("a").width, 80);
  assert.equal(graph.nodes.get("a").detail, "1");
  assert.deepEqual(graph.neighbours("a"), ["b", "c"]);
});

test("links among some nodes leave the others out", () => {
  const graph = chain("a", "b", "c");
  assert.deepEqual(graph.among(new Set(["a", "b"])).map((link) => link.target), ["b"]);
});

test("the same graph gives the same picture", () => {
  const places = () => {
    const graph = chain("a", "b", "c", "d");
    const nodes = [...graph.nodes.values()];
    layOut(nodes, [...graph.links.values()], { ratio: 1.5 });
    return nodes.map(({ x, y }) => [x, y]);
  };
  assert.deepEqual(places(), places());
});

test("nodes do not overlap", () => {
  const graph = chain(..."abcdefghijkl");
  const nodes = [...graph.nodes.values()];
  layOut(nodes, [...graph.links.values()], { ratio: 1 });
  for (const one of nodes) {
    for (const other of nodes) {
      if (one !== other) assert.ok(Math.abs(one.x - other.x) > 79 || Math.abs(one.y - other.y) > 29);
    }
  }
});

test("a line ends at the edges of boxes, and a node is linked with itself by a loop", () => {
  const [left, right] = [0, 200].map((x) => ({ x, y: 0, width: 80, height: 30 }));
  assert.equal(pathOf(left, right, false).d, "M43.0,0.0Q100.0,0.0 157.0,0.0");
  assert.match(pathOf(left, left, false).d, /C/);
});

test("names of links lie on no node and on no other name, or are tight", () => {
  const [left, right, above] = [[0, 0], [300, 0], [150, -9]].map(([x, y]) => ({ x, y, width: 80, height: 30 }));
  const [free, tight] = [40, 240].map((width) => ({ width, spots: pathOf(left, right, false).spots }));
  placeNames([tight, free], [left, right]);
  assert.deepEqual([tight.isTight, free.isTight, free.spot.x === 150], [true, false, true]);
  placeNames([free, tight], [left, right, above]);
  assert.deepEqual([free.isTight, tight.isTight], [false, true]);
  assert.ok(Math.abs(free.spot.x - above.x) >= 60);
});

test("arrow keys lead to the nearest node on that side", () => {
  const nodes = [{ x: 0, y: 0 }, { x: 50, y: 5 }, { x: 20, y: 100 }, { x: -10, y: 0 }];
  assert.equal(nearestTowards("ArrowRight", nodes[0], nodes), nodes[1]);
  assert.equal(nearestTowards("ArrowDown", nodes[0], nodes), nodes[2]);
  assert.equal(nearestTowards("ArrowLeft", nodes[0], nodes), nodes[3]);
  assert.equal(nearestTowards("ArrowUp", nodes[0], nodes), null);
});

const EX = "https://example.org/";
const thing = (name) => ({ text: name, iri: EX + name, href: `/${name}` });

function answerOf(names, ...rows) {
  return { kind: "solutions", columns: names.map((name) => ({ name })), rows: rows.map((cells) => ({ cells })), files: {} };
}

test("a picture begins with what is linked most, and what is linked with that", () => {
  const graph = chain("a", "b");
  for (const id of ["x", "y", "z"]) graph.node(id);
  for (const id of ["y", "z"]) graph.link(id, "x", { name: "to" });
  assert.deepEqual(connected(graph, 4), ["x", "y", "z", "a"]);
});

test("two columns of things are a graph, one is none", () => {
  assert.deepEqual(graphPlan(answerOf(["s", "n", "o"], [thing("a"), { text: "1" }, thing("b")])), { source: 0, targets: [2], property: null });
  assert.equal(graphPlan(answerOf(["s", "n"], [thing("a"), { text: "1" }])), null);
  assert.equal(graphPlan({ kind: "boolean", columns: [], rows: [], files: {} }), null);
});

test("a column of properties names the links", () => {
  const answer = answerOf(["s", "p", "o"], [thing("a"), thing("knows"), thing("b")], [thing("a"), thing("says"), { text: "hello" }], [thing("a"), thing("knows"), thing("c")]);
  const plan = graphPlan(answer);
  assert.deepEqual(plan, { source: 0, targets: [2], property: 1 });
  const graph = graphOfRows(answer.rows, { plan, columns: answer.columns });
  assert.deepEqual([...graph.links.values()].map(({ names, target }) => [names, target]), [[["knows"], `${EX}b`], [["knows"], `${EX}c`]]);
  assert.equal(graph.nodes.get(`${EX}b`).href, "/b");
});

test("N-Triples are read with their escapes, blank nodes and languages", () => {
  const text = String.raw`<urn:a> <urn:p> "x \"y\" \u00e4"@de .
_:b <urn:p> <urn:a> .
<urn:a> <urn:q> "1"^^<urn:t> .
<urn:a> <urn:r> <<( <urn:a> <urn:p> <urn:b> )>> .
`.replaceAll("\\\\", "\\");
  assert.deepEqual(readTriples(text), [
    { subject: "urn:a", predicate: "urn:p", object: null, literal: 'x "y" \u00e4', language: "de" },
    { subject: "_:b", predicate: "urn:p", object: "urn:a", literal: null, language: "" },
    { subject: "urn:a", predicate: "urn:q", object: null, literal: "1", language: "" },
  ]);
});

test("triples tell names and classes at their nodes, in the reader's language", () => {
  const triples = readTriples([
    "<urn:a> <urn:p> <urn:b> .",
    "<urn:a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <urn:Dog> .",
    '<urn:a> <http://www.w3.org/2000/01/rdf-schema#label> "dog"@en .',
    '<urn:a> <http://www.w3.org/2000/01/rdf-schema#label> "Hund"@de .',
    '<urn:a> <http://www.w3.org/2000/01/rdf-schema#label> "chien"@fr .',
  ].join("\n"));
  const graph = graphOfTriples(triples, { known: new Map([["urn:b", { text: "B", href: "/b" }]]), language: "de" });
  assert.deepEqual([...graph.nodes.keys()], ["urn:a", "urn:b"]);
  assert.equal(graph.nodes.get("urn:a").name, "Hund");
  assert.equal(graph.nodes.get("urn:a").detail, "urn:Dog");
  assert.deepEqual([graph.nodes.get("urn:b").name, graph.nodes.get("urn:b").href], ["B", "/b"]);
});
