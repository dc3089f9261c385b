// Filters the names where only files are served; a server with a search answers the form itself.
"use strict";
(async () => {
  const form = document.querySelector("form[data-names]");
  const list = document.getElementById("names");
  if (!form || !list) return;
  const hasSearch = await fetch(form.action, { method: "HEAD" })
    .then((r) => r.headers.has("Schlaglicht-Search"), () => false);
  if (hasSearch) return;
  const asked = new URLSearchParams(location.search);
  const twin = document.querySelector(`.languages a[hreflang="${CSS.escape(asked.get("lang") || "")}"]`);
  if (twin && twin.hreflang !== document.documentElement.lang) {
    location.replace(twin.href + location.search);
    return;
  }
  const file = new URL(form.dataset.names, location.href);
  const names = await fetch(file).then((r) => r.json(), () => []);
  const folded = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const show = (words) => {
    const wanted = folded(words).split(/\s+/).filter(Boolean);
    const found = names.filter(([name]) => wanted.every((word) => folded(name).includes(word)));
    list.replaceChildren(...found.slice(0, 150).map(([name, path]) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      const text = document.createElement("bdi");
      link.href = new URL(path, file);
      text.textContent = name;
      link.append(text);
      item.append(link);
      return item;
    }));
  };
  const box = form.elements.q;
  box.addEventListener("input", () => show(box.value));
  form.addEventListener("submit", (event) => { event.preventDefault(); show(box.value); });
  const words = asked.get("q");
  if (words) { box.value = words; show(words); }
})();
