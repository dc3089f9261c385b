// Shows an answer as a chart or a map above its table; the fragment of the URL says which.

// A switch between the table alone and `views`, drawn above it: each with its name, its title and
// a function that draws rows into an element.
export function addViews(region, views) {
  const texts = region.dataset;
  const picture = document.createElement("div");
  picture.className = "picture";
  const group = document.createElement("div");
  group.className = "views";
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", texts.views);
  const all = [{ name: "table", title: texts.table, draw: () => {} }, ...views];
  let rows = [];
  let chosen = all[0];
  const draw = () => {
    picture.replaceChildren();
    if (picture.isConnected && rows.length) chosen.draw(picture, rows);
  };
  const buttons = all.map((view) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = view.title;
    button.addEventListener("click", () => {
      history.replaceState(history.state, "", view.name === "table" ? location.pathname + location.search : `#view=${view.name}`);
      choose();
    });
    return button;
  });
  const choose = () => {
    chosen = all.find((view) => location.hash === `#view=${view.name}`) ?? all[0];
    all.forEach((view, index) => buttons[index].setAttribute("aria-pressed", view === chosen));
    draw();
  };
  group.append(...buttons);
  region.before(group, picture);
  addEventListener("hashchange", () => picture.isConnected && choose());
  let width = 0;
  new ResizeObserver(() => {
    if (picture.clientWidth !== width) draw();
    width = picture.clientWidth;
  }).observe(picture);
  choose();
  return (shown) => {
    rows = shown;
    draw();
  };
}
