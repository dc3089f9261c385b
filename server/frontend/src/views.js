// The views of an answer besides its table, in the order of their buttons.
//
// `name` is the view in addresses (#view=name) and the key of its title in the texts of the page.
// `planOf` says how the view shows an answer (results.js), judged by its shape; null if it cannot.
// `load` imports its module when it is chosen for the first time. That exports
//
//   draw(place, rows, { plan, answer, texts, name })
//
// which puts `rows` into the element `place`, and may return a function that ends what still goes
// on. A view that `isFluid` follows the width of its place; others are drawn again.
import { graphPlan } from "./graph-plan.js";
import { barPlan, cardPlan, linePlan, mapPlan, piePlan, rawPlan, scatterPlan, timelinePlan } from "./view-plans.js";

export const VIEWS = [
  { name: "chart", planOf: barPlan, load: () => import("./bars.js") },
  { name: "pie", planOf: piePlan, load: () => import("./pie.js") },
  { name: "line", planOf: linePlan, load: () => import("./line.js") },
  { name: "scatter", planOf: scatterPlan, load: () => import("./scatter.js") },
  { name: "timeline", planOf: timelinePlan, load: () => import("./timeline.js") },
  { name: "map", isFluid: true, planOf: mapPlan, load: () => import("./map.js") },
  { name: "graph", planOf: graphPlan, load: () => import("./graph-answer.js") },
  { name: "cards", isFluid: true, planOf: cardPlan, load: () => import("./cards.js") },
  { name: "raw", isFluid: true, planOf: rawPlan, load: () => import("./raw.js") },
];

// The views that fit an answer, each with its plan.
export function viewsOf(answer) {
  return VIEWS.map((view) => ({ ...view, plan: view.planOf(answer) })).filter(({ plan }) => plan);
}
