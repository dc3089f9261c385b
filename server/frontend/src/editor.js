// A SPARQL editor in the place of a text area, whose value it keeps.
import { acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { openLintPanel, setDiagnostics } from "@codemirror/lint";
import { EditorState, Prec } from "@codemirror/state";
import { activateHover, closeHoverTooltips, drawSelection, EditorView, hasHoverTooltips, hoverTooltip, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { sparql } from "codemirror-lang-sparql";
import { completionSource, namesOf, thingsOf } from "./completion.js";
import { placeAfter } from "./format.js";
import { syntaxLinter, toNextPlace } from "./syntax-errors.js";

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword], color: "var(--code-keyword)", fontWeight: "600" },
  { tag: tags.variableName, color: "var(--code-variable)" },
  { tag: [tags.string, tags.number, tags.bool], color: "var(--code-literal)" },
  { tag: [tags.url, tags.namespace, tags.tagName, tags.propertyName, tags.className], color: "var(--code-iri)" },
  { tag: tags.comment, color: "var(--quiet)", fontStyle: "italic" },
]);

const looks = EditorView.theme({
  "&": { backgroundColor: "var(--wash)", border: "1px solid var(--quiet)", borderRadius: ".25rem" },
  "&:focus-within, &.cm-focused": { outline: ".18rem solid var(--focus)", outlineOffset: ".1rem" },
  ".cm-scroller": { fontFamily: "var(--mono)", fontSize: "var(--code-size, .875rem)", lineHeight: "1.5", minHeight: "9rem", maxHeight: "60vh" },
  ".cm-content": { caretColor: "var(--ink)", padding: ".6rem 0" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--quiet)", border: "0" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "color-mix(in srgb, var(--light) 30%, transparent)",
  },
  ".cm-matchingBracket": { backgroundColor: "color-mix(in srgb, var(--light) 35%, transparent)" },
  ".cm-tooltip": { backgroundColor: "var(--paper)", color: "var(--ink)", border: "1px solid var(--rule)", maxWidth: "min(36rem, 90vw)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--sans)", fontSize: ".875rem", maxHeight: "16rem" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: ".25rem .6rem" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { background: "var(--action)", color: "var(--on-action)" },
  ".cm-completionDetail": { marginInlineStart: ".75rem", fontStyle: "normal", opacity: ".8" },
  ".cm-completionInfo, .cm-tooltip-hover": { padding: ".4rem .7rem", fontSize: ".85rem" },
  ".cm-diagnostic": { padding: ".3rem .6rem" },
  ".cm-panels": { backgroundColor: "var(--paper)", color: "var(--ink)" },
  ".cm-panels-bottom": { borderTop: "1px solid var(--rule)" },
  ".cm-panel.cm-panel-lint ul [aria-selected]": { backgroundColor: "var(--wash)", color: "var(--ink)" },
  ".cm-panel.cm-panel-lint button": { color: "var(--ink)" },
  // Not the pictures of the library, which are data URLs: the page loads none.
  ".cm-lintRange": { backgroundImage: "none !important", textDecoration: "underline wavy var(--code-error) .08em", textUnderlineOffset: ".25em", textDecorationSkipInk: "none" },
  ".cm-lintRange-warning": { textDecorationColor: "var(--focus)" },
});

export function createEditor(area, { terms, search, label, errors, run, layOut }) {
  const host = document.createElement("div");
  host.className = "editor";
  area.after(host);
  area.hidden = true;
  const root = host.attachShadow({ mode: "open" });
  let changed = () => {};
  const names = hoverTooltip((editor, position) => explain(editor, position, { terms, search }));
  const extensions = [
    lineNumbers(),
    history(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    sparql(),
    EditorState.languageData.of(() => [{ commentTokens: { line: "#" } }]),
    syntaxHighlighting(colours),
    looks,
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false", autocapitalize: "off" }),
    autocompletion({ override: [completionSource({ terms, search })], icons: false, interactionDelay: 0, activateOnTypingDelay: 0 }),
    syntaxLinter(errors),
    EditorState.phrases.of({ Diagnostics: errors.panel, "No diagnostics": errors.none, close: errors.close }),
    names,
    Prec.highest(keymap.of([
      { key: "Mod-Enter", run: () => (run(), true) },
      { key: "Mod-Shift-f", run: () => (layOut(), true) },
      { key: "F8", run: toNextPlace },
      { key: "F1", run: (editor) => (explainAtCursor(editor, names, { terms, search }), true), preventDefault: true },
      { key: "Escape", run: closeTooltips },
      { key: "Mod-Shift-m", run: openLintPanel, preventDefault: true },
    ])),
    // While nothing is offered, Tab leads out of the editor as everywhere else.
    keymap.of([{ key: "Tab", run: acceptCompletion }, ...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
    EditorView.updateListener.of((update) => {
      if (!update.docChanged) return;
      area.value = view.state.doc.toString();
      changed();
    }),
  ];
  const stateOf = (doc) => EditorState.create({ doc, extensions });
  const view = new EditorView({ parent: root, root, state: stateOf(area.value.replace(/\n$/, "")) });
  return {
    // The text with its cursor and what can be undone; setting it opens another text, or one as it was left.
    get state() { return view.state; },
    set state(state) {
      view.setState(typeof state === "string" ? stateOf(state) : state);
      area.value = view.state.doc.toString();
    },
    set changed(hear) { changed = hear; },
    get text() { return view.state.doc.toString(); },
    set text(text) { view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }); },
    // Puts a text in the place of another that differs in its space only; the cursor stays at its token.
    respace(text) {
      const before = view.state.sliceDoc(0, view.state.selection.main.head).replace(/\s/g, "").length;
      const anchor = placeAfter(text, before);
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, selection: { anchor } });
    },
    focus: () => view.focus(),
    // Underlines what an answer says of the query: its error, and terms that the graph lacks.
    underline: (answer) => view.dispatch(setDiagnostics(view.state, diagnosticsOf(answer, view.state.doc))),
  };
}

