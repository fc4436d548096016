import { isEntry } from '../../../shared/incident/entry-form';
import { chainOf, damageOf } from '../../../shared/incident/journal';
import { pathsOf } from '../../../shared/incident/paths';
import { Seal, sha256 } from '../../../shared/incident/seal';
import { approval, at, failure, ID, journal } from './entries';

const paths = pathsOf('p');
/** Without a key anybody may have written what lies there: the form alone is looked at. */
const unsealed = new Seal(undefined);
const keyOf = (seq: number) => paths.entry(ID, seq);

/** The objects of a journal of so many entries, each following from the one before. */
function objects(count: number): Map<number, Buffer> {
  const bodies = new Map<number, Buffer>();
  let previous: string | null = null;
  for (const entry of journal(...Array.from({ length: count }, () => failure))) {
    const body = Buffer.from(JSON.stringify({ ...entry, previous }));
    bodies.set(entry.seq, body);
    previous = sha256(body);
  }
  return bodies;
}
const read = (bodies: ReadonlyMap<number, Buffer | undefined>) => chainOf(ID, bodies, paths, unsealed);
const lastOf = (bodies: Map<number, Buffer>, seq: number) => sha256(bodies.get(seq) as Buffer);

test('a journal without objects is new', async () => {
  const expected = { id: ID, entries: [], nextSeq: 1, tail: null, tampered: [], missing: [], unchained: [] };
  expect(await read(new Map())).toEqual(expected);
  expect(await read(new Map([[1, undefined]]))).toEqual(expected);
});

test('one whose entries follow from one another is whole', async () => {
  const bodies = objects(3);
  const { entries, ...rest } = await read(bodies);
  expect(entries.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  expect(rest).toEqual({ id: ID, nextSeq: 4, tail: lastOf(bodies, 3), tampered: [], missing: [], unchained: [] });
});

test('what does not begin at nothing is named, and used', async () => {
  const bodies = objects(2);
  const first = JSON.parse(String(bodies.get(1))) as object;
  bodies.set(1, Buffer.from(JSON.stringify({ ...first, previous: sha256('before') })));
  const { entries, unchained } = await read(bodies);
  expect([entries.map(({ seq }) => seq), unchained]).toEqual([
    [1, 2],
    [keyOf(1), keyOf(2)],
  ]);
});

test.each([
  [1_002, { missing: 1_000, tampered: 0, nextSeq: 1_003 }],
  [1_003, { missing: 0, tampered: 1, nextSeq: 2 }],
])(
  'an entry of the form at place %i of two, a thousand of them gone, is as near as one of ours can be',
  async (seq, is) => {
    const [first] = objects(1);
    const [entry] = journal(failure);
    const bodies = new Map([first as [number, Buffer], [seq, Buffer.from(JSON.stringify({ ...entry, seq }))]]);
    const { missing, tampered, nextSeq } = await read(bodies);
    expect({ missing: missing.length, tampered: tampered.length, nextSeq }).toEqual(is);
  },
);

const OUTCOME = {
  type: 'outcome',
  decision: { row: 'in-use', verdict: 'contain', reason: '', actions: [], findings: [] },
  lastUse: { kind: 'not-asked' },
  steps: [],
  verification: null,
};
const VERIFIED = { state: 'deny attached', problems: [], residual: { value: [] } };

test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
  'a type that is named %s is one of a later version',
  (type) => {
    expect(isEntry({ type, seq: 1, at: at(1), previous: null })).toBe(true);
  },
);

test('an outcome of the form is an entry', () => {
  const entry = { ...OUTCOME, seq: 1, at: at(1), previous: null };
  expect([entry, { ...entry, verification: VERIFIED }].map(isEntry)).toEqual([true, true]);
});

