// What completes a word: first what can stand there with the rest of the query, as the server says;
// then classes after `a`, a class's own properties first, things by their names.
import { syntaxTree } from "@codemirror/language";
import { classesOf, roleAfter } from "./context.js";

const MOST = 60;
const SHORTEST_NAME = 3;
const LONGEST_NAME = 100;
const LONGEST_QUERY = 4000;
const OF_THINGS = new Set(["subject", "object", "described", "filter", "expression", "graph"]);
const NAMED = new Set(["property", "object", "described"]);
const FUNCTIONS = ["ABS", "AVG", "BNODE", "BOUND", "CEIL", "COALESCE", "CONCAT", "CONTAINS", "COUNT", "DATATYPE", "DAY", "DISTINCT", "ENCODE_FOR_URI", "EXISTS", "FLOOR", "GROUP_CONCAT", "HOURS", "IF", "IN", "IRI", "ISBLANK", "ISIRI", "ISLITERAL", "ISNUMERIC", "LANG", "LANGMATCHES", "LCASE", "MAX", "MD5", "MIN", "MINUTES", "MONTH", "NOT EXISTS", "NOT IN", "NOW", "RAND", "REGEX", "REPLACE", "ROUND", "SAMPLE", "SAMETERM", "SECONDS", "SHA256", "STR", "STRAFTER", "STRBEFORE", "STRDT", "STRENDS", "STRLANG", "STRLEN", "STRSTARTS", "STRUUID", "SUBSTR", "SUM", "TIMEZONE", "TZ", "UCASE", "UUID", "YEAR"];
const KEYWORDS = {
  head: ["SELECT", "CONSTRUCT", "ASK", "DESCRIBE", "WHERE", "PREFIX", "BASE", "FROM", "FROM NAMED", "DISTINCT", "REDUCED", "AS", ...FUNCTIONS],
  modifiers: ["ORDER BY", "ASC", "DESC", "GROUP BY", "HAVING", "LIMIT", "OFFSET", "VALUES", "AS", ...FUNCTIONS],
  subject: ["OPTIONAL", "FILTER", "BIND", "VALUES", "UNION", "MINUS", "GRAPH", "SELECT", "EXISTS", "NOT EXISTS"],
  filter: FUNCTIONS,
  expression: ["AS", ...FUNCTIONS],
};

