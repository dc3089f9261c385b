// Shows things as cards: their picture, their name, and what the answer says of them.
import { paragraph } from "./texts.js";
import { cardsOf } from "./view-plans.js";

const MOST_CARDS = 200;

export function draw(place, rows, { plan, answer, texts }) {
  const cards = cardsOf(rows, plan);
  const list = document.createElement("ul");
  list.className = "cards";
  list.append(...cards.slice(0, MOST_CARDS).map((card) => cardOf(card, answer.columns)));
  if (cards.length > MOST_CARDS) place.append(paragraph(texts.cardsCut, { shown: MOST_CARDS, total: cards.length }));
  place.append(list);
}

function cardOf({ thing, picture, values }, columns) {
  const item = document.createElement("li");
  if (picture) item.append(Object.assign(document.createElement("img"), { src: picture, alt: "", loading: "lazy" }));
  item.append(textOf(thing));
  const facts = document.createElement("dl");
  for (const [index, cells] of values) {
    const [name, value] = ["dt", "dd"].map((tag) => document.createElement(tag));
    name.textContent = columns[index].name;
    cells.forEach((cell, number) => value.append(number ? ", " : "", textOf(cell)));
    facts.append(name, value);
  }
  item.append(facts);
  return item;
}

function textOf({ text, shown = text, href }) {
  if (!href) return document.createTextNode(shown);
  return Object.assign(document.createElement("a"), { href, textContent: shown });
}
