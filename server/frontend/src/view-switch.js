// Lets the reader choose how an answer is shown; the fragment of the URL says which.

let ending = new AbortController(); // of the answer before, whose place another one takes

const TABLE = { name: "table", isFluid: true, load: async () => ({ draw: () => {} }) };

// Puts a switch between the table alone and `views`, drawn above it, before the table's `region`, whose parent names the
// first view in `data-first-view`; without it, that is the table.
// Returns a function that hears of every other choice or order of rows.
export function addSwitch(region, views, { answer, texts }) {
  const picture = document.createElement("div");
  picture.className = "picture";
  const all = [TABLE, ...views];
  const drawing = new Drawing(picture, { answer, texts });
  const first = all.find((view) => view.name === region.parentElement.dataset.firstView) ?? TABLE;
  const titles = { ...texts, table: { graph: "Turtle", boolean: texts.verdict }[answer.kind] ?? texts.table };
  const { group, press } = buttonsOf(all, { first, texts: titles, choose });
  function choose() {
    const chosen = all.find((view) => location.hash === `#view=${view.name}`) ?? first;
    press(chosen);
    region.parentElement.dataset.view = chosen.name;
    drawing.show(chosen);
  }
  region.before(group, picture);
  ending.abort();
  ending = new AbortController();
  const { signal } = ending;
  signal.addEventListener("abort", () => drawing.end());
  addEventListener("hashchange", choose, { signal });
  choose();
  return (rows) => drawing.of(rows);
}

function buttonsOf(views, { first, texts, choose }) {
  const group = document.createElement("div");
  group.className = "views";
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", texts.views);
  const buttons = views.map((view) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = texts[view.name];
    button.addEventListener("click", () => {
      const address = view === first ? location.pathname + location.search : `#view=${view.name}`;
      history.replaceState(history.state, "", address);
      choose();
    });
    return button;
  });
  group.append(...buttons);
  const press = (chosen) => views.forEach((view, index) => buttons[index].setAttribute("aria-pressed", view === chosen));
  return { group, press };
}

// What is drawn: a view of rows, at the width of its place.
class Drawing {
  #place; #context; #view = TABLE; #rows; #stop = null; #turn = 0; #width = 0;

  constructor(place, context) {
    this.#place = place;
    this.#context = context;
    this.#rows = context.answer.rows;
    new ResizeObserver(() => {
      if (place.clientWidth !== this.#width && !this.#view.isFluid) this.#draw();
      this.#width = place.clientWidth;
    }).observe(place);
  }

  show(view) {
    this.#view = view;
    this.#draw();
  }

  of(rows) {
    this.#rows = rows;
    this.#draw();
  }

  // Ends what goes on, and draws no more.
  end() {
    this.#turn = Infinity;
    this.#stop?.();
  }

  async #draw() {
    const turn = ++this.#turn;
    const { name, plan, load } = this.#view;
    const module = await load().catch(() => null);
    if (turn !== this.#turn || !this.#place.isConnected) return;
    this.#stop?.();
    this.#place.replaceChildren();
    if (!module) this.#place.append(this.#context.texts.viewFailed);
    else this.#stop = module.draw(this.#place, this.#rows, { ...this.#context, plan, name }) ?? null;
  }
}
