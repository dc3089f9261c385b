import assert from "node:assert/strict";
import { test } from "node:test";
import { classesOf, roleAfter } from "../src/context.js";

const ROLES = [
  ["", "none", null],
  ["SELECT * { ", "subject", null],
  ["SELECT * { ?s ", "property", "?s"],
  ["SELECT * { ?s a ", "object", "?s"],
  ["SELECT * { ?s a x:C ; ", "property", "?s"],
  ["SELECT * { ?s x:p 1 , ", "object", "?s"],
  ["SELECT * { ?s x:p 'a . b; c' . ", "subject", null],
  ["SELECT * { ?s x:p \"\"\"a } \" ; \"\"\" ; ", "property", "?s"],
  ["SELECT * { ?s <http://a/#;.> ?o . # . ; {\n ?t ", "property", "?t"],
  ["SELECT * { ?s x:p/", "property", "?s"],
  ["SELECT * { ?s x:p/x:q ", "object", "?s"],
  ["SELECT * { ?s ^x:p ", "object", "?s"],
  ["SELECT * { ?s (x:p|x:q)* ", "object", "?s"],
  ["SELECT * { ?s x:p [ ", "property", null],
  ["SELECT * { ?s x:p [ x:q 1 ] ; ", "property", "?s"],
  ["SELECT * { OPTIONAL { ?s ", "property", "?s"],
  ["SELECT * { ?s x:p ?o OPTIONAL { ?s x:q ?r } ", "subject", null],
  ["SELECT * { ?s x:p ?o FILTER(?o > ", "expression", null],
  ["SELECT * { ?s x:p ?o FILTER(?o > 1) ", "subject", null],
  ["SELECT * { GRAPH ?g { ?s ", "property", "?s"],
  ["SELECT * { { SELECT * { ?s ", "property", "?s"],
  ["SELECT * { GRAPH ", "graph", null],
  ["SELECT * { GRAPH ?g { ?s ?p ?o } ", "subject", null],
  ["SELECT * FROM ", "graph", null],
  ["SELECT * FROM NAMED ", "graph", null],
  ["SELECT * FROM x:g ", "none", null],
  ["DESCRIBE ", "described", null],
  ["DESCRIBE ?s WHERE ", "none", null],
  ["DESCRIBE ?s { ?s x:p ?o } ", "none", null],
];

for (const [before, role, subject] of ROLES) {
  test(`after ${JSON.stringify(before)} stands a term in the role ${role}`, () => {
    const found = roleAfter(before);
    assert.equal(found.role, role);
    if (subject) assert.equal(found.subject, subject);
  });
}

test("the object of a or rdf:type is a class", () => {
  assert.ok(roleAfter("SELECT * { ?s a ").isType);
  assert.ok(roleAfter("SELECT * { ?s rdf:type ").isType);
  assert.ok(!roleAfter("SELECT * { ?s x:a ").isType);
});

test("the classes of a variable are read anywhere in the query", () => {
  const query = "SELECT * { ?s x:p ?o . ?s x:q 1 ; a x:C . ?o rdf:type x:D . ?t a x:E }";
  assert.deepEqual(classesOf("?s", query), ["x:C"]);
  assert.deepEqual(classesOf("?o", query), ["x:D"]);
});

test("text of any length and kind is read in time that grows with it", () => {
  for (const piece of ["{", "(", "[", "'", '"', "a:b ", "\\", "?x . ", "<"]) roleAfter(piece.repeat(20_000));
});
