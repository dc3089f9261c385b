// Graphs as values, and where their nodes stand. Run by `node --test`.
import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut, pathOf } from "../src/graph-layout.js";
import { Graph, labelOf, nearestTowards } from "../src/graph-model.js";

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

test("arrow keys lead to the nearest node on that side", () => {
  const nodes = [{ x: 0, y: 0 }, { x: 50, y: 5 }, { x: 20, y: 100 }, { x: -10, y: 0 }];
  assert.equal(nearestTowards("ArrowRight", nodes[0], nodes), nodes[1]);
  assert.equal(nearestTowards("ArrowDown", nodes[0], nodes), nodes[2]);
  assert.equal(nearestTowards("ArrowLeft", nodes[0], nodes), nodes[3]);
  assert.equal(nearestTowards("ArrowUp", nodes[0], nodes), null);
});