// Words that a name of several words does not begin with.
const NO_NAMES = new Set(["a", "true", "false", "optional", "filter", "bind", "values", "union", "minus", "graph", "select", "where"]);
const WORDS = /(?<![\p{L}\d_?$:@<"'/.-])\p{L}[\p{L}\d'’-]*(?: [\p{L}\d'’-]+)+$/u;

// Orders terms by how well they fit the typed text, then as they come; each written with the typed
// prefix where that is another one of its namespace.
export function fitting(terms, typed, prefixes) {
  const wanted = typed.toLowerCase();
  const local = wanted.slice(wanted.indexOf(":") + 1);
  const ranked = [];
  terms.forEach((term, place) => {
    const short = prefixes.written(term.iri, typed);
    const written = short.toLowerCase();
    const ownLocal = written.slice(written.indexOf(":") + 1);
    const name = (term.name ?? "").toLowerCase();
    let rank = -1;
    if (written.startsWith(wanted)) rank = 0;
    else if (!wanted.includes(":") && ownLocal.startsWith(wanted)) rank = 1;
    else if (name.startsWith(local) && !wanted.includes(":")) rank = 2;
    else if (local && (name.includes(local) || ownLocal.includes(local))
      && (!wanted.includes(":") || written.startsWith(wanted.slice(0, wanted.indexOf(":") + 1)))) rank = 3;
    if (rank >= 0) ranked.push([rank, place, term, short]);
  });
  ranked.sort(([a, b], [c, d]) => a - c || b - d);
  return ranked.slice(0, MOST).map(([, , term, written]) => ({ ...term, written }));
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

// Where in a text the name begins whose last word is being typed, as in `Uwe Pfe`; else `start`.
function nameStart(before, start) {
  const words = WORDS.exec(before.slice(-LONGEST_NAME))?.[0] ?? "";
  for (const { 0: word, index } of words.matchAll(/[^ ]+(?= )/g)) {
    const begin = before.length - words.length + index;
    if (!NO_NAMES.has(word.toLowerCase()) && NAMED.has(roleAfter(before.slice(0, begin)).role)) return begin;
  }
  return start;
}

export function completionSource({ terms: loaded, search }) {
  return async (context) => {
    const word = context.matchBefore(/[?$]?[\p{L}\d_][\p{L}\d_.-]*:?[\p{L}\d_.-]*|:[\p{L}\d_.-]*|[?$]/u);
    if (!word && !context.explicit) return null;
    const node = syntaxTree(context.state).resolveInner(context.pos, -1);
    if (/comment|string|iriref/i.test(node.name)) return null;
    const query = context.state.doc.toString();
    const before = query.slice(0, context.pos);
    const from = nameStart(before, word?.from ?? context.pos);
    const typed = before.slice(from);
    if (/^[?$]/.test(typed)) return { from, options: variables(query, typed), filter: true };
    const terms = await loaded;
    const after = query.slice(context.pos);
    const options = await optionsFor(terms, { query, before: query.slice(0, from), after, typed, search, context });
    // Where nothing is left to complete, Enter begins a line.
    const isWhole = !context.explicit && options[0]?.label.toLowerCase() === typed.toLowerCase();
    return options.length && !isWhole ? { from, options, filter: false } : null;
  };
}

async function optionsFor(terms, { query, before, after, typed, search, context }) {
  if (/\bPREFIX\s+$/i.test(before)) return prefixOptions(terms.prefixesIn(""), typed).map(declaring);
  const prefixes = terms.prefixesIn(query);
  const { role, subject, isType } = roleAfter(before);
  const options = keywords(role === "none" && before.includes("}") ? "modifiers" : role, typed);
  const offer = (found) => options.push(...found.slice(0, MOST).map(option));
  const there = role === "none" ? NOTHING : await fittingAt(search, { before, after });
  const fits = new Set(there.things.map(({ iri }) => iri));
  const first = (found) => [found.filter(({ iri }) => fits.has(iri)), found.filter(({ iri }) => !fits.has(iri))];
  if (role === "property") {
    const [[own, rest], [others, last]] = propertiesFor(terms, subject, query).map(first);
    offer([own, others, rest, last].flatMap((group) => fitting(group, typed, prefixes)));
  } else if (role === "object" && isType) {
    offer(first(terms.classes).flatMap((group) => fitting(group, typed, prefixes)));
  } else if (OF_THINGS.has(role)) {
    const known = valuesOf(fitting(there.things, typed, prefixes), literalsWith(typed, there), terms);
    options.push(...known);
    if (!known.length) {
      const found = await things({ search, typed, before, after, signal: signalOf(context) });
      const written = found.things.map((thing) => ({ ...thing, written: prefixes.written(thing.iri, typed) }));
      options.push(...valuesOf(written, found.literals, terms));
    }
    if (role !== "subject" && typed.includes(":")) offer(fitting(terms.classes, typed, prefixes));
  }
  if (typed && !typed.includes(":")) options.push(...prefixOptions(prefixes, typed));
  return options;
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
  const known = KEYWORDS[role === "none" ? "head" : role] ?? [];
  return known.filter((label) => wanted && label.startsWith(wanted)).map((label) => ({ label, type: "keyword" }));
}

function prefixOptions(prefixes, typed) {
  return prefixes.entries()
    .filter(([prefix]) => prefix.startsWith(typed))
    .slice(0, MOST)
    .map(([prefix, namespace]) => ({ label: `${prefix}:`, detail: namespace, type: "namespace" }));
}

// After PREFIX, the namespace is written too.
function declaring(option) {
  return { ...option, apply: `${option.label} <${option.detail}>\n` };
}

// Ends a request for completions that are not waited for, since the next key was pressed.
function signalOf(context) {
  const stopper = new AbortController();
  context.addEventListener("abort", () => stopper.abort(), { onDocChange: true });
  return stopper.signal;
}

const NOTHING = { things: [], literals: [] };
let lastPlace = {};

// What can stand in a place, asked for once, when its first letter is typed.
function fittingAt(search, { before, after }) {
  if (!search || before.length + after.length > LONGEST_QUERY) return NOTHING;
  const place = JSON.stringify([before, after]);
  if (lastPlace.place !== place) {
    lastPlace = { place, found: asked(search, { before, after }) };
    lastPlace.found.then(({ fits }) => fits || place !== lastPlace.place || (lastPlace = {}));
  }
  return lastPlace.found;
}

// Things whose names fit what is typed, those first that can stand in the place.
async function things({ search, typed, before, after, signal }) {
  const words = typed.slice(typed.indexOf(":") + 1);
  if (!search || words.length < SHORTEST_NAME) return NOTHING;
  const place = before.length + after.length > LONGEST_QUERY ? {} : { before, after };
  return { ...NOTHING, ...(await asked(search, { q: words, ...place }, signal)) };
}

function literalsWith(typed, { literals }) {
  return literals.filter((written) => written.toLowerCase().includes(typed.toLowerCase())).slice(0, MOST);
}

function valuesOf(found, literals, terms) {
  return [
    ...found.map(({ written, name, classes }) => ({ label: written, displayLabel: name, detail: namesOf(classes, terms), type: "constant" })),
    ...literals.map((label) => ({ label, type: "text" })),
  ];
}

function asked(search, parameters, signal) {
  const url = new URL(search, location.href);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return fetch(url, { signal }).then((r) => (r.ok ? r.json() : NOTHING), () => NOTHING);
}

// The things of the graph that fit some words, or the one with an IRI.
export async function thingsOf(search, words, signal) {
  return search ? (await asked(search, { q: words }, signal)).things : [];
}

export function namesOf(classes, terms) {
  return classes.map((class_) => terms.byIri.get(class_)?.name ?? terms.shorten(class_)).join(", ");
}
