// What the texts of cells are worth when they are compared and looked through.
import { sortedInTurns } from "./turns.js";

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const SPECIAL = new Map([["INF", Infinity], ["+INF", Infinity], ["-INF", -Infinity], ["NaN", NaN]]);
const DATE = /^(-?\d{4,})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d):(\d\d(?:\.\d+)?))?)?)?(?:(Z)|([+-])(\d\d):(\d\d))?$/;

// The number that a text writes in the forms of XML Schema; undefined for another text.
export function numberOf(text) {
  return NUMBER.test(text) ? Number(text) : SPECIAL.get(text);
}

// Milliseconds since 1970 of a year, month, day or time, in UTC where it names no zone.
export function timeOf(text) {
  const match = DATE.exec(text);
  if (!match) return undefined;
  const [, year, month = 1, day = 1, hour = 0, minute = 0, second = 0, , sign = "+", zoneHour = 0, zoneMinute = 0] = match;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), month - 1, Number(day));
  date.setUTCHours(Number(hour), Number(minute), 0, Number(second) * 1000);
  const offset = (Number(zoneHour) * 60 + Number(zoneMinute)) * 60_000;
  return sign === "-" ? date.getTime() + offset : date.getTime() - offset;
}

const UNITS = [["year", /^-?\d+(?:Z|[+-]\d\d:\d\d)?$/], ["month", /^-?\d+-\d\d(?:Z|[+-]\d\d:\d\d)?$/], ["day", /^[^T]*$/]];

// How exact dates are, by the most exact among them: "year", "month", "day"; "time" with a clock.
export function unitOf(texts) {
  const units = texts.map((text) => UNITS.findIndex(([, form]) => form.test(text)));
  const finest = units.includes(-1) ? -1 : Math.max(0, ...units);
  return UNITS[finest]?.[0] ?? "time";
}

// The places of the texts of a column in order:
// numbers by value, dates by time, else as the language sorts. Cells without a value, and what is
// no number, come last in both directions; what is equal keeps its order.
export async function ordered(texts, { language, descending = false }) {
  const bound = texts.filter((text) => text !== null);
  const valueOf = [numberOf, timeOf].find((read) => bound.every((text) => read(text) !== undefined));
  const keys = texts.map((text) => (text === null ? null : valueOf ? valueOf(text) : text));
  const { compare } = new Intl.Collator(language, { numeric: true });
  const difference = valueOf ? (a, b) => (a < b ? -1 : a > b ? 1 : 0) : compare;
  const isLast = (key) => key === null || Number.isNaN(key);
  return sortedInTurns([...keys.keys()], (a, b) => {
    const [left, right] = [keys[a], keys[b]];
    if (isLast(left) || isLast(right)) return rank(left) - rank(right);
    return descending ? difference(right, left) : difference(left, right);
  });
}

function rank(key) {
  return key === null ? 2 : Number.isNaN(key) ? 1 : 0;
}

// A text without case and diacritics, in which words are looked up.
export function folded(text) {
  return text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").replaceAll("ß", "ss");
}

// Whether a folded text holds each of the words, as a function of the text.
export function holding(words) {
  const wanted = folded(words).split(/\s+/);
  return (text) => wanted.every((word) => text.includes(word));
}
