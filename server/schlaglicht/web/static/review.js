// The desk: three keys, words taken over from the document, and values judged as they are typed.

const PAUSE = 400;

// The field that asks for words of the document, if it was the last that had the focus.
let asked;

// The place of a point in the document, in code points as evidence counts them.
export function placeOf(node, offset) {
  const piece = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest?.("[data-start]");
  return piece ? Number(piece.dataset.start) + [...piece.textContent.slice(0, offset)].length : null;
}

function takeSelection(text) {
  const selection = getSelection();
  if (selection.isCollapsed || !text.contains(selection.anchorNode) || !text.contains(selection.focusNode)) return;
  const range = selection.getRangeAt(0);
  const start = placeOf(range.startContainer, range.startOffset);
  const end = placeOf(range.endContainer, range.endOffset);
  if (start === null || end === null) return;
  if (asked?.name === "antecedent") {
    asked.value = selection.toString();
    return;
  }
  for (const quote of document.querySelectorAll("[name=quote]")) quote.value = selection.toString();
  for (const passage of document.querySelectorAll("[name=passage]")) passage.value = `${start}-${end}`;
}

// Single letters count while the focus is in the proposal, and nobody types.
function decide(event, proposal) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return;
  const key = event.key.toLowerCase();
  if (key === "n") proposal.querySelector("a.next")?.click();
  if (key === "a") proposal.querySelector("[value=accept]")?.click();
  if (key === "r") {
    const reason = proposal.querySelector("#reason");
    if (reason?.value) proposal.querySelector("[value=reject]").click();
    else reason?.focus();
  }
  if ("anr".includes(key)) event.preventDefault();
}

async function judge(form) {
  const data = new FormData(form);
  data.set("action", "typed");
  const page = await fetch(form.getAttribute("action"), { method: "POST", body: data }).then((r) => r.text(), () => "");
  const judged = new DOMParser().parseFromString(page, "text/html").querySelector("#judged");
  if (judged) document.querySelector("#judged").replaceChildren(...judged.childNodes);
}

if (globalThis.document) {
  const text = document.querySelector(".desk .text");
  document.addEventListener("selectionchange", () => text && takeSelection(text));
  document.querySelector("#quote")?.addEventListener("input", () => {
    for (const passage of document.querySelectorAll("[name=passage]")) passage.value = "";
  });
  const proposal = document.querySelector(".proposal");
  proposal?.addEventListener("keydown", (event) => decide(event, proposal));
  const fields = document.querySelector("#fields");
  if (fields) {
    let pause;
    fields.addEventListener("input", ({ target }) => {
      if (!/^(value|text) /.test(target.name)) return;
      clearTimeout(pause);
      pause = setTimeout(() => judge(fields), PAUSE);
    });
    document.addEventListener("focusin", ({ target }) => {
      if (target !== text) asked = target;
    });
    const judged = document.querySelector("#judged > *");
    if (!judged) [...fields.querySelectorAll("[name^='value ']")].find((field) => !field.value)?.focus();
    (judged ?? fields).scrollIntoView({ block: "nearest" });
  } else {
    proposal?.focus({ preventScroll: true });
    document.querySelector("mark.own")?.scrollIntoView({ block: "center" });
  }
}
