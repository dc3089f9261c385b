import assert from "node:assert/strict";
import { test } from "node:test";
import { added, arrived, changed, closed, nameOf } from "../src/tabs.js";

const WRITTEN = { id: 1, query: "ASK { ?s ?p 1 }" };
const RUN = { id: 2, query: "ASK {}", ran: "ASK {}" };
const queriesOf = ({ tabs }) => tabs.map(({ query }) => query);
const shownOf = ({ tabs, id }) => tabs.find((tab) => tab.id === id).query;

test("the first page has one tab with its query", () => {
  const found = arrived([], { query: "SELECT *", isAsked: false });
  assert.equal(shownOf(found), "SELECT *");
});

test("a page without an answer goes on where its reader was", () => {
  const found = arrived([WRITTEN, RUN], { query: "an example", isAsked: false, last: 1 });
  assert.deepEqual(found, { tabs: [WRITTEN, RUN], id: 1 });
});

test("a link opens in a tab of its own, each of them once", () => {
  const once = arrived([WRITTEN], { query: "ASK {}", isAsked: true, last: 1 });
  assert.deepEqual(queriesOf(once), [WRITTEN.query, "ASK {}"]);
  assert.equal(shownOf(once), "ASK {}");
  assert.deepEqual(arrived(once.tabs, { query: "ASK {}", isAsked: true }), { tabs: [{ ...WRITTEN }, { ...once.tabs[1], isFresh: false }], id: 2 });
});

test("a link takes the place of an example that nobody has changed", () => {
  const { tabs } = arrived([], { query: "an example", isAsked: false });
  assert.deepEqual(queriesOf(arrived(tabs, { query: "ASK {}", isAsked: true })), ["ASK {}"]);
  const written = changed(tabs, 1, { query: "an example of mine" });
  assert.equal(arrived(written, { query: "ASK {}", isAsked: true }).tabs.length, 2);
});

test("a page that is loaded again has the query that went on from its answer", () => {
  const tabs = [{ id: 2, query: "ASK { half of", ran: "ASK {}" }];
  assert.deepEqual(arrived(tabs, { query: "ASK {}", isAsked: true, at: 2 }), { tabs, id: 2 });
});

test("the way back leads to the query before, and past one that is not run", () => {
  assert.deepEqual(queriesOf(arrived([RUN], { query: "ASK { 1 }", isAsked: true, at: 2 })), ["ASK { 1 }"]);
  assert.deepEqual(queriesOf(arrived([WRITTEN], { query: "ASK {}", isAsked: true, at: 1 })), [WRITTEN.query, "ASK {}"]);
});

test("a new tab has the first free number", () => {
  assert.equal(added([WRITTEN, { ...RUN, id: 3 }], { query: "" }).id, 2);
});

test("of too many tabs one that has been run leaves, never one that was only written", () => {
  const written = Array.from({ length: 19 }, (_, number) => ({ id: number + 1, query: `ASK { ${number} }` }));
  const found = added([...written, { ...RUN, id: 20 }], { query: "one more" });
  assert.equal(found.tabs.length, 20);
  assert.ok(!queriesOf(found).includes(RUN.query));
  assert.equal(added(found.tabs, { query: "and one" }).tabs.length, 21);
});

test("in the place of a closed tab stands the next one, or the last", () => {
  assert.equal(closed([WRITTEN, RUN], 1).id, 2);
  assert.equal(closed([WRITTEN, RUN], 2).id, 1);
  assert.equal(closed([RUN], 2).id, undefined);
});

test("a tab is called by its reader, by the title in its query, or by its number", () => {
  const texts = { language: "de", unnamed: "Abfrage {number}" };
  const query = "# title@en: Who?\n# title@de: Wer?\nASK {}";
  globalThis.document = { documentElement: { lang: "de" } };
  assert.equal(nameOf({ id: 3, query: "ASK {}" }, texts), "Abfrage 3");
  assert.equal(nameOf({ id: 3, query }, texts), "Wer?");
  assert.equal(nameOf({ id: 3, query: "# title: Was?" }, texts), "Was?");
  assert.equal(nameOf({ id: 3, query, name: "meine" }, texts), "meine");
});
