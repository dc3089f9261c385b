// The first error of a query while it is written, as the editor's own parser sees it.
import { ensureSyntaxTree } from "@codemirror/language";
import { forEachDiagnostic, linter, nextDiagnostic } from "@codemirror/lint";
import { EditorView } from "@codemirror/view";

const LONGEST_PARSE = 50; // milliseconds
const BRACKETS = { GroupGraphPattern: "}", ConstructTemplate: "}", InlineDataOneVar: "}", InlineDataFull: "}", BrackettedExpression: ")", ArgList: ")", Collection: ")", CollectionPath: ")", BlankNodePropertyList: "]", BlankNodePropertyListPath: "]" };

// What the endpoint reads and this parser does not: hash functions with digits, quoted triples.
const UNKNOWN_TO_PARSER = /^(?:MD5|SHA\d+)\b|^(?:<<|>>|\{\||VERSION\b)/i;

// The first error in the tree of a text: its place, the key of its text, and the token that it is
// about; null where there is none, or none to be sure of.
export function syntaxError(tree, text) {
  const node = firstError(tree);
  if (!node || UNKNOWN_TO_PARSER.test(text.slice(node.from))) return null;
  const token = /^(?:[^\s,;()[\]{}"']+|[^])/.exec(text.slice(node.from))?.[0] ?? "";
  if (node.from < node.to) {
    const said = /^["']/.test(token) ? "openString" : "unexpected";
    return { from: node.from, to: node.from + token.length, said, token };
  }
  return { ...placeOfGap(text, node.from), ...gapIn(node) };
}

function firstError(tree) {
  let found = null;
  tree.iterate({
    enter(node) {
      if (!found && node.type.isError) found = node.node;
      return !found;
    },
  });
  return found;
}

function gapIn({ parent, prevSibling }) {
  const bracket = BRACKETS[parent?.name];
  if (bracket && prevSibling) return { said: "missing", token: bracket };
  if (/^PropertyList/.test(parent?.name) && /^Verb/.test(prevSibling?.name)) return { said: "noObject" };
  return { said: "gap" };
}

// A gap is shown at the last character before it.
function placeOfGap(text, at) {
  const end = text.slice(0, at).trimEnd().length;
  return { from: Math.max(end - 1, 0), to: Math.max(end, 1) };
}

// True while what is wrong is being written: nothing but space in its line is between it and the cursor.
export function isBeingWritten({ from, to }, cursor, text) {
  const [start, end] = cursor < from ? [cursor, from] : [to, cursor];
  return (cursor >= from && cursor <= to) || /^[ \t]*$/.test(text.slice(start, end));
}

// Underlines the first error some time after the last change, and what an answer has underlined:
// its terms for good, its error until the query changes. An error that is shown does not go when
// the cursor comes.
export function syntaxLinter(texts) {
  const source = ({ state, hasFocus }) => {
    const kept = shownStill(state);
    const error = kept.some(({ severity }) => severity === "error") ? null : errorOf(state, hasFocus, texts);
    return error ? [...kept, error] : kept;
  };
  return linter(source, {
    needsRefresh: (update) => update.selectionSet || update.focusChanged,
    hideOn: ({ docChanged }) => (docChanged ? null : false), // not when the same is found again
  });
}

function errorOf(state, hasFocus, texts) {
  const tree = ensureSyntaxTree(state, state.doc.length, LONGEST_PARSE);
  const text = state.doc.toString();
  const error = tree && syntaxError(tree, text);
  if (!error || (hasFocus && isBeingWritten(error, state.selection.main.head, text))) return null;
  const { from, to, said, token } = error;
  return { from, to, severity: "error", message: texts[said].replace("{token}", token), doc: state.doc };
}

function shownStill(state) {
  const found = [];
  forEachDiagnostic(state, (diagnostic, from, to) => {
    if (diagnostic.severity === "warning" || diagnostic.doc === state.doc) found.push({ ...diagnostic, from, to });
  });
  return found;
}

// Moves to the next underlined place and reads aloud what is said there.
export function toNextPlace(view) {
  if (!nextDiagnostic(view)) return false;
  const { from } = view.state.selection.main;
  forEachDiagnostic(view.state, ({ message }, start) => {
    if (start === from) view.dispatch({ effects: EditorView.announce.of(message) });
  });
  return true;
}
