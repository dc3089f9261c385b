// Shows an answer as programs get it, in each of its formats.
import { paragraph } from "./texts.js";

const MOST_CHARACTERS = 200_000;

export function draw(place, _rows, { plan, texts }) {
  const choice = document.createElement("select");
  const label = document.createElement("label");
  const text = Object.assign(document.createElement("pre"), { tabIndex: 0, dir: "ltr" });
  const note = document.createElement("div");
  choice.append(...Object.keys(plan).map((name) => new Option(name)));
  label.append(texts.format, choice);
  place.append(label, note, text);
  let stopper = new AbortController();
  const show = async () => {
    stopper.abort();
    const { signal } = (stopper = new AbortController());
    try {
      const { beginning, isWhole } = await beginningOf(plan[choice.value], signal);
      text.textContent = beginning;
      note.replaceChildren(...(isWhole ? [] : [paragraph(texts.rawCut)]));
    } catch {
      if (!signal.aborted) note.replaceChildren(paragraph(texts.viewFailed));
    }
  };
  choice.addEventListener("change", show);
  show();
  return () => stopper.abort();
}

// The first characters of a resource; the rest is not waited for.
async function beginningOf(url, signal) {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error(response.statusText);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let beginning = "";
  while (beginning.length <= MOST_CHARACTERS) {
    const { done, value } = await reader.read();
    if (done) return { beginning, isWhole: true };
    beginning += value;
  }
  await reader.cancel();
  return { beginning: beginning.slice(0, MOST_CHARACTERS), isWhole: false };
}
