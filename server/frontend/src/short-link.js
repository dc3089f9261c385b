// Links to a query that no server has to keep: the query, compressed, in the fragment.

const MARK = "#q=";
const MOST = 1_000_000; // bytes of a query that a link may hold

export async function linkOf(query) {
  const packed = await throughStream(new TextEncoder().encode(query), new CompressionStream("deflate-raw"));
  const text = btoa(String.fromCharCode(...packed));
  return MARK + text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

export function isLink(fragment) {
  return fragment.startsWith(MARK);
}

// The query that the fragment of an address holds; null for another fragment.
export async function queryIn(fragment) {
  if (!isLink(fragment)) return null;
  try {
    const text = atob(fragment.slice(MARK.length).replaceAll("-", "+").replaceAll("_", "/"));
    const packed = Uint8Array.from(text, (character) => character.charCodeAt(0));
    const query = await throughStream(packed, new DecompressionStream("deflate-raw"));
    return new TextDecoder("utf-8", { fatal: true }).decode(query);
  } catch {
    return null;
  }
}

async function throughStream(bytes, stream) {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const parts = [];
  for (let size = 0, part = await reader.read(); !part.done; part = await reader.read()) {
    parts.push(part.value);
    size += part.value.length;
    if (size > MOST) throw new Error("too long");
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
