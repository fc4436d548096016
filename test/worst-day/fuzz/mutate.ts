import fc from 'fast-check';
import { STRINGS } from './strings';

/** Whatever may stand where something else was promised. */
export const junk: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, 0, -1, 1e308, 4.5, '', [], {}, [null], [[]], '0', 'true', 'null', 'NaN'),
  fc.constantFrom<unknown>(Number.MAX_SAFE_INTEGER, -1e-7, '1e999', '9'.repeat(400), '2026-13-45', '\u0000', '[object'),
  fc.constantFrom(...STRINGS.map(({ text }) => text)),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'LTAI5tSomebodyElsesKey01', 'STS.NUQNP4PiGyckMsNi', '*'),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.jsonValue({ maxDepth: 2 }),
);

type How = 'replace' | 'drop' | 'twice' | 'wrap' | 'text' | 'rename' | 'move';
interface Change {
  readonly at: number;
  readonly other: number;
  readonly how: How;
  readonly junk: unknown;
}

const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(),
  other: fc.nat(),
  how: fc.constantFrom<How>('replace', 'replace', 'replace', 'drop', 'twice', 'wrap', 'text', 'rename', 'move'),
  junk,
});

/** As it comes over a wire: JSON, and nothing else. */
export const tidy = (value: unknown): unknown => JSON.parse(JSON.stringify(value) ?? 'null');

/** A true document with some of its parts changed, gone, doubled, moved, or of another kind. */
export const mutated = (of: fc.Arbitrary<unknown>, most = 4): fc.Arbitrary<unknown> =>
  fc.tuple(of, fc.array(change, { maxLength: most })).map(([value, changes]) => tidy(changes.reduce(changed, value)));

interface Place {
  readonly parent: Record<string, unknown>;
  readonly name: string;
}

function placesOf(value: unknown, found: Place[] = []): Place[] {
  if (typeof value !== 'object' || value === null) return found;
  const parent = value as Record<string, unknown>;
  for (const name of Object.keys(parent)) {
    found.push({ parent, name });
    placesOf(parent[name], found);
  }
  return found;
}

/** By hand: an array whose `constructor` has been changed cannot be spliced. What was renamed in one is no item of it any more. */
function drop(parent: Record<string, unknown>, name: string): void {
  if (!Array.isArray(parent) || !/^\d+$/.test(name)) Reflect.deleteProperty(parent, name);
  else {
    for (let at = Number(name); at < parent.length - 1; at += 1) parent[at] = parent[at + 1];
    parent.length -= 1;
  }
}

function changed(value: unknown, { at, other, how, junk: strange }: Change): unknown {
  const root = structuredClone(value);
  const places = placesOf(root);
  const place = places[at % Math.max(1, places.length)];
  if (place === undefined) return structuredClone(strange);
  const { parent, name } = place;
  const was = parent[name];
  const set = (to: unknown, as = name): void => {
    // An array's own length is no place for a part: it is renamed to nothing.
    if (Array.isArray(parent) && as === 'length') return;
    Object.defineProperty(parent, as, { value: to, enumerable: true, configurable: true, writable: true });
  };
  if (how === 'replace') set(structuredClone(strange));
  else if (how === 'drop') drop(parent, name);
  else if (how === 'twice')
    Array.isArray(parent) ? parent.push(structuredClone(was)) : set([was, structuredClone(was)]);
  else if (how === 'wrap') set({ value: was });
  else if (how === 'text') set(JSON.stringify(was) ?? '');
  else if (how === 'rename') set(was, (JSON.stringify(strange) ?? '').slice(0, 40));
  else set(structuredClone(places[other % places.length]?.parent[places[other % places.length]?.name ?? '']));
  return root;
}

/** Bytes with some of them flipped, cut out, doubled, or with strange ones between. */
export const mutatedText = (of: fc.Arbitrary<string>, strange: fc.Arbitrary<string> = fc.string({ unit: 'binary' })) =>
  fc.tuple(of, fc.array(fc.tuple(fc.nat(), fc.nat(30), fc.nat(3), strange), { maxLength: 4 })).map(([text, edits]) =>
    edits.reduce((so, [at, length, how, more]) => {
      const from = at % (so.length + 1);
      const [head, part, tail] = [so.slice(0, from), so.slice(from, from + length), so.slice(from + length)];
      return [head + tail, head + more + tail, head + part + part + tail, head + part + more + tail][how] ?? head;
    }, text),
  );
