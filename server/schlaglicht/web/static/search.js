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
  // As on a server: without diacritics, or with ö written as oe.
  const letters = { ß: "ss", ø: "o", æ: "ae", œ: "oe", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i" };
  const plain = (text) => text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]/g, "")
    .replace(/[ßøæœłđðþı]/g, (letter) => letters[letter]);
  const written = (text) => plain(text.toLowerCase().normalize("NFKD").replace(/([aou])\u0308/g, "$1e")
    .replace(/a\u030a/g, "aa").replace(/ø/g, "oe"));
  const spellings = (text) => `${plain(text)} ${written(text)}`;
  const show = (words) => {
    const wanted = words.split(/\s+/).filter(Boolean).map((word) => [plain(word), written(word)]);
    const has = (text) => (word) => {
      const forms = spellings(text);
      return word.some((form) => forms.includes(form));
    };
    const named = [], others = [];
    for (const entry of names) {
      const [name, , texts] = entry;
      if (wanted.every(has(name))) named.push(entry);
      else if (texts && wanted.every(has(`${name}\n${texts}`))) others.push(entry);
    }
    const found = [...named, ...others];
    const none = document.getElementById("none");
    none.textContent = found.length ? "" : none.dataset.text.replace("{words}", () => words);
    list.replaceChildren(...found.slice(0, 150).map(([name, path, texts]) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      const text = document.createElement("bdi");
      link.href = new URL(path, file);
      text.textContent = name;
      link.append(text);
      item.append(link);
      const snippet = document.createElement("small");
      snippet.textContent = wanted.every(has(name)) ? ""
        : (texts || "").split("\n").find((line) => wanted.some(has(line)));
      item.append(" ", snippet);
      return item;
    }));
  };
  const box = form.elements.q;
  box.addEventListener("input", () => show(box.value));
  form.addEventListener("submit", (event) => { event.preventDefault(); show(box.value); });
  const words = asked.get("q");
  if (words) { box.value = words; show(words); }
})();
