// What completes a word: classes after `a`, a class's own properties first, things by their names.
import { syntaxTree } from "@codemirror/language";
import { classesOf, roleAfter } from "./context.js";

const MOST = 60;
const SHORTEST_NAME = 3;
const KEYWORDS = {
  none: ["SELECT", "CONSTRUCT", "ASK", "DESCRIBE", "WHERE", "PREFIX", "FROM", "GROUP BY", "ORDER BY", "HAVING", "LIMIT", "OFFSET", "DISTINCT", "COUNT"],
  subject: ["OPTIONAL", "FILTER", "BIND", "VALUES", "UNION", "MINUS", "GRAPH", "EXISTS", "NOT EXISTS"],
  expression: ["BOUND", "COALESCE", "CONTAINS", "DATATYPE", "IF", "LANG", "LANGMATCHES", "LCASE", "REGEX", "STR", "STRSTARTS", "YEAR", "COUNT", "SUM", "AVG", "MIN", "MAX", "SAMPLE", "GROUP_CONCAT", "DISTINCT"],
};

// Orders terms by how well they fit the typed text, then as they come.
export function fitting(terms, typed) {
  const wanted = typed.toLowerCase();
  const local = wanted.slice(wanted.indexOf(":") + 1);
  const ranked = [];
  terms.forEach((term, place) => {
    const written = term.written.toLowerCase();
    const name = (term.name ?? "").toLowerCase();
    let rank = -1;
    if (written.startsWith(wanted)) rank = 0;
    else if (!wanted.includes(":") && term.local.toLowerCase().startsWith(wanted)) rank = 1;
    else if (name.startsWith(local) && !wanted.includes(":")) rank = 2;
    else if (local && (name.includes(local) || term.local.toLowerCase().includes(local))
      && (!wanted.includes(":") || written.startsWith(wanted.slice(0, wanted.indexOf(":") + 1)))) rank = 3;
    if (rank >= 0) ranked.push([rank, place, term]);
  });
  ranked.sort(([a, b], [c, d]) => a - c || b - d);
  return ranked.slice(0, MOST).map(([, , term]) => term);
}

// Two groups of the properties of the graph: those of the subject's classes, and the others, each by use.
export function propertiesFor(terms, subject, query) {
  const own = classesOf(subject, query)
    .map((written) => terms.byIri.get(terms.expand(written, query)))
    .flatMap((term) => term?.properties ?? [])
    .map((number) => terms.properties[number]);
  const first = new Set(own);
  return [[...first], terms.properties.filter((term) => !first.has(term))];
}

export function completionSource({ terms: loaded, search }) {
  return async (context) => {
    const word = context.matchBefore(/[?$]?[\p{L}\d_][\p{L}\d_.-]*:?[\p{L}\d_.-]*|:[\p{L}\d_.-]*|[?$]/u);
    if (!word && !context.explicit) return null;
    const node = syntaxTree(context.state).resolveInner(context.pos, -1);
    if (/comment|string|iriref/i.test(node.name)) return null;
    const query = context.state.doc.toString();
    const from = word?.from ?? context.pos;
    const typed = word?.text ?? "";
    const { role, subject, isType } = roleAfter(query.slice(0, from));
    if (/^[?$]/.test(typed)) return { from, options: variables(query, typed), filter: true };
    const terms = await loaded;
    const options = keywords(role, typed);
    if (role === "property") options.unshift(...propertiesFor(terms, subject, query).flatMap((group) => fitting(group, typed)).slice(0, MOST).map(option));
    else if (role === "object" && isType) options.unshift(...fitting(terms.classes, typed).map(option));
    else if (role === "subject" || role === "object" || role === "filter" || role === "expression") {
      options.unshift(...(await things(terms, { search, typed, signal: signalOf(context) })));
      if (role !== "subject" && typed.includes(":")) options.push(...fitting(terms.classes, typed).map(option));
    }
    if (typed && !typed.includes(":")) options.push(...prefixes(terms, typed));
    return options.length ? { from, options, filter: false } : null;
  };
}

function option(term) {
  return {
    label: term.written,
    detail: term.name && term.name !== term.written ? term.name : undefined,
    info: term.description || undefined,
    type: term.properties ? "class" : "property",
  };
}

function variables(query, typed) {
  const found = new Set(query.match(/[?$][\p{L}\d_]+/gu) ?? []);
  found.delete(typed);
  return [...found].map((label) => ({ label, type: "variable" }));
}

function keywords(role, typed) {
  const wanted = typed.toUpperCase();
  const known = role === "none" ? [...KEYWORDS.none, ...KEYWORDS.expression] : (KEYWORDS[role] ?? []);
  return known.filter((label) => wanted && label.startsWith(wanted)).map((label) => ({ label, type: "keyword" }));
}

function prefixes(terms, typed) {
  return Object.entries(terms.prefixes)
    .filter(([prefix]) => prefix.startsWith(typed))
    .slice(0, MOST)
    .map(([prefix, namespace]) => ({ label: `${prefix}:`, detail: namespace, type: "namespace" }));
}

// Ends a request for completions that are not waited for, since the next key was pressed.
function signalOf(context) {
  const stopper = new AbortController();
  context.addEventListener("abort", () => stopper.abort(), { onDocChange: true });
  return stopper.signal;
}

async function things(terms, { search, typed, signal }) {
  const words = typed.slice(typed.indexOf(":") + 1);
  if (!search || words.length < SHORTEST_NAME) return [];
  const url = new URL(search, location.href);
  url.searchParams.set("q", words);
  const found = await fetch(url, { signal }).then((r) => (r.ok ? r.json() : { things: [] }), () => ({ things: [] }));
  return found.things.map(({ iri, name, classes }) => ({
    label: terms.shorten(iri),
    displayLabel: name,
    detail: classes.map((class_) => terms.byIri.get(class_)?.name ?? terms.shorten(class_)).join(", "),
    type: "constant",
  }));
}
