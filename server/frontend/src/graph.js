// A graph on a page: its picture, with what a reader does with it.
import { GraphView } from "./graph-view.js";
import { filled } from "./texts.js";

const MOST_EXPANDED = 12;

// A picture of `graph` in an element, with a box to find nodes by name and a line about the chosen
// one. `load` promises what is linked with a node, as a graph.
export function showGraph(place, graph, { texts, first, load = async () => null }) {
  const [tools, picture, about] = ["div", "div", "p"].map((name) => document.createElement(name));
  tools.className = "graph-tools";
  picture.className = "picture";
  about.className = "about";
  about.setAttribute("aria-live", "polite");
  place.append(tools, picture, about);
  const view = new GraphView(picture, graph, { texts, choose });
  async function choose(node) {
    view.select(node.id);
    describe(about, node);
    const more = node.isWhole ? null : await load(node);
    node.isWhole = true;
    if (more) graph.merge(more);
    const hidden = graph.neighbours(node.id).filter((id) => !view.shown.has(id)).slice(0, MOST_EXPANDED);
    if (hidden.length || more) view.show(hidden, node.id);
    view.select(node.id);
  }
  tools.append(finder(graph, texts.graphFind, async (node) => {
    if (!view.shown.has(node.id)) view.show([node.id]);
    await choose(node);
    node.element.focus();
  }), ...buttons(view, texts));
  view.show(first ?? graph.nodes.keys());
  if (view.shown.size < graph.nodes.size) about.textContent = filled(texts.graphPart, { shown: view.shown.size, total: graph.nodes.size });
  return view;
}

// The ids of the nodes that a picture in an element begins with: as many as can be read.
export function firstOf(graph, place) {
  return [...graph.nodes.keys()].slice(0, Math.min(Math.max(Math.round(place.clientWidth / 40), 9), 24));
}

function describe(about, { name, page, detail }) {
  const shown = document.createElement(page ? "a" : "b");
  if (page) shown.href = page;
  shown.textContent = name;
  about.replaceChildren(shown, detail ? ` · ${detail}` : "");
}

function finder(graph, text, found) {
  const [label, box, list] = ["label", "input", "datalist"].map((name) => document.createElement(name));
  list.id = "graph-names";
  box.type = "search";
  box.setAttribute("list", list.id);
  box.addEventListener("focus", () => list.replaceChildren(...[...graph.nodes.values()].map(({ name }) => new Option(name))));
  box.addEventListener("change", () => {
    const node = [...graph.nodes.values()].find(({ name }) => name === box.value);
    if (node) found(node);
  });
  label.append(text, " ", box, list);
  return label;
}

function buttons(view, texts) {
  const actions = [["+", texts.graphCloser, () => view.scaleBy(1.25)], ["−", texts.graphFurther, () => view.scaleBy(0.8)], ["⤢", texts.graphWhole, () => view.fit()]];
  return actions.map(([sign, name, act]) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = sign;
    button.title = name;
    button.setAttribute("aria-label", name);
    button.addEventListener("click", act);
    return button;
  });
}
