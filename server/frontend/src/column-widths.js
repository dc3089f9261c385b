// Lets the reader make the columns of a table wider and narrower: by dragging, by clicks or by arrow keys.
import { filled } from "./texts.js";

const NARROWEST = 48;
const WIDEST = 4000;
const STEP = 16;
const GROWTH = 1.5; // by a click
const MOST = 3; // times the first width; the next click makes it half

// Puts a handle at the edge of every head of a table. `changed` hears of every other width.
export function addHandles(table, columns, { texts, changed }) {
  for (const { head, name } of columns) {
    const handle = document.createElement("span");
    handle.className = "edge";
    handle.tabIndex = 0;
    handle.setAttribute("role", "separator");
    handle.setAttribute("aria-orientation", "vertical");
    handle.setAttribute("aria-label", filled(texts.columnWidth, { column: name }));
    handle.setAttribute("aria-valuemin", NARROWEST);
    handle.setAttribute("aria-valuemax", WIDEST);
    const first = head.getBoundingClientRect().width;
    handle.setAttribute("aria-valuenow", Math.round(first));
    head.setAttribute("aria-label", name);
    head.append(handle);
    const resize = (width) => {
      fixWidths(table);
      const allowed = Math.min(Math.max(Math.round(width), NARROWEST), WIDEST);
      setWidth(table, head, allowed);
      handle.setAttribute("aria-valuenow", allowed);
      changed();
    };
    handle.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
      if (!step) return;
      event.preventDefault();
      resize(head.getBoundingClientRect().width + step);
    });
    const grow = () => {
      const next = head.getBoundingClientRect().width * GROWTH;
      resize(next > first * MOST ? first / 2 : next);
    };
    handle.addEventListener("pointerdown", (event) => drag(event, handle, head, { resize, grow }));
  }
}

function drag(event, handle, head, { resize, grow }) {
  event.preventDefault();
  handle.focus();
  handle.setPointerCapture(event.pointerId);
  const offset = head.getBoundingClientRect().width - event.clientX;
  let isClick = true;
  const move = ({ clientX }) => {
    if (clientX === event.clientX && isClick) return;
    isClick = false;
    resize(clientX + offset);
  };
  handle.addEventListener("pointermove", move);
  handle.addEventListener("lostpointercapture", () => {
    handle.removeEventListener("pointermove", move);
    if (isClick) grow();
  }, { once: true });
}

// Gives every column the width that it has, whatever rows are shown from now on.
export function fixWidths(table) {
  if (table.classList.contains("fixed")) return;
  const heads = [...table.tHead.rows[0].cells];
  const widths = heads.map((head) => head.getBoundingClientRect().width);
  const group = document.createElement("colgroup");
  for (const width of widths) {
    const column = document.createElement("col");
    column.style.width = `${width}px`;
    group.append(column);
  }
  table.prepend(group);
  table.style.width = `${widths.reduce((sum, width) => sum + width, 0)}px`;
  table.classList.add("fixed");
}

function setWidth(table, head, width) {
  const column = table.querySelector("colgroup").children[head.cellIndex];
  const difference = width - parseFloat(column.style.width);
  column.style.width = `${width}px`;
  table.style.width = `${parseFloat(table.style.width) + difference}px`;
}
