// The last answer of each tab, kept in this browser alone: as the page had it, bounded in size.

const KEY = "schlaglicht.answer.";
const MOST = 300_000; // characters of one, and
const MOST_TOGETHER = 1_500_000; // of all: the oldest leave

// Keeps what is shown of a query in a tab: { parts, query, address } of run.js.
export function keepAnswer(id, { parts, query, address }) {
  const written = Object.entries(parts).map(([name, part]) => [name, part?.outerHTML ?? part]);
  const text = JSON.stringify({ time: Date.now(), query, address, parts: Object.fromEntries(written) });
  forgetAnswer(id);
  if (text.length > MOST) return;
  const others = storedAnswers().sort((one, other) => other.time - one.time);
  let room = MOST_TOGETHER - text.length;
  for (const { key, length } of others) if ((room -= length) < 0) localStorage.removeItem(key);
  try {
    localStorage.setItem(KEY + id, text);
  } catch {
    // a browser that has no room
  }
}

// The kept answer of a tab to its query, and the time at which it came; null without one.
export function keptAnswer(id, query) {
  const kept = read(KEY + id);
  if (kept?.query !== query) return null;
  const parts = Object.entries(kept.parts).map(([name, part]) => [name, name === "title" || !part ? part : elementOf(part)]);
  return { time: new Date(kept.time), shown: { parts: Object.fromEntries(parts), query, address: kept.address } };
}

export function forgetAnswer(id) {
  localStorage.removeItem(KEY + id);
}

function storedAnswers() {
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(KEY));
  return keys.map((key) => ({ key, time: read(key)?.time ?? 0, length: localStorage.getItem(key).length }));
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function elementOf(html) {
  return new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
}
