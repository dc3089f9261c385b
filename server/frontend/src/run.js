// Runs the query of the form in the page, and can stop it.
import { enhance } from "./results.js";
import { RunningQuery } from "./running-query.js";

const LONGEST_URL = 6000;

export class Runner {
  #form; #editor; #running = null; #address = addressOf(location);

  constructor(form, editor) {
    this.#form = form;
    this.#editor = editor;
    this.button = form.querySelector("button");
    this.status = form.querySelector("output");
    this.cancel = form.querySelector(".cancel");
    this.cancel.addEventListener("click", () => this.#running?.stop());
    form.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.#running?.stop();
    });
    addEventListener("pagehide", () => this.#running?.stop());
  }

  // Whether the page shows what is at a URL; links within the page change its fragment only.
  isAt(url) {
    return addressOf(url) === this.#address;
  }

  async run() {
    this.#running?.stop();
    const running = (this.#running = new RunningQuery(new URL(this.#form.action, location.href).href));
    const clock = setInterval(() => this.#sayTime(running), 1000);
    this.#sayTime(running);
    this.cancel.hidden = false;
    const said = await this.#answer(running);
    clearInterval(clock);
    if (this.#running !== running) return; // the next one has begun
    this.status.value = said;
    this.cancel.hidden = true;
    this.#running = null;
  }

  // Shows the answer to a query; what there is to say about it.
  async #answer(running) {
    try {
      const { page, address } = await ask(this.#url(), running);
      if (running.isStopped) return this.#stopped(running);
      this.#show(page);
      if (address) {
        address.hash = location.hash.startsWith("#view=") ? location.hash : "";
        history.pushState(null, "", address);
        this.#address = addressOf(address);
      }
      return `${shown(running.seconds, 2)} s`;
    } catch {
      return running.isStopped ? this.#stopped(running) : this.#form.dataset.failed;
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

  #show(page) {
    const shown = page.getElementById("answer");
    const place = document.getElementById("answer");
    if (!shown) throw new Error("no answer");
    place.replaceWith(document.importNode(shown, true));
    this.#editor.underline(document.getElementById("answer"));
    enhance(document.getElementById("answer"));
  }
}

function shown(number, digits) {
  return number.toLocaleString(document.documentElement.lang, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function addressOf({ pathname, search }) {
  return pathname + search;
}

// The page that answers a query, and the URL under which it can be shared: none for a long one.
async function ask(url, { headers, signal }) {
  const isLong = url.href.length > LONGEST_URL;
  const request = isLong
    ? [new URL(url.pathname + `?lang=${url.searchParams.get("lang")}`, url), { method: "POST", body: new URLSearchParams(url.search), headers, signal }]
    : [url, { headers, signal }];
  const response = await fetch(...request);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return { page, address: isLong ? null : url };
}
