// Makes the table of an answer one that its reader sorts and looks through.
import { addHandles } from "./column-widths.js";
import { filled } from "./texts.js";
import { folded, holding, ordered } from "./values.js";

// Up to this number all rows stay in the document, where the browser's own search finds them.
const MOST_WHOLE = 500;

// The table of an answer as values: the columns by name, and each row with its element and cells.
export function readTable(table) {
  const heads = [...table.tHead.rows[0].cells];
  return {
    columns: heads.map((head) => ({ head, name: head.textContent, isNumber: head.classList.contains("number") })),
    rows: [...table.tBodies[0].rows].map((element) => ({ element, cells: [...element.cells].map(readCell) })),
  };
}

function readCell(cell) {
  if (cell.classList.contains("unbound")) return null;
  const parts = [...cell.childNodes].filter((node) => !node.matches?.("small, .cut"));
  const shown = parts.map((node) => node.textContent).join("").trim();
  return {
    text: cell.querySelector("data")?.value ?? shown,
    shown,
    href: cell.querySelector("a:not(.cut)")?.getAttribute("href") ?? null,
    iri: cell.querySelector("[title]:not(.cut)")?.title ?? null,
  };
}

// Puts buttons into the heads of the table in `region` and a filter above it. `changed` hears of
// every other choice or order of rows.
export async function makeInteractive(region, { columns, rows }, { texts, changed }) {
  const table = region.querySelector("table");
  const seen = rows.length > MOST_WHOLE ? await windowOn(region, rows) : wholeOf(table);
  const state = { order: rows, isShown: () => true, sorting: 0 };
  const show = () => {
    const shown = state.order.filter(state.isShown);
    seen.show(shown);
    changed(shown);
  };
  columns.forEach((column, index) => addSorting(columns, index, async (direction) => {
    const turn = ++state.sorting;
    const order = await inOrder(rows, index, direction);
    if (turn !== state.sorting) return;
    state.order = order;
    show();
  }));
  addHandles(table, columns, { texts, changed: () => seen.measureAgain() });
  region.before(filterOf(texts, rows, (isShown) => {
    state.isShown = isShown;
    show();
  }));
}

async function windowOn(region, rows) {
  const { RowWindow } = await import("./row-window.js");
  return new RowWindow(region, rows);
}

function wholeOf(table) {
  return {
    show: (rows) => table.tBodies[0].replaceChildren(...rows.map((row) => row.element)),
    measureAgain: () => {},
  };
}

async function inOrder(rows, index, direction) {
  if (!direction) return rows;
  const texts = rows.map((row) => row.cells[index]?.text ?? null);
  const options = { language: document.documentElement.lang, descending: direction === "descending" };
  return (await ordered(texts, options)).map((place) => rows[place]);
}

const NEXT = { ascending: "descending", descending: null };

// A click sorts upwards, the next one downwards, a third one as the answer has it.
function addSorting(columns, index, sort) {
  const { head } = columns[index];
  const button = document.createElement("button");
  button.type = "button";
  button.append(...head.childNodes);
  head.append(button);
  button.addEventListener("click", () => {
    const before = head.getAttribute("aria-sort");
    const direction = before ? NEXT[before] : "ascending";
    for (const other of columns) other.head.removeAttribute("aria-sort");
    if (direction) head.setAttribute("aria-sort", direction);
    sort(direction);
  });
}

function filterOf(texts, rows, choose) {
  const [line, label, box, count] = ["p", "label", "input", "output"].map((name) => document.createElement(name));
  line.className = "filter";
  box.type = "search";
  label.append(texts.filter, box);
  line.append(label, count);
  let contents = null;
  box.addEventListener("input", () => {
    contents ??= new Map(rows.map((row) => [row, folded(row.element.textContent)]));
    const fits = holding(box.value);
    const isShown = (row) => fits(contents.get(row));
    choose(isShown);
    count.value = box.value.trim() && filled(texts.shown, { shown: rows.filter(isShown).length, total: rows.length });
  });
  return line;
}
