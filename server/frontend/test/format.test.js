import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { sparql } from "codemirror-lang-sparql";
import { format, placeAfter, tokensWithSpace } from "../src/format.js";

const ROOT = new URL("../../../", import.meta.url);
const FOLDER = new URL("queries/", ROOT);
const QUESTIONS = readdirSync(FOLDER).filter((name) => name.endsWith(".rq")).map((name) => readFileSync(new URL(name, FOLDER), "utf8"));
const FOLDERS = ["docs", "examples", "queries", "server/schlaglicht", "tests"].map((name) => fileURLToPath(new URL(name, ROOT)));
const FILES = FOLDERS.flatMap((folder) => readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".rq")).map((name) => readFileSync(`${folder}/${name}`, "utf8")));
const tokens = (text) => tokensWithSpace(text).map(({ token }) => token);
// A generator of numbers below 1, the same ones in every run.
const numbers = (seed) => () => (seed = (seed * 48271) % 2147483647) / 2147483647;

// Other space between tokens of a query: on one line as far as comments let it.
function respaced(text, random) {
  return tokensWithSpace(text).reduce((before, { token, isApart }) => {
    const space = before.split("\n").at(-1).includes("#") && before.match(/(?:^|[\s{}().;,])#[^\n]*$/) ? "\n" : isApart ? [" ", "  ", "\n", " \n\n\n "][Math.floor(random() * 4)] : "";
    return before + space + token;
  }, "");
}

test("a query is laid out", () => {
  const text = 'PREFIX x: <http://x/#> SELECT * WHERE{?s a x:C; x:p "a . b; {", 1.5 . # one\n?s x:q [ x:r 1 ; x:s 2 ] FILTER(?s > 1) OPTIONAL { ?s x:t ?t. } { ?s x:a 1 } UNION { ?s x:b 2 } VALUES ?v { 1 2 } } ORDER BY ?s';
  assert.equal(format(text), `PREFIX x: <http://x/#>
SELECT * WHERE {
  ?s a x:C;
    x:p "a . b; {", 1.5 . # one
  ?s x:q [ x:r 1 ; x:s 2 ]
  FILTER(?s > 1)
  OPTIONAL {
    ?s x:t ?t.
  }
  { ?s x:a 1 } UNION { ?s x:b 2 }
  VALUES ?v { 1 2 }
}
ORDER BY ?s`);
});

const LAID_OUT = [
  // A filter without parentheses ends with its braces, not with the next parentheses.
  ["ASK { FILTER NOT EXISTS { ?s x:y 1 } VALUES (?a ?b) { (1 2) } ?s x:q ?a }", "ASK {\n  FILTER NOT EXISTS { ?s x:y 1 }\n  VALUES (?a ?b) { (1 2) }\n  ?s x:q ?a\n}"],
  ["ASK { FILTER EXISTS { ?s x:y 1 } ?s (x:a/x:b)+ ?o }", "ASK {\n  FILTER EXISTS { ?s x:y 1 }\n  ?s (x:a/x:b)+ ?o\n}"],
  ["ASK { MINUS { ?s a x:A } ?s x:p (1 2) , 3 ; x:q 4 }", "ASK {\n  MINUS { ?s a x:A }\n  ?s x:p (1 2) , 3 ;\n    x:q 4\n}"],
  ["SELECT * { VALUES (?a ?b) {(UNDEF 2)(3 UNDEF)} }", "SELECT * {\n  VALUES (?a ?b) {(UNDEF 2)(3 UNDEF)}\n}"],
  ["SELECT * { VALUES ?a { 1 UNDEF } }", "SELECT * {\n  VALUES ?a { 1 UNDEF }\n}"],
  ["SELECT * { ?s x:p ?o } LIMIT 3 VALUES ?s { x:a }", "SELECT * {\n  ?s x:p ?o\n}\nLIMIT 3\nVALUES ?s { x:a }"],
  ["ASK { ?s x:p ?o.?s x:p 1.?s x:p 'a'@en.x:s x:p .5 . [] x:p 1.x:a.b x:c x:d.e }", "ASK {\n  ?s x:p ?o.\n  ?s x:p 1.\n  ?s x:p 'a'@en.\n  x:s x:p .5 .\n  [] x:p 1.\n  x:a.b x:c x:d.e\n}"],
  ["ASK { OPTIONAL { ?s x:p ?o }.?s x:q 1.5.(1 2).x:a x:b x:c }", "ASK {\n  OPTIONAL { ?s x:p ?o }.\n  ?s x:q 1.5.\n  (1 2).\n  x:a x:b x:c\n}"],
  ["SELECT * { { SELECT ?s { ?s a x:A . ?s x:p 1 } LIMIT 1 } UNION { ?s a x:B } }", "SELECT * {\n  {\n    SELECT ?s {\n      ?s a x:A .\n      ?s x:p 1\n    }\n    LIMIT 1\n  } UNION { ?s a x:B }\n}"],
];

for (const [text, expected] of LAID_OUT) test(`${text} is laid out`, () => assert.equal(format(text), expected));

test("rows that do not fit on a line have a line each", () => {
  const rows = Array.from({ length: 9 }, (_, number) => `("name ${number}" x:name${number})`);
  const text = (before, between, after) => `SELECT * {\n  VALUES (?a ?b) {${before}${rows.join(between)}${after}}\n  ?s x:p ?a\n}`;
  for (const space of ["", " ", "\n"]) assert.equal(format(text(space, space, space)), text("\n    ", "\n    ", "\n  "));
});

test("the questions of the project stay as they are", () => {
  assert.ok(QUESTIONS.length > 20);
  for (const text of QUESTIONS) assert.equal(format(text.trimEnd()), text.trimEnd());
});

test("tokens and comments stay, and a second time changes nothing, however a query is spaced", () => {
  for (const [index, text] of QUESTIONS.entries()) {
    for (let round = 1; round <= 20; round += 1) {
      const other = respaced(text, numbers(index * 100 + round));
      const once = format(other);
      assert.deepEqual(tokens(once), tokens(text));
      assert.equal(format(once), once);
    }
  }
});

test("what is no whole query is laid out all the same, token by token", () => {
  const random = numbers(7);
  const pieces = ["{", "}", "(", ")", "[", "]", ".", ";", ",", "?x", "a:b.c", "1.5", "<http://a/#b>", "'x y'", '"""a\n  "b"""', "# c\n", "FILTER", "VALUES", "UNION", "{|", "|}", "a:b\\;c", "<<", " ", "\n"];
  for (let round = 0; round < 2000; round += 1) {
    const text = Array.from({ length: 30 }, () => pieces[Math.floor(random() * pieces.length)]).join("");
    const once = format(text);
    assert.deepEqual(tokens(once), tokens(text));
    assert.equal(format(once), once);
  }
});

test("a query with a string that has no end stays as it is", () => {
  for (const text of ['SELECT * { ?s ?p "a   b }', "ASK {  ?s ?p '''x\n  y }"]) assert.equal(format(text), text);
});

test("a long query is laid out in time that grows with it", () => {
  for (const piece of ["{", "(", "{(", "{ VALUES (?a) {(1) ", "?s ?p ?o . ", "|", "\\", "'a' ", "# \n", "."]) format(piece.repeat(20_000));
});

test("a place in a text is found again in another spacing of it", () => {
  assert.equal(placeAfter("a {\n  b\n}", "a{b".length), "a {\n  b".length);
  assert.equal(placeAfter(" a", 0), 0);
  assert.equal(placeAfter("a", 9), 1);
});

// The leaves of the syntax tree with their texts, but for comments: what a parser of SPARQL reads.
function read(text) {
  const leaves = [];
  sparql().language.parser.parse(text).iterate({
    enter: ({ name, from, to, node }) => {
      if (!node.firstChild && name !== "Comment") leaves.push(`${name} ${text.slice(from, to)}`);
    },
  });
  return leaves;
}

function stays(text) {
  const once = format(text);
  assert.equal(once.replaceAll(/\s/g, ""), text.replaceAll(/\s/g, ""));
  assert.deepEqual(tokens(once), tokens(text));
  assert.deepEqual(read(once), read(text));
  assert.equal(format(once), once);
}

test("the text of every query in the repository stays, but for space", () => {
  assert.ok(FILES.length > 60);
  for (const [index, text] of FILES.entries()) {
    stays(text);
    for (let round = 1; round <= 3; round += 1) stays(respaced(text, numbers(index * 10 + round)));
  }
});

// Queries by the grammar of SPARQL, with as little or as much space as chance has it.
class Generator {
  constructor(seed) {
    this.random = numbers(seed);
  }

  one(...options) {
    return options[Math.floor(this.random() * options.length)];
  }

  some(make, between, least = 1) {
    return Array.from({ length: least + Math.floor(this.random() * 3) }, make).join(between);
  }

  space() {
    return this.one("", " ", " ", "\n", " # c . { (\n");
  }

  apart() {
    return this.one(" ", " ", "\n", "\n\n", " # 'c'\n");
  }

  literal() {
    return this.one('"a . b"', "'x'@en", '"1"^^x:t', "1", "-1.5", "2.5e3", "true", '"""a\n {b"""', "0.5");
  }

  node() {
    return this.one("?s", "?o", "x:a", "x:a.b", "<http://a/#b>", "_:b", `(${this.literal()} ?o)`, `[ x:p ${this.literal()} ; x:q ?o ]`);
  }

  path() {
    return this.one("a", "x:p", "^x:p", "(x:a|x:b)+", "x:a/(x:b|^x:c)*", "!(x:a|^x:b)", "(x:a?/x:b)", "?p");
  }

  triples() {
    const objects = () => this.some(() => this.one(() => this.node(), () => this.literal())(), `${this.space()},${this.apart()}`);
    return `${this.node()}${this.apart()}${this.some(() => `${this.path()}${this.apart()}${objects()}`, `${this.apart()};${this.space()}`)}`;
  }

  values() {
    const value = () => this.one(() => this.literal(), () => "UNDEF", () => "x:a")();
    if (this.random() < 0.3) return `VALUES ?v${this.space()}{${this.apart()}${this.some(value, this.apart(), 0)}${this.space()}}`;
    const rows = this.some(() => `(${this.space()}${value()}${this.apart()}${value()}${this.space()})`, this.space(), this.one(0, 1, 1, 6));
    return `VALUES${this.space()}(?v${this.apart()}?w)${this.space()}{${this.space()}${rows}${this.space()}}`;
  }

  clause(depth) {
    const group = () => this.group(depth + 1);
    return this.one(
      () => `OPTIONAL${this.space()}${group()}`,
      () => `${group()}${this.space()}UNION${this.space()}${group()}`,
      () => `MINUS${this.space()}${group()}`,
      () => `GRAPH ?g${this.space()}${group()}`,
      () => `FILTER${this.space()}(?o > 1${this.space()}&& (?s != 'a'))`,
      () => `FILTER NOT EXISTS${this.space()}${group()}`,
      () => "FILTER regex(?o, 'x', \"i\")",
      () => `BIND(IF(?o = 1, ${this.literal()}, ?s)${this.apart()}AS ?x)`,
      () => `{${this.space()}${this.select(depth + 1)}${this.space()}}`,
      () => this.values(),
    )();
  }

  group(depth = 0) {
    const parts = Array.from({ length: Math.floor(this.random() * (depth > 2 ? 1 : 4)) }, () => `${this.clause(depth)}${this.one("", this.apart(), ` .${this.apart()}`)}`);
    const first = this.random() < 0.8 ? `${this.triples()}${this.one(this.apart(), ` .${this.apart()}`)}` : "";
    return `{${this.space()}${first}${parts.join(this.space())}}`;
  }

  select(depth = 0) {
    const head = this.one("SELECT * ", "SELECT ?s ?o WHERE", "SELECT (COUNT(*) AS ?n)", "SELECT DISTINCT ?s");
    return `${head}${this.space()}${this.group(depth)}${this.space()}${this.one("", "GROUP BY ?s HAVING(COUNT(*) > 1)", "ORDER BY DESC(?s) LIMIT 3", "OFFSET 2")}`;
  }

  query() {
    const end = this.random() < 0.3 ? `${this.apart()}${this.values()}` : "";
    const body = this.one(() => this.select(), () => `ASK${this.space()}${this.group()}`, () => `CONSTRUCT {${this.triples()}${this.space()}} WHERE${this.space()}${this.group()}`, () => `DESCRIBE ?s WHERE ${this.group()}`)();
    return `PREFIX x: <http://x/#>${this.apart()}${body}${end}`;
  }
}

test("the text of generated queries stays, but for space", () => {
  for (let seed = 1; seed <= 600; seed += 1) stays(new Generator(seed).query());
});

test("clauses begin lines of their own, whatever is before them", () => {
  const ALONE = /^\s*(?:(?:OPTIONAL|MINUS|GRAPH|BIND|FILTER|VALUES)\b|\} UNION)/;
  for (let seed = 1; seed <= 300; seed += 1) {
    const generator = new Generator(seed);
    generator.space = generator.apart = () => " ";
    for (const line of format(generator.query()).split("\n")) {
      if (/\b(?:OPTIONAL|MINUS|GRAPH|BIND|FILTER|VALUES)\b/.test(line)) assert.match(line, ALONE);
    }
  }
});
