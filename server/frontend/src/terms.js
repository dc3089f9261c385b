// What the graph has to complete a query with: prefixes, classes, properties, their use and names.

// The terms, asked for once; an editor without them still works.
export function loadTerms(url) {
  return fetch(url)
    .then((response) => (response.ok ? response.json() : { prefixes: {} }))
    .catch(() => ({ prefixes: {} }))
    .then((file) => new Terms(file));
}

export class Terms {
  constructor({ prefixes, classes = [], properties = [] }) {
    this.prefixes = prefixes;
    this.classes = classes.map((entry) => this.#term(entry));
    this.properties = properties.map((entry) => this.#term(entry));
    this.byIri = new Map([...this.classes, ...this.properties].map((term) => [term.iri, term]));
  }

  #term({ iri, name, description, count, properties }) {
    const written = this.shorten(iri);
    const local = written.slice(written.indexOf(":") + 1);
    return { iri, name, description, count, properties, written, local };
  }

  // An IRI as a query writes it: with a prefix if what follows is a plain name, else in brackets.
  shorten(iri) {
    let best = "";
    for (const [prefix, namespace] of Object.entries(this.prefixes)) {
      if (!iri.startsWith(namespace)) continue;
      const local = iri.slice(namespace.length);
      const written = `${prefix}:${local}`;
      if (/^[\p{L}\d_]([\p{L}\d_-]|\.(?=[\p{L}\d_-]))*$/u.test(local) && (!best || written.length < best.length)) best = written;
    }
    return best || `<${iri}>`;
  }

  // The IRI that a query writes as a prefixed name, `a` or in brackets, by the prefixes of the
  // query and those of the graph.
  expand(written, query = "") {
    if (written === "a") return "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
    if (written.startsWith("<")) return written.slice(1, -1);
    const colon = written.indexOf(":");
    if (colon < 0) return null;
    const prefix = written.slice(0, colon);
    const declared = [...query.matchAll(/\bPREFIX\s+([^\s:]*):\s*<([^<>\s]*)>/gi)]
      .findLast(([, name]) => name === prefix);
    const namespace = declared ? declared[2] : this.prefixes[prefix];
    return namespace === undefined ? null : namespace + written.slice(colon + 1);
  }
}
