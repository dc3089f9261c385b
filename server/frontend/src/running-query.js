// A query on its way, which its client can end in the server too.

const FIELD = "Schlaglicht-Query-Id";

export class RunningQuery {
  #endpoint; #id = newId(); #stopper = new AbortController(); #ended = null;
  began = performance.now();

  constructor(endpoint) {
    this.#endpoint = endpoint;
  }

  get headers() { return { Accept: "text/html", [FIELD]: this.#id }; }
  get signal() { return this.#stopper.signal; }
  get isStopped() { return this.#ended !== null; }

  // Seconds since it began.
  get seconds() { return (performance.now() - this.began) / 1000; }

  // Ends it, and goes on while the page is left; true once the server says that it has ended it.
  stop() {
    this.#ended ??= fetch(`${this.#endpoint}/running/${this.#id}`, { method: "DELETE", keepalive: true })
      .then((response) => response.ok, () => false)
      .finally(() => this.#stopper.abort());
    return this.#ended;
  }
}

// Not `randomUUID`, which pages without TLS do not have.
function newId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
