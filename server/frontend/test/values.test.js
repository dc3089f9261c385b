import assert from "node:assert/strict";
import { test } from "node:test";
import { folded, holding, numberOf, ordered, timeOf, unitOf } from "../src/values.js";

const sorted = async (texts, options = {}) => (await ordered(texts, { language: "de", ...options })).map((place) => texts[place]);

test("numbers are ordered by value, in all forms of XML Schema", async () => {
  assert.deepEqual(await sorted(["10", "9", "1.5e1", "-INF", "+007", ".5"]), ["-INF", ".5", "+007", "9", "10", "1.5e1"]);
});

test("dates of any precision are ordered by time", async () => {
  assert.deepEqual(await sorted(["2020-03", "2020-02-29", "-0044-03-15", "2021"]), ["-0044-03-15", "2020-02-29", "2020-03", "2021"]);
  assert.equal(timeOf("2020-01-01T01:00:00+01:00"), timeOf("2020-01-01T00:00:00Z"));
  assert.equal(timeOf("2019-12-31T22:30:00-01:30"), timeOf("2020-01-01T00:00:00"));
});

test("dates are as exact as the most exact of them", () => {
  const cases = { year: ["1226", "-0330", "0242Z", "1226+01:00"], month: ["1226", "1226-05"], day: ["1226", "1226-05-01"], time: ["1226", "1226-05-01T10:00:00"] };
  for (const [unit, texts] of Object.entries(cases)) assert.equal(unitOf(texts), unit);
});

test("one other text makes a column one of texts", async () => {
  assert.deepEqual(await sorted(["10", "9", "n/a"]), ["9", "10", "n/a"]);
  assert.deepEqual((await sorted(["2020-01-01", "-0044-03-15", "unknown"])).at(-1), "unknown");
});

test("texts are ordered as the language does", async () => {
  assert.deepEqual(await sorted(["Zug", "Öl", "Ofen"]), ["Ofen", "Öl", "Zug"]);
  assert.deepEqual(await sorted(["Zug", "Öl", "Ofen"], { language: "sv" }), ["Ofen", "Zug", "Öl"]);
});

test("what has no value comes last in both directions", async () => {
  assert.deepEqual(await sorted([null, "2", "NaN", "1"]), ["1", "2", "NaN", null]);
  assert.deepEqual(await sorted([null, "2", "NaN", "1"], { descending: true }), ["2", "1", "NaN", null]);
});

test("equal values keep the order of the answer", async () => {
  assert.deepEqual(await sorted(["1.0", "1", "01"]), ["1.0", "1", "01"]);
  assert.deepEqual(await sorted(["1.0", "1", "01"], { descending: true }), ["1.0", "1", "01"]);
});

test("what only looks like a number is none", () => {
  for (const text of ["", " ", "1,5", "0x10", "1e", ".", "Infinity", "toString"]) assert.equal(numberOf(text), undefined, text);
});

test("words are found in any order, case and without diacritics", () => {
  const text = folded("Müller, Straße 5");
  assert.ok(holding("STRASSE muller")(text));
  assert.ok(holding("  ")(text));
  assert.ok(!holding("müller 6")(text));
});

test("many texts are ordered as few are", async () => {
  const texts = Array.from({ length: 3500 }, (_, index) => `row ${(index * 7919) % 3500}`);
  assert.deepEqual(await sorted(texts), Array.from({ length: 3500 }, (_, index) => `row ${index}`));
});

test("what is equal keeps its order among many", async () => {
  const places = await ordered(Array.from({ length: 2500 }, (_, index) => String(index % 2)), { language: "de" });
  assert.deepEqual(places, [...places.filter((place) => place % 2 === 0).sort((a, b) => a - b), ...places.filter((place) => place % 2).sort((a, b) => a - b)]);
});
