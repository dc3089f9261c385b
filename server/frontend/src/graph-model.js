// A graph as pictures show it: nodes by their ids, and links, those between the same two together.

export class Graph {
  nodes = new Map();
  links = new Map();

  // The node with an id; what is given about it completes what is known.
  node(id, about = {}) {
    if (!this.nodes.has(id)) this.nodes.set(id, { id, name: id, ...about });
    return Object.assign(this.nodes.get(id), about);
  }

  link(source, target, { name, isAbove = false }) {
    const key = `${source}\n${target}`;
    if (!this.links.has(key)) this.links.set(key, { key, source, target, names: [], isAbove });
    const { names } = this.links.get(key);
    if (!names.includes(name)) names.push(name);
  }

  merge(other) {
    for (const [id, node] of other.nodes) this.node(id, node);
    for (const { source, target, names, isAbove } of other.links.values()) {
      for (const name of names) this.link(source, target, { name, isAbove });
    }
  }

  // The ids of the nodes that links lead to or from, in the order of the links.
  neighbours(id) {
    const found = [...this.links.values()].filter(({ source, target }) => source === id || target === id);
    return [...new Set(found.map(({ source, target }) => (source === id ? target : source)))].filter((other) => other !== id);
  }

  // The links among some nodes.
  among(ids) {
    return [...this.links.values()].filter(({ source, target }) => ids.has(source) && ids.has(target));
  }
}

// The names on a link: the first, and how many more.
export function labelOf({ names }) {
  return names.length > 1 ? `${names[0]} +${names.length - 1}` : names[0];
}

// Of nodes with places the nearest one in the direction of an arrow key; null without.
export function nearestTowards(key, from, nodes) {
  const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
  let [nearest, least] = [null, Infinity];
  for (const node of nodes) {
    const ahead = (node.x - from.x) * dx + (node.y - from.y) * dy;
    const aside = Math.abs((node.x - from.x) * dy + (node.y - from.y) * dx);
    const distance = ahead + 2 * aside;
    if (node !== from && ahead > 0 && aside <= 2 * ahead && distance < least) [nearest, least] = [node, distance];
  }
  return nearest;
}

// The ids to begin with: up to `most`, from the node of most links on along its links, then the next.
export function connected(graph, most) {
  const degree = new Map([...graph.nodes.keys()].map((id) => [id, 0]));
  for (const { source, target } of graph.links.values()) for (const id of [source, target]) degree.set(id, degree.get(id) + 1);
  const ordered = [...degree.keys()].sort((one, other) => degree.get(other) - degree.get(one));
  const found = new Set();
  for (const start of ordered) {
    const waiting = [start];
    while (waiting.length && found.size < most) {
      const id = waiting.shift();
      if (found.has(id)) continue;
      found.add(id);
      waiting.push(...graph.neighbours(id));
    }
  }
  return [...found];
}
