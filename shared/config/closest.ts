/** The known word nearest to what was written; words that hold all of its parts go before words that look alike. */
export function closest(written: string, known: readonly string[]): string {
  const text = written.toLowerCase().slice(0, 64);
  const ranked = known.map((word) => ({ word, rank: rank(text, word.toLowerCase()) }));
  return ranked.reduce((best, next) => (next.rank < best.rank ? next : best), { word: '', rank: Infinity }).word;
}

function rank(text: string, word: string): number {
  const parts = word.split('_');
  const written = text.split('_');
  // A shortened name (BUCKET) is many letters away from what it means, yet no other word is meant.
  if (written.every((part) => parts.includes(part))) return (parts.length - written.length) / 100;
  return distance(text, word);
}

/** How many letters must be put in, taken out, replaced or swapped with their neighbour to make one text the other. */
export function distance(a: string, b: string): number {
  let [before, row] = [[] as number[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = at(row, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwapped ? at(before, j - 2) + 1 : Infinity;
      next.push(Math.min(at(row, j) + 1, at(next, j - 1) + 1, replaced, swapped));
    }
    [before, row] = [row, next];
  }
  return at(row, b.length);
}

const at = (row: readonly number[], index: number): number => row[index] ?? Infinity;
