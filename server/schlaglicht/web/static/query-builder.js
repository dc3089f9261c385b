// Sends the form of the query builder at each change, and takes what has changed out of the answer.
"use strict";
(() => {
  const PAUSE = 350;
  const form = document.getElementById("builder");
  if (!form) return;
  let asked = null;
  let waiting = 0;
  let needsForm = false; // a form that was not taken over, since it was typed in meanwhile

  form.querySelector(".update").hidden = true;
  form.addEventListener("input", ({ target }) => {
    if (target.matches("input:not([type=checkbox])")) later(() => send(form, false));
  });
  form.addEventListener("change", ({ target }) => {
    // The keyboard changes a closed list step by step: only its button adds a property.
    if (target.matches("select:not([name=add]), input[type=checkbox]")) send(form, true);
  });
  form.addEventListener("click", (event) => {
    const row = event.target.closest("a.remove")?.dataset.row;
    if (!row || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    send(form, true, ["remove", row]);
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter?.hasAttribute("formaction")) return;
    event.preventDefault();
    send(form, true);
  });

  function written(form) {
    return String(new URLSearchParams(new FormData(form)));
  }

  function later(act) {
    clearTimeout(waiting);
    waiting = setTimeout(act, PAUSE);
  }

  async function send(form, isWhole, also = null) {
    clearTimeout(waiting);
    needsForm ||= isWhole;
    asked?.abort();
    const mine = (asked = new AbortController());
    const sent = written(form);
    const fields = new URLSearchParams(sent);
    for (const [name, value] of [...fields]) {
      if (name.startsWith("title_") || (!value && name !== "limit")) fields.delete(name);
    }
    if (also) fields.set(...also);
    const url = new URL(form.action, location.href);
    url.search = fields;
    const status = document.getElementById("matches");
    status.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(url, { headers: { Accept: "text/html" }, signal: mine.signal });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      if (!page.getElementById("builder")) throw new Error("no form");
      history.replaceState(null, "", response.url);
      const isCurrent = written(form) === sent;
      show(page, needsForm && isCurrent, fields.has("add") && !also);
      if (isCurrent) needsForm = false;
    } catch {
      if (!mine.signal.aborted) status.textContent = form.dataset.failed;
    } finally {
      if (asked === mine) status.removeAttribute("aria-busy");
    }
  }

  function show(page, isWhole, hasAdded) {
    const status = document.getElementById("matches");
    status.textContent = page.getElementById("matches").textContent;
    for (const part of ["#built > pre", "#built > p:last-child", "#preview", ".languages"]) {
      document.querySelector(part).replaceWith(page.querySelector(part));
    }
    if (isWhole) showForm(page, hasAdded);
    else {
      for (const select of page.querySelectorAll("select[id]")) showOptions(select);
      for (const said of page.querySelectorAll("fieldset [role=status]")) showStatus(said);
    }
  }

  // What is being typed stays: only the values to choose from change with it.
  function showOptions(select) {
    const mine = document.getElementById(select.id);
    if (mine && mine !== document.activeElement) mine.replaceWith(select);
  }

  function showStatus(said) {
    const mine = document.getElementById(said.id);
    if (mine && mine.textContent !== said.textContent) mine.textContent = said.textContent;
  }

  function showForm(page, hasAdded) {
    const focused = document.activeElement;
    const { name } = focused;
    const hadFocus = form.contains(focused);
    const save = form.querySelector(".save");
    const made = page.getElementById("builder");
    made.querySelector(".save").replaceWith(save);
    made.querySelector(".update").hidden = true;
    form.replaceChildren(...made.children);
    if (!hadFocus) return;
    const rows = form.querySelectorAll("fieldset");
    const added = hasAdded && rows[rows.length - 1];
    const place = added
      ? added.querySelector("[name^=v], [name^=a]") ?? added.querySelector("select")
      : form.elements.namedItem(name);
    (place ?? form.elements.add)?.focus();
  }
})();
