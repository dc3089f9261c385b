import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { SparqlLanguage } from "codemirror-lang-sparql";
import { isBeingWritten, syntaxError } from "../src/syntax-errors.js";

const errorIn = (text) => syntaxError(SparqlLanguage.parser.parse(text), text);
const seen = (text) => {
  const { from, to, said, token } = errorIn(text);
  return [text.slice(from, to), said, token];
};

test("a word that does not fit is the error", () => {
  assert.deepEqual(seen("SELEC * {}"), ["SELEC", "unexpected", "SELEC"]);
  assert.deepEqual(seen("SELECT * { ?s ?p FILTR(1) }"), ["FILTR", "unexpected", "FILTR"]);
  assert.deepEqual(seen("ASK { ?s ?p ?o } }"), ["}", "unexpected", "}"]);
});

test("a gap is shown at what stands before it", () => {
  assert.deepEqual(seen("ASK { ?s ?p }"), ["p", "noObject", undefined]);
  assert.deepEqual(seen("ASK { ?s a . ?x ?y ?z }"), ["a", "noObject", undefined]);
  assert.deepEqual(seen("ASK { ?s ?p ?o "), ["o", "missing", "}"]);
  assert.deepEqual(seen("ASK { ?s ?p ?o FILTER(?o > ) }"), [">", "gap", undefined]);
  assert.deepEqual(seen("SELECT * {} LIMIT"), ["T", "gap", undefined]);
});

test("a string without an end is said so", () => {
  assert.deepEqual(seen('ASK { ?s ?p "abc }'), ['"', "openString", '"']);
});

test("a query without an error has none", () => {
  for (const text of ["", "# nothing", "ASK {}", "SELECT (MD5('a') AS ?m) (SHA256('a') AS ?n) {}", "ASK { << ?s ?p ?o >> ?q ?r }"]) {
    assert.equal(errorIn(text), null, text);
  }
});

test("no query that is known to be right has an error", () => {
  const folders = [new URL("../../../queries/", import.meta.url)];
  const w3c = process.env.W3C_TESTS;
  if (w3c) folders.push(new URL(`file://${w3c}/rdf-tests/sparql/sparql11/syntax-query/`), new URL(`file://${w3c}/rdf-tests/sparql/sparql11/functions/`));
  for (const folder of folders) {
    const names = readdirSync(folder).filter((name) => name.endsWith(".rq") && !/-bad-|syntax-bindings-09/.test(name));
    assert.ok(names.length);
    for (const name of names) assert.equal(errorIn(readFileSync(new URL(name, folder), "utf8")), null, name);
  }
});

test("a word is being written as long as the cursor touches it or the space beside it", () => {
  const text = "ASK { ?s ?p FILTR }\n";
  const error = errorIn(text);
  const at = (word) => text.indexOf(word);
  assert.ok(isBeingWritten(error, at("FILTR") + 5, text));
  assert.ok(isBeingWritten(error, at("}"), text));
  assert.ok(!isBeingWritten(error, at("?p"), text));
  assert.ok(!isBeingWritten(error, text.length, text));
});
