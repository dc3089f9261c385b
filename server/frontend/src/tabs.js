// The queries of the page, as values, kept in this browser alone.
//
// A tab is { id, query, ran, name }: `ran` is the query whose answer was shown last, `name` what its
// reader calls it. A tab that `isFresh` holds an example, which nobody would miss.
import { filled } from "./texts.js";

const KEY = "schlaglicht.tabs";
const MOST = 20;

// The tabs when a page is opened, and the one that it shows. A page with an answer shows its query: in the
// tab that has it, or that went on from it (`at`, by the history of the browser), else in a new one.
export function arrived(tabs, { query, isAsked, at, last }) {
  const own = tabs.find(({ id }) => id === at);
  if (!isAsked) {
    const kept = own ?? tabs.find(({ id }) => id === last) ?? tabs.at(-1);
    return kept ? { tabs, id: kept.id } : added(tabs, { query, isFresh: true });
  }
  if (own && own.ran === query) return { tabs, id: own.id };
  const taken = tabs.find((tab) => tab.query === query) ?? (own && !isUnsaved(own) ? own : tabs.find(({ isFresh }) => isFresh));
  if (!taken) return added(tabs, { query, ran: query });
  return { tabs: changed(tabs, taken.id, { query, ran: query }), id: taken.id };
}

// The tabs with one more, and its number; of too many, one whose query has been run leaves.
export function added(tabs, tab) {
  const surplus = tabs.length < MOST ? undefined : tabs.find((other) => !isUnsaved(other));
  const left = tabs.filter((other) => other !== surplus);
  const numbers = new Set(tabs.map(({ id }) => id));
  let id = 1;
  while (numbers.has(id)) id += 1;
  return { tabs: [...left, { ...tab, id }], id };
}

export function changed(tabs, id, change) {
  return tabs.map((tab) => (tab.id === id ? { ...tab, isFresh: false, ...change } : tab));
}

// The tabs without one, and the one that is shown in its place.
export function closed(tabs, id) {
  const place = tabs.findIndex((tab) => tab.id === id);
  const left = tabs.filter((tab) => tab.id !== id);
  return { tabs: left, id: left[Math.min(place, left.length - 1)]?.id };
}

// What a tab is called: by its reader, by the title in the query, or by its number.
export function nameOf({ id, name, query }, { language, unnamed }) {
  const titles = [...query.matchAll(/^#\s*title(?:@([\w-]+))?:\s*(\S.*)$/gm)];
  const title = titles.find(([, of]) => of === language) ?? titles[0];
  return name || title?.[2].trim() || filled(unnamed, { number: id });
}

export function isUnsaved({ query, ran, isFresh }) {
  return !isFresh && query.trim() !== "" && query !== ran;
}

export function readTabs() {
  try {
    const { tabs, last } = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    const known = Array.isArray(tabs) ? tabs.filter((tab) => Number.isInteger(tab?.id) && typeof tab.query === "string") : [];
    return { tabs: known, last };
  } catch {
    return { tabs: [] };
  }
}

// Keeps tabs; false where the browser keeps nothing, or has no room.
export function writeTabs(tabs, last) {
  try {
    localStorage.setItem(KEY, JSON.stringify({ tabs, last }));
    return true;
  } catch {
    return false;
  }
}
