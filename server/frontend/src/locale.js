// Numbers and dates as the language of the page writes them.

const DAY = 86_400_000;
const LONGEST_EXACT = 15; // digits that a number of JavaScript holds

// A number of XML Schema for people; one with more digits than a number holds stays as it is.
export function localNumber(written) {
  const isExact = (written.match(/\d/g) ?? []).length <= LONGEST_EXACT;
  return isExact ? Number(written).toLocaleString(language(), { maximumFractionDigits: 20 }) : written;
}

// A function that writes the ticks of an axis of numbers.
export function numberFormat(ticks) {
  const isLarge = ticks.some((tick) => Math.abs(tick) >= 1e6);
  const format = new Intl.NumberFormat(language(), isLarge ? { notation: "compact", maximumSignificantDigits: 4 } : { maximumFractionDigits: 6, useGrouping: "min2" });
  return (number) => format.format(number);
}

// A function that writes times, as exactly as a span of milliseconds asks for, and no more than a unit.
export function timeFormat(span, unit) {
  const parts = span > 3 * 365 * DAY || unit === "year" ? { year: "numeric" }
    : span > 90 * DAY || unit === "month" ? { year: "numeric", month: "short" }
    : span > 3 * DAY || unit === "day" ? { year: "numeric", month: "short", day: "numeric" }
    : { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" };
  return dateFormat(parts);
}

// A function that writes parts of times; years before the first keep their minus sign, as in the data.
function dateFormat(parts) {
  const format = new Intl.DateTimeFormat(language(), { ...parts, timeZone: "UTC" });
  return (time) => format.formatToParts(time).map(({ type, value }) => (type === "year" ? yearOf(time) : value)).join("");
}

function yearOf(time) {
  const year = new Date(time).getUTCFullYear();
  return `${year < 0 ? "−" : ""}${Math.abs(year)}`;
}

// A date of XML Schema for people: as exact as it is written.
export function localDate(written, time) {
  const parts = { year: "numeric", ...(/^-?\d{4,}-\d\d/.test(written) && { month: "short" }), ...(/^-?\d{4,}-\d\d-\d\d/.test(written) && { day: "numeric" }) };
  const clock = written.includes("T") ? { hour: "2-digit", minute: "2-digit" } : {};
  return dateFormat({ ...parts, ...clock })(time);
}

function language() {
  return document.documentElement.lang;
}
