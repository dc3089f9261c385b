import assert from "node:assert/strict";
import { test } from "node:test";
import { optionsOf } from "../../schlaglicht/web/static/picker.js";

test("things are offered by their names, those that share one by their IRIs", () => {
  const things = [{ iri: "a:1", name: "Ada" }, { iri: "a:2", name: "Bob" }, { iri: "a:3", name: "bob" }];
  assert.deepEqual(optionsOf(things), [
    { value: "Ada", label: "" },
    { value: "a:2", label: "Bob" },
    { value: "a:3", label: "bob" },
  ]);
});
