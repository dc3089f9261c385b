import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { format, placeAfter, tokensWithSpace } from "../src/format.js";

const FOLDER = new URL("../../../queries/", import.meta.url);
const QUESTIONS = readdirSync(FOLDER).filter((name) => name.endsWith(".rq")).map((name) => readFileSync(new URL(name, FOLDER), "utf8"));
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
  for (const piece of ["{", "(", "?s ?p ?o . ", "|", "\\", "'a' ", "# \n", "."]) format(piece.repeat(20_000));
});

test("a place in a text is found again in another spacing of it", () => {
  assert.equal(placeAfter("a {\n  b\n}", "a{b".length), "a {\n  b".length);
  assert.equal(placeAfter(" a", 0), 0);
  assert.equal(placeAfter("a", 9), 1);
});
