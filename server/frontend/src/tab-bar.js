// Tabs above the editor, one for each query; a browser that keeps nothing shows one query, and none of them.
import { forgetAnswer, keepAnswer, keptAnswer } from "./answers.js";
import { added, arrived, changed, closed, isUnsaved, nameOf, readTabs, writeTabs } from "./tabs.js";
import { filled } from "./texts.js";

const PAUSE = 300; // milliseconds without a key, after which a query is kept
const STEPS = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity };

// `isAsked` says that the page was opened for the query in the editor.
export function addTabs(form, { editor, runner, history, isAsked }) {
  const { tabs, last } = readTabs();
  if (writeTabs(tabs, last)) new TabBar(form, { editor, runner, history, isAsked });
}

// The list is read again for each change, as other windows of the browser change it too.
class TabBar {
  #editor; #runner; #history; #texts; #list; #panel; #name; #buttons; #id; #timer = 0;
  #states = new Map(); // of the editor, and
  #answers = new Map(); // what was shown, by the numbers of tabs that were left

  constructor(form, { editor, runner, history, isAsked }) {
    this.#editor = editor;
    this.#runner = runner;
    this.#history = history;
    this.#texts = JSON.parse(form.dataset.tabs);
    this.#build(form);
    this.#arrive(isAsked);
    editor.changed = () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#keep(), PAUSE);
    };
    form.addEventListener("submit", () => this.#keep());
    runner.ran = (query) => {
      this.#keep({ ran: query });
      keepAnswer(this.#id, runner.shown);
    };
    addEventListener("pagehide", () => this.#keep());
    addEventListener("storage", () => this.#draw());
  }

  #build(form) {
    this.#panel = element("div", { id: "query-of-tab", role: "tabpanel" });
    form.before(this.#panel);
    this.#panel.append(form, document.getElementById("answer"));
    this.#list = element("div", { role: "tablist", "aria-label": this.#texts.tabs });
    this.#list.addEventListener("keydown", (event) => this.#press(event));
    this.#list.addEventListener("click", ({ target }) => target.dataset.id && this.#choose(Number(target.dataset.id)));
    this.#list.addEventListener("dblclick", () => this.#askName());
    this.#name = element("input", { "aria-label": this.#texts.name, hidden: "", maxlength: "80" });
    this.#name.addEventListener("keydown", (event) => this.#pressInName(event));
    this.#name.addEventListener("blur", () => this.#rename());
    const button = (text, act) => {
      const made = element("button", { type: "button" });
      made.textContent = text;
      made.addEventListener("click", act);
      return made;
    };
    this.#buttons = {
      open: button(this.#texts.open, () => this.#open()),
      rename: button(this.#texts.rename, () => this.#askName()),
      close: button(this.#texts.close, () => this.#close()),
    };
    const bar = element("div", { class: "tabs" });
    bar.append(this.#list, this.#name, ...Object.values(this.#buttons));
    this.#panel.before(bar);
  }

  #arrive(isAsked) {
    const { tabs, last } = readTabs();
    const found = arrived(tabs, { query: this.#editor.text, isAsked, at: history.state?.tab, last });
    const { query } = found.tabs.find(({ id }) => id === found.id);
    if (query !== this.#editor.text) this.#editor.state = query;
    this.#goOnWith(found);
    if (this.#runner.shown.query === query) keepAnswer(found.id, this.#runner.shown);
    else if (!isAsked) this.#restore(found.id, query);
  }

  // Shows the answer that the browser has kept of a tab, and says of when it is.
  #restore(id, query) {
    const kept = keptAnswer(id, query);
    if (!kept) return false;
    this.#runner.shown = kept.shown;
    const time = kept.time.toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
    this.#runner.status.value = filled(this.#texts.kept, { time });
    return true;
  }

  // Shows that the page is at a tab.
  #goOnWith({ tabs, id }) {
    this.#id = id;
    history.replaceState({ ...history.state, tab: id }, "");
    writeTabs(tabs, id);
    this.#draw();
  }

  // Keeps the query as it is, and what else changes of its tab.
  #keep(change = {}) {
    clearTimeout(this.#timer);
    const query = this.#editor.text;
    const { tabs } = readTabs();
    const own = tabs.find(({ id }) => id === this.#id) ?? { id: this.#id, query: "" };
    if (own.query === query && Object.keys(change).every((key) => own[key] === change[key])) return;
    const kept = tabs.includes(own) ? tabs : [...tabs, own];
    writeTabs(changed(kept, this.#id, { query, ...change }), this.#id);
    this.#draw();
  }

  #leave() {
    this.#keep();
    this.#states.set(this.#id, this.#editor.state);
    this.#answers.set(this.#id, this.#runner.shown);
  }

  #show({ tabs, id }) {
    this.#editor.state = this.#states.get(id) ?? tabs.find((tab) => tab.id === id).query;
    this.#goOnWith({ tabs, id });
    if (this.#answers.has(id)) this.#runner.shown = this.#answers.get(id);
    else if (!this.#restore(id, this.#editor.text)) this.#runner.shown = this.#runner.nothing;
  }

  #choose(id) {
    if (id === this.#id) return;
    this.#leave();
    this.#show({ tabs: readTabs().tabs, id });
  }

  #open() {
    this.#leave();
    this.#show(added(readTabs().tabs, { query: "", isFresh: true }));
    this.#editor.focus();
  }

  // A query that was never run is among the earlier ones from then on.
  #close() {
    this.#keep();
    const { tabs } = readTabs();
    const left = closed(tabs, this.#id);
    if (!left.tabs.length) return;
    const own = tabs.find(({ id }) => id === this.#id);
    if (own && isUnsaved(own)) this.#history.add(own.query);
    this.#states.delete(this.#id);
    this.#answers.delete(this.#id);
    forgetAnswer(this.#id);
    this.#show(left);
    this.#focus();
  }

  #askName() {
    this.#name.value = this.#selected.textContent;
    this.#name.hidden = false;
    this.#name.select();
  }

  #rename() {
    if (this.#name.hidden) return;
    this.#name.hidden = true;
    const name = this.#name.value.trim();
    if (name !== this.#selected.textContent) this.#keep({ name });
  }

  #pressInName({ key }) {
    if (key === "Escape") this.#name.value = this.#selected.textContent;
    if (key !== "Escape" && key !== "Enter") return;
    this.#name.blur();
    this.#focus();
  }

  // https://www.w3.org/WAI/ARIA/apg/patterns/tabs/
  #press(event) {
    const tabs = [...this.#list.children];
    if (event.key in STEPS) {
      const place = tabs.indexOf(this.#selected) + STEPS[event.key];
      const next = Number.isFinite(place) ? tabs.at(place % tabs.length) : tabs.at(place < 0 ? 0 : -1);
      this.#choose(Number(next.dataset.id));
      this.#focus();
    } else if (event.key === "Delete") this.#close();
    else if (event.key === "F2") this.#askName();
    else return;
    event.preventDefault();
  }

  get #selected() { return this.#list.querySelector("[aria-selected=true]"); }

  #focus() { this.#selected.focus(); }

  #draw() {
    const { tabs } = readTabs();
    const hadFocus = this.#list.contains(document.activeElement);
    const language = document.documentElement.lang;
    this.#list.replaceChildren(...tabs.map((tab) => {
      const isShown = tab.id === this.#id;
      const made = element("button", {
        type: "button", role: "tab", id: `tab-${tab.id}`, "data-id": tab.id, "aria-controls": this.#panel.id,
        "aria-selected": isShown, tabindex: isShown ? 0 : -1,
      });
      made.textContent = nameOf(tab, { language, unnamed: this.#texts.unnamed });
      return made;
    }));
    this.#panel.setAttribute("aria-labelledby", `tab-${this.#id}`);
    this.#buttons.close.hidden = tabs.length < 2;
    if (hadFocus) this.#focus();
  }
}

function element(name, attributes) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
