// Reads N-Triples as the server writes them: https://www.w3.org/TR/n-triples/

const NODE = String.raw`<([^>]*)>|(_:\S+)`;
const LITERAL = String.raw`"((?:[^"\\]|\\.)*)"(?:@(\S+)|\^\^<[^>]*>)?`;
const TRIPLE = new RegExp(String.raw`^(?:${NODE}) <([^>]*)> (?:(?:${NODE})|${LITERAL}) \.$`);
const ESCAPE = /\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/g;
const MEANT = { t: "\t", b: "\b", n: "\n", r: "\r", f: "\f" };

// The triples of a text: subject and object as IRI or blank node, a literal as its text and language.
// Lines of another kind, such as those about triples, are left out.
export function readTriples(text) {
  return text.split("\n").flatMap((line) => {
    const found = TRIPLE.exec(line);
    if (!found) return [];
    const [, iri, blank, predicate, objectIri, objectBlank, literal, language = ""] = found;
    const object = objectIri ?? objectBlank ?? null;
    const triple = { subject: iri ?? blank, predicate, object: object && unescaped(object) };
    return [{ ...triple, subject: unescaped(triple.subject), literal: literal === undefined ? null : unescaped(literal), language }];
  });
}

function unescaped(text) {
  return text.replace(ESCAPE, (_, short, long, sign) => (sign ? (MEANT[sign] ?? sign) : String.fromCodePoint(Number.parseInt(short ?? long, 16))));
}
