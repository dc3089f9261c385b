// Lays a query out: lines of its author stay, and further ones begin for each triple and in braces.
// Only space between tokens changes.

const STRING = /"""(?:[^"\\]|\\[^]|"(?!""))*"""|'''(?:[^'\\]|\\[^]|'(?!''))*'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/u;
const NUMBER = /[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?(?![\p{L}\d_])/u;
const VARIABLE = /[?$][\p{L}\d_]+/u;
const TAG = /@[a-zA-Z]+(?:-[a-zA-Z\d]+)*/u;
const LETTER = /\\[^]|\|(?!\})|[^\s"'<#{}()[\],;.\\|]/u;
const WORD = new RegExp(String.raw`(?:${LETTER.source})(?:${LETTER.source}|\.(?=[^\s"'<#{}()[\],;.?$]))*`, "u");
const TOKEN = new RegExp(String.raw`#[^\n]*|<[^<>"{}|^\x60\\\s]*>|${[STRING, NUMBER, VARIABLE, TAG].map(({ source }) => source).join("|")}|\{\||\|\}|${WORD.source}|[^\s]`, "gu");

const STEP = 2;
const MOST_IN_LINE = 12;
const LONGEST_ROWS = 100;
const BEGINS_QUERY = new Set(["PREFIX", "BASE", "SELECT", "CONSTRUCT", "ASK", "DESCRIBE", "VALUES"]);
const BEGINS_PATTERN = new Set(["FILTER", "BIND", "OPTIONAL", "GRAPH", "MINUS", "SERVICE", "VALUES", "SELECT"]);
const OPENING = "{([";
const CLOSING = "})]";
const NOT_ALONE = new Set([".", ";", ",", ")", "]", "UNION"]);

// The tokens of a query, comments among them, each with the lines that its author began before it
// and whether there was space.
export function tokensWithSpace(text) {
  let end = 0;
  return [...text.matchAll(TOKEN)].map(({ 0: token, index }) => {
    const space = text.slice(end, index);
    end = index + token.length;
    return { token, lines: space.split("\n").length - 1, isApart: space !== "" };
  });
}

// The query laid out; as it is where a string has no end.
export function format(text) {
  const tokens = tokensWithSpace(text);
  if (tokens.some(({ token }) => token === '"' || token === "'")) return text;
  const layout = new Layout();
  tokens.forEach((each, index) => layout.add({ ...each, isShort: each.token === "{" && isShort(tokens, index + 1), isLong: each.token === "{" && hasLongRows(tokens, index + 1) }));
  return layout.text;
}

// The place in a text after so many characters that are no space.
export function placeAfter(text, count) {
  let place = 0;
  for (let left = count; left > 0 && place < text.length; place += 1) if (/\S/.test(text[place])) left -= 1;
  return place;
}

// Whether a group in braces is one triple that its author wrote on one line.
function isShort(tokens, start) {
  const group = tokens.slice(start, start + MOST_IN_LINE);
  const end = group.findIndex(({ token }) => token === "}");
  const isBroken = ({ token, lines }) => lines > 0 || token === "." || "{;#()[]".includes(token[0]) || BEGINS_PATTERN.has(token.toUpperCase());
  return end >= 0 && !group[end].lines && !group.slice(0, end).some(isBroken);
}

// Whether a group in braces is of rows in parentheses, several ones that do not fit on a line.
function hasLongRows(tokens, start) {
  if (tokens[start]?.token !== "(") return false;
  let rows = 0;
  let width = 0;
  for (let at = start; at < tokens.length; at += 1) {
    const { token } = tokens[at];
    if (token === "(") rows += 1;
    width += token.length + 1;
    if (rows > 1 && width > LONGEST_ROWS) return true;
    if (token === "}" || token === "{") return false;
  }
  return false;
}

class Layout {
  text = "";
  #open = [{ kind: "query" }];
  #last = "";
  #mustBreak = false;
  #isAfterComment = false;

  add({ token, lines, isApart, isShort, isLong }) {
    const isComment = token.startsWith("#");
    const word = token.toUpperCase();
    const closes = CLOSING.includes(token);
    const wasOpen = this.#open.at(-1);
    if (closes && this.#open.length > 1) this.#open.pop();
    const isBegun = lines || (isComment ? false : this.#begins(word, wasOpen));
    if (this.text && isBegun) this.text += (lines > 1 ? "\n\n" : "\n") + " ".repeat(this.#indent(closes));
    else if (this.text && (isApart || (token === "{" && wasOpen.kind !== "("))) this.text += " ";
    this.text += token;
    this.#note(token, { word, isComment, isShort, isLong, wasOpen });
  }

  #begins(word, wasOpen) {
    if (this.#isAfterComment) return true;
    if (this.#mustBreak && !NOT_ALONE.has(word)) return true;
    const { kind } = wasOpen;
    if (kind === "rows" ? word === "(" || word === "}" : word === "}" && kind === "pattern") return true;
    if (kind === "query") return BEGINS_QUERY.has(word);
    return kind === "pattern" && BEGINS_PATTERN.has(word);
  }

  #indent(closes) {
    const goesOn = closes ? 0 : { ";": STEP, ",": 2 * STEP }[this.#last] ?? 0;
    const isPattern = this.#open.at(-1).kind === "pattern";
    return (this.#open.length - 1) * STEP + (isPattern ? goesOn : 0);
  }

  #note(token, { word, isComment, isShort, isLong, wasOpen }) {
    this.#isAfterComment = isComment;
    if (isComment) return;
    const open = this.#open.at(-1);
    const endsStatement = token === ")" && open.inStatement && wasOpen !== open;
    this.#mustBreak = endsStatement && open.kind === "pattern";
    // FILTER NOT EXISTS ends with its braces.
    if (endsStatement || token === "}") open.inStatement = false;
    if (OPENING.includes(token)) this.#openBracket(token, { open, isShort, isLong });
    else if (token === "}" && (open.kind === "pattern" || open.kind === "query")) this.#mustBreak = true;
    else if (open.kind === "pattern" && (token === "." || token === ";")) this.#mustBreak = true;
    else if (word === "FILTER" || word === "BIND") open.inStatement = true;
    else if (word === "VALUES") open.hasValues = true;
    this.#last = token;
  }

  #openBracket(token, { open, isShort, isLong }) {
    if (token !== "{") {
      this.#open.push({ kind: token });
      return;
    }
    const hasRows = open.hasValues && isLong;
    const isPattern = !open.hasValues && (open.kind === "query" || (open.kind === "pattern" && !isShort));
    open.hasValues = false;
    this.#open.push({ kind: isPattern ? "pattern" : hasRows ? "rows" : "(" });
    this.#mustBreak = isPattern;
  }
}