test.each<[string, object]>([
  ['no type', { type: undefined }],
  ['a number that is none', { seq: '2' }],
  ['half a number', { seq: 1.5 }],
  ['no time', { at: 'yesterday' }],
  ['a time that is no text', { at: 0 }],
  ['what it does not follow from', { previous: 7 }],
  ['nothing that it follows from', { previous: undefined }],
  ['a decision that is none', { type: 'decision', signal: { leakId: 'x' } }],
  ['no signal of its decision', { type: 'decision', decision: { verdict: 'hold', actions: [] } }],
  ['actions that are none', { type: 'decision', signal: {}, decision: { actions: [null] } }],
  ['an outcome without steps', { type: 'outcome', decision: { actions: [] } }],
  ['a residual that neither says nor fails', { ...OUTCOME, verification: { ...VERIFIED, residual: {} } }],
  ['a last use that is not known, and not why', { ...OUTCOME, lastUse: { kind: 'unknown' } }],
  ['a step that says nothing', { ...OUTCOME, steps: [{ step: 'attach-quarantine', ok: false }] }],
  ['a fence without its step', { type: 'fence' }],
  ['a release of no leaks', { type: 'release', steps: [] }],
  ['a release whose steps are none', { type: 'release', leakIds: [], steps: 'all' }],
  ['an intent to release nothing', { type: 'release-intent' }],
])('an object with %s is no entry: ignored, and named', async (_, wrong) => {
  const bodies = objects(1);
  const good = { ...approval, schema: 1, seq: 2, at: at(2), previous: lastOf(bodies, 1), nonce: '' };
  expect(await read(new Map(bodies).set(2, Buffer.from(JSON.stringify(good))))).toMatchObject({ tampered: [] });
  bodies.set(2, Buffer.from(JSON.stringify({ ...good, ...wrong })));
  expect(await read(bodies)).toMatchObject({ tampered: [keyOf(2)], nextSeq: 3, tail: lastOf(bodies, 2) });
});

test.each([999_999, 5_000])(
  'an entry that somebody put at the number %i is none: it makes no gap of as many',
  async (number) => {
    const bodies = objects(2);
    const far = { ...approval, schema: 1, seq: number, at: at(3), previous: lastOf(bodies, 2), nonce: '' };
    bodies.set(number, Buffer.from(JSON.stringify(far)));
    expect(await read(bodies)).toMatchObject({ tampered: [keyOf(number)], missing: [], nextSeq: 3 });
  },
);

test('an entry that does not follow from the one before it is named, and used: what is behind it follows from it', async () => {
  const bodies = objects(4);
  const second = JSON.parse(String(bodies.get(2))) as object;
  // What was read in the place of the first one when the second was written.
  bodies.set(2, Buffer.from(JSON.stringify({ ...second, previous: sha256('half of it') })));
  const third = JSON.parse(String(bodies.get(3))) as object;
  bodies.set(3, Buffer.from(JSON.stringify({ ...third, previous: lastOf(bodies, 2) })));
  const { entries, ...rest } = await read(bodies);
  expect(entries.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  expect(rest).toMatchObject({ tampered: [], missing: [], unchained: [keyOf(2), keyOf(4)], nextSeq: 5 });
  expect(rest.tail).toBe(lastOf(bodies, 4));
});

test('behind what was taken away or overwritten the next one is believed, and chains on', async () => {
  const bodies = objects(4);
  bodies.delete(2);
  expect(await read(bodies)).toMatchObject({ missing: [keyOf(2)], tampered: [], nextSeq: 5 });
  bodies.set(2, Buffer.from('junk'));
  expect(await read(bodies)).toMatchObject({ missing: [], tampered: [keyOf(2)], nextSeq: 5 });
  bodies.set(4, objects(1).get(1) as Buffer);
  expect(await read(bodies)).toMatchObject({ tampered: [keyOf(2)], unchained: [keyOf(4)] });
});

test('junk right behind the end takes its number; junk far behind it takes none', async () => {
  const bodies = objects(1).set(2, Buffer.from('junk')).set(4, Buffer.from('{}'));
  expect(await read(bodies)).toMatchObject({ tampered: [keyOf(2), keyOf(4)], missing: [], nextSeq: 3 });
});

test('a seal that cannot be looked at is an error, and no stranger', async () => {
  const broken = new Seal(() => Promise.reject(new Error('KMS is down')));
  const [[seq, body]] = [...objects(1)] as [[number, Buffer]];
  const sealed = Buffer.from(JSON.stringify({ ...JSON.parse(body.toString()), hmac: '0'.repeat(64) }));
  await expect(chainOf(ID, new Map([[seq, sealed]]), paths, broken)).rejects.toThrow('KMS is down');
});

test('what is wrong with a journal is told in a sentence each', () => {
  expect(damageOf({ tampered: ['a'], missing: ['b', 'c'], unchained: ['d'] })).toEqual([
    'a does not bear our seal and was ignored',
    'b is missing: somebody took it away',
    'c is missing: somebody took it away',
    'd does not follow from the entry before it: when it was written, something else was read there',
  ]);
});
