// What the graph has to complete a query with: prefixes, classes, properties, their use and names.

// The terms, asked for once; an editor without them still works.
export function loadTerms(url) {
  return fetch(url)
    .then((response) => (response.ok ? response.json() : { prefixes: {} }))
    .catch(() => ({ prefixes: {} }))
    .then((file) => new Terms(file));
}

// A name that a query can write after a prefix without an escape.
const PLAIN = /^[\p{L}\d_]([\p{L}\d_-]|\.(?=[\p{L}\d_-]))*$/u;

// The prefixes of a query. Of two with one name the first counts; of two for one namespace the first
// is written, and both are read.
class Prefixes {
  #namespaces = new Map();
  #prefixes = new Map();
  #lengths;
  #short = new Map();

  constructor(entries) {
    for (const [prefix, namespace] of entries) {
      if (!this.#namespaces.has(prefix)) this.#namespaces.set(prefix, namespace);
    }
    for (const [prefix, namespace] of this.#namespaces) {
      if (!this.#prefixes.has(namespace)) this.#prefixes.set(namespace, prefix);
    }
    this.#lengths = [...new Set([...this.#prefixes.keys()].map(({ length }) => length))].sort((a, b) => b - a);
  }

  entries() {
    return [...this.#namespaces];
  }

  namespace(prefix) {
    return this.#namespaces.get(prefix);
  }

  // An IRI as a query writes it: with a prefix if what follows is a plain name, else in brackets.
  shorten(iri) {
    if (!this.#short.has(iri)) this.#short.set(iri, this.#shortened(iri));
    return this.#short.get(iri);
  }

  // An IRI with the prefix that is typed already, if it fits, else as `shorten` has it.
  written(iri, typed) {
    const colon = typed.indexOf(":");
    const namespace = colon < 0 ? undefined : this.#namespaces.get(typed.slice(0, colon));
    const fits = namespace && iri.startsWith(namespace) && PLAIN.test(iri.slice(namespace.length));
    return fits ? typed.slice(0, colon + 1) + iri.slice(namespace.length) : this.shorten(iri);
  }

  #shortened(iri) {
    for (const length of this.#lengths) {
      const prefix = length && this.#prefixes.get(iri.slice(0, length));
      if (typeof prefix === "string" && PLAIN.test(iri.slice(length))) return `${prefix}:${iri.slice(length)}`;
    }
    return `<${iri}>`;
  }
}

export class Terms {
  #prefixes;
  #inQuery;

  // `prefixes` of the graph, those to write first.
  constructor({ prefixes, classes = [], properties = [] }) {
    this.#prefixes = new Prefixes(Object.entries(prefixes));
    this.classes = classes.map((entry) => this.#term(entry));
    this.properties = properties.map((entry) => this.#term(entry));
    this.byIri = new Map([...this.classes, ...this.properties].map((term) => [term.iri, term]));
  }

  #term({ iri, name, description, count, properties }) {
    const written = this.shorten(iri);
    return { iri, name, description, count, properties, written };
  }

  shorten(iri) {
    return this.#prefixes.shorten(iri);
  }

  // The prefixes of a query: those that it declares, and those of the graph.
  prefixesIn(query) {
    const declared = [...query.matchAll(/\bPREFIX\s+([^\s:]*):\s*<([^<>\s]*)>/gi)].map(([, prefix, namespace]) => [prefix, namespace]);
    if (!declared.length) return this.#prefixes;
    const key = declared.join("\n");
    if (this.#inQuery?.key !== key) {
      // The last declaration of a prefix counts.
      this.#inQuery = { key, prefixes: new Prefixes([...new Map(declared), ...this.#prefixes.entries()]) };
    }
    return this.#inQuery.prefixes;
  }

  // The IRI that a query writes as a prefixed name, `a` or in brackets, by the prefixes of the
  // query and those of the graph.
  expand(written, query = "") {
    if (written === "a") return "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
    if (written.startsWith("<")) return written.slice(1, -1);
    const colon = written.indexOf(":");
    if (colon < 0) return null;
    const namespace = this.prefixesIn(query).namespace(written.slice(0, colon));
    return namespace === undefined ? null : namespace + written.slice(colon + 1);
  }
}
