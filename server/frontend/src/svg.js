// Elements of SVG. Pages refuse inline styles, so that all looks are classes and attributes.

const NAMESPACE = "http://www.w3.org/2000/svg";

export function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

// A link around what is drawn, or a group where there is nothing to link to.
export function linked(href, ...children) {
  return href ? svg("a", { href }, ...children) : svg("g", {}, ...children);
}

// A text that ends in … where it is wider than `most`, by the widths that `measure` gives.
export function fitting(text, most, measure) {
  const characters = [...text];
  if (measure(text) <= most) return text;
  let [fits, over] = [0, characters.length];
  while (over - fits > 1) {
    const middle = (fits + over) >> 1;
    if (measure(`${characters.slice(0, middle).join("")}…`) <= most) fits = middle;
    else over = middle;
  }
  return `${characters.slice(0, fits).join("").trimEnd()}…`;
}

// Measures texts in the font of an element.
export function measureOf(element) {
  const context = document.createElement("canvas").getContext("2d");
  context.font = getComputedStyle(element).font;
  return (text) => context.measureText(text).width;
}
