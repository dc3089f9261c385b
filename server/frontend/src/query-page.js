// Makes the form of the query page an editor; without this script the form works as it is.
import { createEditor } from "./editor.js";
import { format } from "./format.js";
import { keepHistory } from "./history.js";
import { enhance } from "./results.js";
import { Runner } from "./run.js";
import { addTabs } from "./tab-bar.js";
import { loadTerms } from "./terms.js";

const form = document.querySelector("form.query");
if (form) start(form);

function start(form) {
  const area = form.elements.query;
  const terms = loadTerms(form.dataset.terms);
  const editor = createEditor(area, {
    terms,
    search: form.dataset.things,
    label: form.querySelector("label").textContent,
    errors: JSON.parse(form.dataset.errors),
    run: () => form.requestSubmit(),
    layOut,
  });
  function layOut() {
    editor.respace(format(editor.text));
    editor.focus();
  }
  for (const each of form.querySelectorAll(".format, .keys")) each.hidden = false;
  const button = form.querySelector(".format");
  button.addEventListener("click", layOut);
  const runner = new Runner(form, editor);
  const history = keepHistory(form, editor);
  addTabs(form, { editor, runner, history });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    history.add(area.value);
    runner.run();
  });
  addEventListener("popstate", () => {
    if (!runner.isAt(location)) location.reload();
  });
  editor.underline(document.getElementById("answer"));
  enhance(document.getElementById("answer"));
}
