// What the script adds to an answer: a table to sort and look through, and other views of it.
import { makeInteractive, readTable } from "./result-table.js";
import { addSwitch } from "./view-switch.js";
import { viewsOf } from "./views.js";

// What holds an answer, by its kind; one that is empty has none, though it may have the text of another query.
const REGIONS = { solutions: ".scroll", boolean: ".verdict", graph: "pre:not(.diff)" };

// In a frame of another site the answer stands alone, and its links open beside that site.
if (self !== top) {
  document.documentElement.classList.add("framed");
  document.head.append(Object.assign(document.createElement("base"), { target: "_blank" }));
}

// `change` asks the query again, changed by a value of the answer.
export function enhance(element, { change } = {}) {
  if (!element?.dataset.kind) return;
  const texts = JSON.parse(element.dataset.texts);
  const region = element.querySelector(`:scope > ${REGIONS[element.dataset.kind]}`);
  if (!region) return;
  const answer = readAnswer(element, region);
  if (change && answer.rows.length) import("./value-menu.js").then(({ addValueMenu }) => addValueMenu(region, answer, { texts, change }));
  const views = viewsOf(answer);
  const show = views.length ? addSwitch(region, views, { answer, texts }) : () => {};
  if (answer.rows.length > 1) makeInteractive(region, answer, { texts, changed: show });
}

// An answer as values: its kind is "solutions", "boolean" or "graph"; columns and rows are those of
// its table; `files` has the URL of the whole answer by the name of each format, such as "N-Triples".
function readAnswer(element, region) {
  const { columns, rows } = element.dataset.kind === "solutions" ? readTable(region.querySelector("table")) : { columns: [], rows: [] };
  const files = Object.fromEntries([...element.querySelectorAll("#files a")].map((link) => [link.textContent, link.href]));
  return { kind: element.dataset.kind, columns, rows, files, world: element.dataset.world, images: element.dataset.images?.split(" ") ?? [], tiles: element.dataset.tiles && JSON.parse(element.dataset.tiles) };
}
