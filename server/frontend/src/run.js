// Runs the query of the form in the page, and can stop it.
import { enhance } from "./results.js";

const LONGEST_URL = 6000;

export class Runner {
  #form; #editor; #stopper = null; #address = addressOf(location);

  constructor(form, editor) {
    this.#form = form;
    this.#editor = editor;
    this.button = form.querySelector("button");
    this.status = form.querySelector("output");
    this.cancel = form.querySelector(".cancel");
    this.cancel.addEventListener("click", () => this.#stopper?.abort());
    form.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.#stopper?.abort();
    });
  }

  // Whether the page shows what is at a URL; links within the page change its fragment only.
  isAt(url) {
    return addressOf(url) === this.#address;
  }

  async run() {
    this.#stopper?.abort();
    const stopper = (this.#stopper = new AbortController());
    const url = this.#url();
    const began = performance.now();
    const clock = setInterval(() => this.#say(began), 100);
    this.cancel.hidden = false;
    try {
      const { page, address } = await ask(url, stopper.signal);
      this.#show(page);
      if (address) {
        address.hash = location.hash.startsWith("#view=") ? location.hash : "";
        history.pushState(null, "", address);
        this.#address = addressOf(address);
      }
      this.#say(began);
    } catch (error) {
      this.status.value = stopper.signal.aborted ? this.#form.dataset.stopped : this.#form.dataset.failed;
    } finally {
      clearInterval(clock);
      if (this.#stopper === stopper) {
        this.cancel.hidden = true;
        this.#stopper = null;
      }
    }
  }

  #url() {
    const url = new URL(this.#form.action, location.href);
    url.search = new URLSearchParams(new FormData(this.#form));
    return url;
  }

  #say(began) {
    const seconds = (performance.now() - began) / 1000;
    const language = document.documentElement.lang;
    this.status.value = `${seconds.toLocaleString(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 })} s`;
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

function addressOf({ pathname, search }) {
  return pathname + search;
}

// The page that answers a query, and the URL under which it can be shared: none for a long one.
async function ask(url, signal) {
  const headers = { Accept: "text/html" };
  const isLong = url.href.length > LONGEST_URL;
  const request = isLong
    ? [new URL(url.pathname + `?lang=${url.searchParams.get("lang")}`, url), { method: "POST", body: new URLSearchParams(url.search), headers, signal }]
    : [url, { headers, signal }];
  const response = await fetch(...request);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return { page, address: isLong ? null : url };
}
