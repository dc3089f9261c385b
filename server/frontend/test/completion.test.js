import assert from "node:assert/strict";
import { test } from "node:test";
import { CompletionContext } from "@codemirror/autocomplete";
import { EditorState } from "@codemirror/state";
import { completionSource, fitting, propertiesFor } from "../src/completion.js";
import { Terms } from "../src/terms.js";

const terms = new Terms({
  prefixes: { s: "https://schema.org/", schema: "https://schema.org/", ex: "https://example.org/", "": "https://example.org/id/" },
  classes: [{ iri: "https://schema.org/Event", name: "Veranstaltung", count: 3, properties: [2, 1] }],
  properties: [
    { iri: "https://schema.org/name", name: "Name", count: 9 },
    { iri: "https://schema.org/startDate", name: "Beginn", count: 3 },
    { iri: "https://schema.org/location", name: "Ort", count: 3 },
    { iri: "https://example.org/odd(name)", name: "seltsam", count: 1 },
  ],
});
const written = (found) => found.map((term) => term.written);

test("a class's own properties come first, by their use", () => {
  const [own, others] = propertiesFor(terms, "?e", "SELECT * { ?e a schema:Event ; ").map(written);
  assert.deepEqual(own, ["s:location", "s:startDate"]);
  assert.deepEqual(others, ["s:name", "<https://example.org/odd(name)>"]);
});

test("what begins with the typed text comes before names that hold it", () => {
  assert.deepEqual(written(fitting(terms.properties, "beg", terms.prefixesIn(""))), ["s:startDate"]);
  assert.deepEqual(written(fitting(terms.properties, "s:n", terms.prefixesIn(""))).slice(0, 1), ["s:name"]);
  assert.deepEqual(written(fitting(terms.properties, "na", terms.prefixesIn(""))).slice(0, 1), ["s:name"]);
  assert.deepEqual(written(fitting(terms.properties, "zzz", terms.prefixesIn(""))), []);
});

test("a name that SPARQL would read otherwise is written as an IRI", () => {
  assert.equal(terms.shorten("https://example.org/odd(name)"), "<https://example.org/odd(name)>");
  assert.equal(terms.shorten("https://example.org/a/b"), "<https://example.org/a/b>");
  assert.equal(terms.shorten("https://example.org/a."), "<https://example.org/a.>");
  assert.equal(terms.shorten("https://example.org/id/7"), ":7");
});

test("a prefix of the query counts before that of the graph", () => {
  assert.equal(terms.expand("s:name"), "https://schema.org/name");
  assert.equal(terms.expand("s:name", "PREFIX s: <https://other.example/> ASK {}"), "https://other.example/name");
  assert.equal(terms.expand("nothing:here"), null);
});

// What completes a text: the labels, the first of them applied.
async function completed(doc, known = terms) {
  const search = completionSource({ terms: Promise.resolve(known), search: null });
  const found = await search(new CompletionContext(EditorState.create({ doc }), doc.length, false));
  if (!found) return { labels: [], text: doc };
  const [{ label, apply = label }] = found.options;
  return { labels: found.options.map((option) => option.label), text: doc.slice(0, found.from) + apply };
}

test("of two prefixes the first is written, however long, and each of them completes", async () => {
  const other = new Terms({
    prefixes: { dcterms: "http://purl.org/dc/terms/", dct: "http://purl.org/dc/terms/" },
    properties: [{ iri: "http://purl.org/dc/terms/title", name: "title", count: 1 }],
  });
  const labels = async (doc) => (await completed(doc, other)).labels;
  assert.deepEqual(await labels("SELECT * { ?s ti"), ["dcterms:title"]);
  assert.deepEqual(await labels("SELECT * { ?s dcterms:ti"), ["dcterms:title"]);
  assert.deepEqual(await labels("SELECT * { ?s dct:ti"), ["dct:title"]);
  assert.deepEqual(await labels("SELECT * { ?s dct:it"), ["dct:title"]);
  assert.deepEqual(await labels("SELECT * { ?s dc"), ["dcterms:title", "dcterms:", "dct:"]);
});

test("prefixes that the query declares complete, and come first", async () => {
  const head = "PREFIX my: <https://schema.org/> PREFIX ex: <https://other.example/> SELECT * { ?s ";
  assert.deepEqual((await completed(`${head}my:na`)).labels, ["my:name"]);
  assert.deepEqual((await completed(`${head}schema:na`)).labels, ["schema:name"]);
  assert.deepEqual((await completed(`${head}Beg`)).labels, ["my:startDate"]);
  assert.deepEqual((await completed(`${head}m`)).labels.at(-1), "my:");
  assert.deepEqual((await completed(`${head}ex:`)).labels, []);
  assert.deepEqual((await completed(`${head}constructor:a`)).labels, []);
});

test("keywords that fit the place come first", async () => {
  assert.deepEqual((await completed("SELECT * { ?s ?p ?o } ORDER BY D")).labels.slice(0, 1), ["DESC"]);
  assert.deepEqual((await completed("D")).labels.slice(0, 2), ["DESCRIBE", "DISTINCT"]);
  assert.deepEqual((await completed("ASK { FILTER NOT EX")).labels.slice(0, 1), ["EXISTS"]);
  assert.equal(new Set((await completed("SELECT * {} HAVING C")).labels).size, (await completed("SELECT * {} HAVING C")).labels.length);
});

test("after PREFIX a prefix is declared", async () => {
  const { labels, text } = await completed("PREFIX sch");
  assert.deepEqual(labels, ["schema:"]);
  assert.equal(text, "PREFIX schema: <https://schema.org/>\n");
});

test("a name of several words is replaced as a whole", async () => {
  terms.classes.push({ ...terms.classes[0], iri: "https://schema.org/Big", name: "Große Veranstaltung" });
  assert.equal((await completed("SELECT * { ?s a Große Ver")).text, "SELECT * { ?s a s:Big");
  assert.equal((await completed("SELECT * { ?s s:name ?n OPTIONAL Beg")).labels.includes("s:startDate"), false);
  terms.classes.pop();
});

test("nothing is offered in the place of a word that is whole", async () => {
  assert.deepEqual((await completed("SELECT * where")).labels, []);
  assert.deepEqual((await completed("SELECT * { ?s s:name")).labels, []);
  assert.notDeepEqual((await completed("SELECT * { ?s s:nam")).labels, []);
});

test("what can stand there with the rest of the query comes first, and is asked for once", async () => {
  const asked = [];
  globalThis.location = { href: "https://here.example/" };
  globalThis.fetch = async (url) => {
    asked.push(Object.fromEntries(url.searchParams));
    const things = [{ iri: "https://schema.org/name", name: "Name", classes: [] }, { iri: "https://example.org/id/7", name: "Sieben", classes: [] }];
    return { ok: true, json: async () => ({ fits: true, things, literals: ['"Siebzig"@de'] }) };
  };
  const source = completionSource({ terms: Promise.resolve(terms), search: "/things" });
  const labels = async (doc) => {
    const found = await source(new CompletionContext(EditorState.create({ doc }), doc.length, true));
    return found.options.map(({ label }) => label);
  };
  assert.deepEqual((await labels("SELECT * { ?e a schema:Event ; s:")).slice(0, 2), ["s:name", "s:location"]);
  assert.deepEqual(await labels("SELECT * { ?e s:name Sie"), [":7", '"Siebzig"@de']);
  assert.deepEqual(await labels("SELECT * { ?e s:name Siebz"), ['"Siebzig"@de']);
  assert.deepEqual(asked.map(({ before }) => before), ["SELECT * { ?e a schema:Event ; ", "SELECT * { ?e s:name "]);
});
