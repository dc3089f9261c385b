// Keeps in the document those rows of a long table alone that can be seen.
import { elementScroll, measureElement, observeElementOffset, observeElementRect, Virtualizer } from "@tanstack/virtual-core";
import { fixWidths } from "./column-widths.js";

const HEIGHT = 36;
const OVERSCAN = 20;

export class RowWindow {
  #region; #table; #body; #rows = []; #virtualizer; #above = spacer(); #below = spacer();

  // The rows of the table in `region`, which scroll within it.
  constructor(region, rows) {
    this.#region = region;
    this.#table = region.querySelector("table");
    this.#body = this.#table.tBodies[0];
    region.classList.add("long");
    this.#body.replaceChildren(...rows.slice(0, OVERSCAN * 2).map((row) => row.element));
    this.#virtualizer = new Virtualizer(this.#options());
    this.#virtualizer._didMount();
    fixWidths(this.#table);
    this.show(rows);
  }

  show(rows) {
    this.#rows = rows;
    this.#table.setAttribute("aria-rowcount", rows.length + 1);
    this.#table.tHead.rows[0].setAttribute("aria-rowindex", 1);
    this.#virtualizer.setOptions(this.#options());
    this.#virtualizer._willUpdate();
    this.#virtualizer.measure();
    // Not `scrollTop`: what rows measure would be added to where it was, and scroll back there.
    this.#virtualizer.scrollToOffset(0);
    this.#fill();
  }

  // Heights are others once the columns have other widths.
  measureAgain() {
    this.#virtualizer.measure();
  }

  #options() {
    return {
      count: this.#rows.length,
      getScrollElement: () => this.#region,
      estimateSize: () => HEIGHT,
      overscan: OVERSCAN,
      scrollToFn: elementScroll,
      observeElementRect,
      observeElementOffset,
      measureElement: heightOf,
      onChange: () => this.#fill(),
    };
  }

  #fill() {
    const seen = this.#virtualizer.getVirtualItems();
    const elements = seen.map(({ index }) => numbered(this.#rows[index].element, index));
    stretch(this.#above, seen.length ? seen[0].start : 0);
    stretch(this.#below, seen.length ? this.#virtualizer.getTotalSize() - seen.at(-1).end : 0);
    replaceKeeping(this.#body, [this.#above, ...elements, this.#below]);
    for (const element of elements) this.#virtualizer.measureElement(element);
  }
}

// A row that a view hides keeps its height: at none, every row of the table would be in sight.
function heightOf(row, entry, virtualizer) {
  if (row.offsetParent) return measureElement(row, entry, virtualizer);
  return virtualizer.itemSizeCache.get(Number(row.dataset.index)) ?? HEIGHT;
}

function numbered(row, index) {
  row.dataset.index = index;
  row.setAttribute("aria-rowindex", index + 2);
  return row;
}

function spacer() {
  const row = document.createElement("tr");
  row.className = "spacer";
  row.setAttribute("aria-hidden", true);
  return row;
}

function stretch(row, height) {
  row.style.height = `${height}px`;
}

// Makes `wanted` the children of an element; those that stay are not moved, and keep the focus.
function replaceKeeping(parent, wanted) {
  const kept = new Set(wanted);
  for (const child of [...parent.children]) if (!kept.has(child)) child.remove();
  let next = parent.firstChild;
  for (const child of wanted) {
    if (child === next) next = next.nextSibling;
    else parent.insertBefore(child, next);
  }
}
