// Long work in turns, between which the browser answers its reader.

const SLICE = 1000;

// The items in order. Equal ones stay as they are; up to a slice of them are ordered at once.
export async function sortedInTurns(items, compare) {
  let runs = [];
  for (let start = 0; start < items.length; start += SLICE) {
    if (start) await nextTurn();
    runs.push(items.slice(start, start + SLICE).sort(compare));
  }
  while (runs.length > 1) {
    const merged = [];
    for (let index = 0; index < runs.length; index += 2) {
      await nextTurn();
      merged.push(merge(runs[index], runs[index + 1] ?? [], compare));
    }
    runs = merged;
  }
  return runs[0] ?? [];
}

function merge(left, right, compare) {
  const merged = [];
  let [l, r] = [0, 0];
  while (l < left.length && r < right.length) merged.push(compare(left[l], right[r]) <= 0 ? left[l++] : right[r++]);
  return [...merged, ...left.slice(l), ...right.slice(r)];
}

function nextTurn() {
  return new Promise((resolve) => setTimeout(resolve));
}
