// Finds things for a field of a question by their names, while somebody types.

const SHORTEST_NAME = 2;
const PAUSE = 150;

// What is offered for things that were found: their names, or the IRIs of those that share one.
export function optionsOf(things) {
  const sharing = new Map();
  const key = ({ name }) => name.toLowerCase();
  for (const thing of things) sharing.set(key(thing), (sharing.get(key(thing)) ?? 0) + 1);
  return things.map((thing) => (sharing.get(key(thing)) > 1 ? { value: thing.iri, label: thing.name } : { value: thing.name, label: "" }));
}

function start(box) {
  let pause;
  box.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(() => find(box), PAUSE);
  });
}

async function find(box) {
  const words = box.value.trim();
  if (words.length < SHORTEST_NAME) return;
  const url = new URL(box.dataset.search, location.href);
  url.searchParams.set("q", words);
  const found = await fetch(url).then((r) => (r.ok ? r.json() : { things: [] }), () => ({ things: [] }));
  if (box.value.trim() !== words) return; // typed on since
  box.list.replaceChildren(...optionsOf(found.things).map(({ value, label }) => {
    const option = document.createElement("option");
    option.value = value;
    option.label = label;
    return option;
  }));
}

globalThis.document?.querySelectorAll("form.question input[data-search]").forEach(start);
