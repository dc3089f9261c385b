// How an answer is a graph: the columns that are linked in each row, or the triples of its file.

const PREDICATE = /^(?:p|pred|predicate|property)$/i;

// For rows the columns of sources and targets and, if there is one, of the property between them;
// for a graph the URL of its N-Triples; null for answers that link nothing.
export function graphPlan({ kind, columns, rows, files }) {
  if (kind === "graph") return files["N-Triples"] ? { file: files["N-Triples"] } : null;
  const linked = [...columns.keys()].filter((index) => holdsThings(rows, index));
  const property = linked.length > 2 ? linked.find((index) => PREDICATE.test(columns[index].name)) ?? null : null;
  const [source, ...targets] = linked.filter((index) => index !== property);
  return targets.length ? { source, targets, property } : null;
}

function holdsThings(rows, index) {
  const bound = rows.map(({ cells }) => cells[index]).filter(Boolean);
  return bound.filter((cell) => cell.iri).length > bound.length / 2;
}
