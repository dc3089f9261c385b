// Runs the query of the form in the page, and can stop it.
import { enhance } from "./results.js";
import { RunningQuery } from "./running-query.js";

const LONGEST_URL = 6000;

export class Runner {
  #form; #editor; #running = null; #address = addressOf(location); #shown = partsOf(document.cloneNode(true));
  #query; // the one whose answer is shown; null where there is none
  ran = () => {}; // hears of each query whose answer is shown

  constructor(form, editor) {
    this.#form = form;
    this.#editor = editor;
    this.#query = this.#shown.answer?.childElementCount ? editor.text : null;
    this.button = form.querySelector("button");
    this.status = form.querySelector("output");
    this.cancel = form.querySelector(".cancel");
    this.cancel.addEventListener("click", () => this.#running?.stop());
    form.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) this.#running?.stop();
    });
    addEventListener("pagehide", () => this.#running?.stop());
    document.addEventListener("click", ({ target }) => {
      const link = target.closest?.("nav.languages a");
      if (link) link.hash = location.hash;
    });
  }

  // Whether the page shows what is at a URL; links within the page change its fragment only.
  isAt(url) {
    return addressOf(url) === this.#address;
  }

  // Meanwhile the answer to another query is pale; without an answer to this one it goes.
  async run() {
    this.#running?.stop();
    const query = this.#editor.text;
    const isOther = query !== this.#query;
    document.getElementById("answer").classList.toggle("former", isOther);
    const running = (this.#running = new RunningQuery(new URL(this.#form.action, location.href).href));
    const clock = setInterval(() => this.#sayTime(running), 1000);
    this.#sayTime(running);
    this.cancel.hidden = false;
    const { said, isShown } = await this.#answer(running);
    clearInterval(clock);
    if (this.#running !== running) return; // the next one has begun, or another tab is shown
    if (isShown) {
      this.#query = query;
      this.ran(query);
    } else if (isOther) this.#clear();
    this.status.value = said;
    if (isShown) this.status.append(heard());
    this.#end();
  }

  #end() {
    this.#running = null;
    if (document.activeElement === this.cancel) this.button.focus();
    this.cancel.hidden = true;
  }

  // What the page shows, and its address; setting it shows an answer again as it came.
  get shown() {
    return { parts: this.#shown, query: this.#query, address: location.pathname + location.search + location.hash };
  }

  set shown({ parts, query, address }) {
    this.#running?.stop();
    this.#end();
    this.status.value = "";
    history.replaceState(history.state, "", address);
    this.#address = addressOf(location);
    this.#query = query;
    this.#show(parts);
  }

  // What is shown of a query without an answer.
  get nothing() {
    const answer = document.createElement("div");
    answer.id = "answer";
    const heading = document.createElement("h1");
    heading.textContent = this.#form.dataset.heading;
    const languages = document.querySelector("nav.languages")?.cloneNode(true);
    for (const link of languages?.querySelectorAll("a") ?? []) link.href = `${this.#form.action}?lang=${link.lang}`;
    return { parts: { title: this.#form.dataset.heading, heading, lead: null, answer, languages }, query: null, address: `${this.#form.action}?lang=${this.#form.elements.lang.value}` };
  }

  #clear() {
    const { parts, query, address } = this.nothing;
    this.#query = query;
    this.#show(parts);
    history.pushState(history.state, "", address);
    this.#address = addressOf(location);
  }

  // Shows the answer to a query; what there is to say about it, and whether it is there.
  async #answer(running) {
    try {
      const { page, address } = await ask(this.#url(), running);
      if (running.isStopped) return { said: await this.#stopped(running) };
      this.#show(partsOf(page));
      address.hash = location.hash.startsWith("#view=") ? location.hash : "";
      history.pushState(history.state, "", address);
      this.#address = addressOf(address);
      return { said: `${shown(running.seconds, 2)} s`, isShown: true };
    } catch (error) {
      if (!running.isStopped) console.error(error);
      return { said: running.isStopped ? await this.#stopped(running) : this.#form.dataset.failed };
    }
  }

  async #stopped(running) {
    const seconds = shown(running.seconds, 1);
    const { stopped, left } = this.#form.dataset;
    return (await running.stop()) ? stopped.replace("{seconds}", seconds) : left;
  }

  #url() {
    const url = new URL(this.#form.action, location.href);
    url.search = new URLSearchParams(new FormData(this.#form));
    return url;
  }

  // Once a second, as it is read aloud.
  #sayTime(running) {
    const { time, limit } = this.#form.dataset;
    const numbers = { seconds: shown(Math.floor(running.seconds), 0), limit: shown(Number(limit)) };
    this.status.value = time.replace(/\{(\w+)\}/g, (_, name) => numbers[name]);
  }

  #show(parts) {
    if (!parts.answer) throw new Error("no answer");
    this.#shown = parts;
    document.title = parts.title;
    document.querySelector("main .lead")?.remove();
    document.querySelector("h1").replaceWith(...[parts.heading, parts.lead].filter(Boolean).map(copyOf));
    document.getElementById("answer").replaceWith(copyOf(parts.answer));
    if (parts.languages) document.querySelector("nav.languages")?.replaceWith(copyOf(parts.languages));
    this.enhance();
  }

  // Adds what the script adds to the answer that is shown.
  enhance() {
    this.#editor.underline(document.getElementById("answer"));
    enhance(document.getElementById("answer"), { change: (request) => this.#change(request) });
  }

  // Runs the query of the answer, changed by a value of it; the server reads the query and changes it.
  async #change(request) {
    try {
      const response = await fetch(`${this.#form.dataset.rewritten}?${new URLSearchParams({ query: this.#query, lang: this.#form.elements.lang.value, ...request })}`);
      if (!response.ok) throw new Error(response.statusText);
      this.#editor.text = (await response.json()).query;
      this.#form.requestSubmit();
    } catch {
      this.status.value = this.#form.dataset.failed;
    }
  }
}

// What differs from answer to answer, as it is before any script adds to it.
function partsOf(page) {
  return { title: page.title, heading: page.querySelector("h1"), lead: page.querySelector("main .lead"), answer: page.getElementById("answer"), languages: page.querySelector("nav.languages") };
}

// What is read aloud of an answer that has come: how many rows, yes or no, or what is wrong, and why nothing was found.
function heard() {
  const outcome = document.querySelector("#answer > :is(.message, .verdict, p:not(.downloads, .filter))");
  const reasons = document.querySelectorAll("#answer > .notes > li");
  const texts = [outcome, ...reasons].filter(Boolean).map((each) => `${each.dataset.said ?? ""} ${each.textContent}`.trim().replace(/\s+/g, " "));
  return Object.assign(document.createElement("span"), { className: "hidden", textContent: ` ${texts.join(" ")}` });
}

function copyOf(element) {
  return document.importNode(element, true);
}

function shown(number, digits) {
  return number.toLocaleString(document.documentElement.lang, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function addressOf({ pathname, search }) {
  return pathname + search;
}

// The page that answers a query, and the URL under which it can be shared: of a long one, that of the form.
async function ask(url, { headers, signal }) {
  const isLong = url.href.length > LONGEST_URL;
  const address = isLong ? new URL(`${url.pathname}?lang=${url.searchParams.get("lang")}`, url) : url;
  const response = await fetch(address, isLong ? { method: "POST", body: new URLSearchParams(url.search), headers, signal } : { headers, signal });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return { page, address };
}