function diagnosticsOf(answer, doc) {
  const text = doc.toString();
  const found = [];
  for (const element of answer?.querySelectorAll("[data-line]") ?? []) {
    const number = Math.min(Math.max(Number(element.dataset.line), 1), doc.lines);
    const line = doc.line(number);
    const column = Math.max(Number(element.dataset.column ?? 1), 1);
    const from = Math.min(line.from + [...line.text].slice(0, column - 1).join("").length, doc.length);
    found.push({ from, doc, ...extentOf(element.dataset, text, from), message: element.dataset.said ?? element.textContent.trim() });
  }
  for (const element of answer?.querySelectorAll("[data-term]") ?? []) {
    const term = element.dataset.term;
    for (let at = text.indexOf(term); at >= 0; at = text.indexOf(term, at + term.length)) {
      if (!/[\p{L}\d_-]/u.test(text[at + term.length] ?? "")) {
        found.push({ from: at, to: at + term.length, severity: "warning", message: element.textContent.trim() });
      }
    }
  }
  return found.sort((a, b) => a.from - b.from);
}

// The end of what an answer is about: a part of the query with a length, or the token of an error.
function extentOf({ length }, text, from) {
  if (length) return { to: from + [...text.slice(from)].slice(0, Number(length)).join("").length, severity: "warning" };
  const token = /^[^\s,;()[\]{}]+/.exec(text.slice(from))?.[0].length ?? 1;
  return { to: Math.min(from + token, text.length), severity: "error" };
}

// Shows what is said of the name at the cursor until the cursor moves, and reads it aloud.
async function explainAtCursor(view, names, sources) {
  const at = view.state.selection.main.head;
  activateHover(view, at, 1, { tooltip: names, until: ({ docChanged, selection }) => docChanged || Boolean(selection) });
  const { doc } = view.state;
  const tooltip = await explain(view, at, sources);
  const isStillThere = view.state.doc === doc && view.state.selection.main.head === at;
  if (tooltip && isStillThere) view.dispatch({ effects: EditorView.announce.of(tooltip.create().dom.textContent) });
}

function closeTooltips(view) {
  if (!hasHoverTooltips(view.state)) return false;
  view.dispatch({ effects: closeHoverTooltips });
  return true;
}

const NAMED = /[\p{L}_][\p{L}\d_.-]*:[\p{L}\d_.-]+|:[\p{L}\d_.-]+|<[^<>\s]+>/gu;

// What is said of the term or thing at a position: its name, and its use or its classes.
async function explain(view, position, { terms: loaded, search }) {
  const line = view.state.doc.lineAt(position);
  const match = [...line.text.matchAll(NAMED)].find(({ 0: written, index }) => line.from + index <= position && position <= line.from + index + written.length);
  if (!match) return null;
  const terms = await loaded;
  const iri = terms.expand(match[0], view.state.doc.toString());
  const dom = terms.byIri.has(iri) ? ofTerm(terms.byIri.get(iri)) : iri && ofThing((await thingsOf(search, iri)).find((thing) => thing.iri === iri), terms);
  const pos = line.from + match.index;
  return dom ? { pos, end: pos + match[0].length, create: () => ({ dom }) } : null;
}

function ofTerm({ name, written, count, description }) {
  return tooltip(name || written, `${written} · ${count.toLocaleString(document.documentElement.lang)}`, description);
}

function ofThing(thing, terms) {
  return thing && tooltip(thing.name, namesOf(thing.classes, terms));
}

function tooltip(name, said, description) {
  const dom = document.createElement("div");
  dom.append(Object.assign(document.createElement("b"), { textContent: name }), ` ${said}`);
  if (description) dom.append(Object.assign(document.createElement("div"), { textContent: description }));
  return dom;
}
