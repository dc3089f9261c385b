// The last queries, kept in this browser alone.

const KEY = "schlaglicht.queries";
const MOST = 30;

export function keepHistory(form, editor) {
  const list = document.querySelector(".history ul");
  const show = (queries) => {
    if (!list) return;
    list.parentElement.hidden = queries.length === 0;
    list.replaceChildren(...queries.map((query) => {
      const item = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = query.replace(/\s+/g, " ").slice(0, 120);
      button.addEventListener("click", () => {
        editor.text = query;
        editor.focus();
      });
      item.append(button);
      return item;
    }));
  };
  show(read());
  return {
    add(query) {
      const queries = [query, ...read().filter((other) => other !== query)].slice(0, MOST);
      write(queries);
      show(queries);
    },
  };
}

function read() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((query) => typeof query === "string") : [];
  } catch {
    return [];
  }
}

function write(queries) {
  try {
    localStorage.setItem(KEY, JSON.stringify(queries));
  } catch {
    // a browser that keeps nothing, or has no room
  }
}
