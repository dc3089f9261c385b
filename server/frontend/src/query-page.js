// Makes the form of the query page an editor; without this script the form works as it is.
import { createEditor } from "./editor.js";
import { format } from "./format.js";
import { keepHistory } from "./history.js";
import { Runner } from "./run.js";
import { isLink, linkOf, queryIn } from "./short-link.js";
import { addTabs } from "./tab-bar.js";
import { loadTerms } from "./terms.js";

const form = document.querySelector("form.query");
if (form) start(form);

async function start(form) {
  const area = form.elements.query;
  const shared = await queryIn(location.hash);
  if (shared !== null) area.value = shared;
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
  for (const each of form.querySelectorAll(".format, .share, .keys")) each.hidden = false;
  const button = form.querySelector(".format");
  button.addEventListener("click", layOut);
  const runner = new Runner(form, editor);
  runner.enhance();
  const earlier = keepHistory(form, editor);
  const isAsked = shared !== null || new URLSearchParams(location.search).has("query");
  addTabs(form, { editor, runner, history: earlier, isAsked });
  const pages = new Map(); // of questions that were opened, by their queries
  form.querySelector(".share").addEventListener("click", async () => {
    const link = pages.get(editor.text) ?? new URL(form.action + (await linkOf(editor.text)), location.href).href;
    const isCopied = await navigator.clipboard?.writeText(link).then(() => true, () => false);
    runner.status.value = isCopied ? form.dataset.copied : link;
  });
  document.querySelector(".to-try")?.addEventListener("click", (event) => {
    const { dataset, href } = event.target;
    if (!dataset.query || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    ask(dataset.query, href);
  });
  // Writes the query of a question into the tab, and runs it; its header says how the answer is shown.
  async function ask(url, page) {
    const response = await fetch(url);
    if (!response.ok) return location.assign(page);
    editor.text = await response.text();
    pages.set(editor.text, page);
    history.replaceState(history.state, "", location.pathname + location.search);
    form.requestSubmit();
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    earlier.add(area.value);
    runner.run();
  });
  addEventListener("popstate", () => {
    if (isLink(location.hash) || !runner.isAt(location)) location.reload();
  });
  if (shared !== null) form.requestSubmit();
}
