// Where the cursor stands in a query: at a subject, a property or an object, and of which thing.

const TOKEN = /#[^\n]*|<[^<>"{}|^`\\\s]*>|"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[?$][\p{L}\d_]+|@[a-zA-Z-]+|\^\^|[\p{L}_][\p{L}\d_.-]*:[\p{L}\d_:%.-]*|:[\p{L}\d_:%.-]*|[\p{L}_][\p{L}\d_]*|[+-]?[\d.]+|[^\s]/gu;

const KEYWORDS_THAT_END = new Set(["WHERE", "OPTIONAL", "UNION", "MINUS", "SELECT", "CONSTRUCT", "ASK", "DESCRIBE"]);

// What follows a path, a list or an expression in brackets, by the role in which it stands.
const AFTER_BRACKETS = { filter: "subject", property: "object", object: "after", subject: "property" };

export function tokensOf(text) {
  return [...text.matchAll(TOKEN)].map(([token]) => token).filter((token) => !token.startsWith("#"));
}

// The role of the term that begins after `before`: `subject`, `property`, `object`, or outside of a
// pattern `described` after DESCRIBE, `graph` after FROM and GRAPH, else `none`; with the subject, and whether the property is rdf:type.
export function roleAfter(before) {
  const blocks = [];
  let state = { role: "none", subject: null, property: null };
  for (const token of tokensOf(before)) {
    const word = token.toUpperCase();
    if (token === "{") {
      blocks.push(state);
      state = { role: "subject", subject: null, property: null };
    } else if (token === "}") {
      state = { ...(blocks.pop() ?? state), role: blocks.length ? "subject" : "none" };
    } else if (token === "[") {
      blocks.push(state);
      state = { role: "property", subject: null, property: null };
    } else if (token === "]") {
      const outer = blocks.pop() ?? state;
      state = { ...outer, role: outer.role === "subject" ? "property" : "after" };
    } else if (token === "(" ) {
      blocks.push(state);
      state = { role: state.role === "property" ? "property" : "expression", subject: state.subject, property: null };
    } else if (token === ")") {
      const outer = blocks.pop() ?? state;
      state = { ...outer, role: AFTER_BRACKETS[outer.role] ?? outer.role };
    } else if (!blocks.length) {
      if (word === "DESCRIBE") state = { ...state, role: "described" };
      else if (word === "FROM") state = { ...state, role: "graph" };
      else if (word === "WHERE" || (state.role === "graph" && word !== "NAMED")) state = { ...state, role: "none" };
    } else if (state.role === "expression") {
      continue;
    } else if (token === ".") {
      state = { role: "subject", subject: null, property: null };
    } else if (token === ";") {
      state = { ...state, role: "property", property: null };
    } else if (token === ",") {
      state = { ...state, role: "object" };
    } else if (word === "GRAPH") {
      state = { role: "graph", subject: null, property: null };
    } else if (word === "FILTER" || word === "BIND" || word === "VALUES") {
      state = { ...state, role: "filter" };
    } else if (KEYWORDS_THAT_END.has(word) || state.role === "filter" || state.role === "graph") {
      continue;
    } else if (state.role === "subject") {
      state = { role: "property", subject: token, property: null };
    } else if (state.role === "property") {
      if ("/|^*+?!".includes(token)) state = { ...state, role: "property" };
      else state = { ...state, role: "object", property: token };
    } else if (state.role === "object") {
      if ("/|".includes(token)) state = { ...state, role: "property" };
      else if (!"*+?".includes(token)) state = { ...state, role: "after" };
    }
  }
  const isType = state.property === "a" || state.property === "rdf:type";
  return { role: state.role, subject: state.subject, isType };
}

// The classes that a query gives to a variable, as it writes them.
export function classesOf(subject, query) {
  const tokens = tokensOf(query);
  const found = [];
  for (let i = 0; i < tokens.length; i += 1) {
    if (tokens[i] !== subject) continue;
    for (let j = i + 1; j < tokens.length && ![".", "}", "{"].includes(tokens[j]); j += 1) {
      if ((tokens[j] === "a" || tokens[j] === "rdf:type") && tokens[j + 1]) found.push(tokens[j + 1]);
    }
  }
  return found;
}
