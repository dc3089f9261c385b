// A menu at a value of a table: filter to it, follow it, add names. By a button that comes with the
// pointer or the focus; by keys: arrows move from cell to cell, Enter opens the menu of one.

const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

export function addValueMenu(region, { columns }, { texts, change }) {
  const table = region.querySelector("table");
  const button = element("button", { type: "button", className: "of-value", textContent: "⋯", ariaHasPopup: "menu" });
  const menu = element("div", { className: "value-menu", popover: "auto" });
  menu.setAttribute("role", "menu");
  region.after(menu);
  const take = (cell) => {
    if (!cell || cell === button.parentElement || menu.matches(":popover-open")) return;
    if (!cell.matches("td:not(.unbound, .node)") || cell.querySelector(".cut")) return button.remove();
    button.ariaLabel = texts.ofValue.replace("{value}", textOf(cell));
    cell.append(button);
  };
  table.addEventListener("mouseover", ({ target }) => take(target.closest("tbody td")));
  table.addEventListener("focusin", ({ target }) => take(target.closest("tbody td")));
  button.addEventListener("click", () => open(button.parentElement));
  const first = table.querySelector("tbody td");
  if (first) first.tabIndex = 0;
  table.addEventListener("keydown", (event) => {
    const cell = event.target.closest("tbody td");
    if (cell && event.target === cell && event.key === "Enter" && button.parentElement === cell) open(cell);
    else if (!cell || !(event.key in MOVES) || !move(cell, MOVES[event.key])) return;
    event.preventDefault();
  });
  menu.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const items = [...menu.children];
    items.at((items.indexOf(document.activeElement) + step) % items.length).focus();
    event.preventDefault();
  });

  function open(cell) {
    const column = columns[cell.cellIndex];
    const value = valueOf(cell);
    const choices = value.iri ? ["filter", "follow", "names"] : ["filter"];
    menu.replaceChildren(...choices.map((name) => {
      const item = element("button", { type: "button", textContent: texts[{ filter: "filterTo", follow: "follow", names: "addNames" }[name]] });
      item.setAttribute("role", "menuitem");
      item.addEventListener("click", () => {
        menu.hidePopover();
        change({ change: name, variable: column.name, ...value });
      });
      return item;
    }));
    const { left, top, bottom } = cell.getBoundingClientRect();
    menu.showPopover();
    menu.style.left = `${Math.max(0, Math.min(left, innerWidth - menu.offsetWidth - 8))}px`;
    const isBelow = bottom + menu.offsetHeight + 8 <= innerHeight || top < menu.offsetHeight;
    menu.style.top = `${isBelow ? bottom : top - menu.offsetHeight}px`;
    menu.firstChild.focus();
  }
}

function move(cell, [down, right]) {
  const row = cell.parentElement;
  const next = (down ? (down > 0 ? row.nextElementSibling : row.previousElementSibling) : row)?.cells[cell.cellIndex + right];
  if (!next) return false;
  cell.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
  return true;
}

function valueOf(cell) {
  const iri = cell.querySelector("[title]")?.title;
  if (iri) return { iri };
  const text = cell.querySelector("data")?.value ?? textOf(cell);
  return cell.classList.contains("number") ? { number: text, text } : { text, language: cell.querySelector("small")?.textContent ?? "" };
}

function textOf(cell) {
  return [...cell.childNodes].filter((node) => !node.matches?.("small, .of-value")).map((node) => node.textContent).join("").trim();
}

function element(name, properties) {
  return Object.assign(document.createElement(name), properties);
}
