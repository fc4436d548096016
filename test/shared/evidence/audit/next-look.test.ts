import { type Found, type Look, NOBODY, nextLook, unasked } from '../../../../shared/evidence/audit';

const own: Look = {
  kind: 'trail',
  depth: 0,
  who: { ...NOBODY, keyIds: ['LTAI5tLeaked'] },
  folder: 'audit',
  slices: [],
};
const SOURCES = [{ kind: 'trail', slices: () => [] }] as const;
const opened = (count: number): string[] => Array.from({ length: count }, (_, i) => `STS.${i}`);
const led = (sessions: readonly string[], chain: Partial<Found['chain']> = {}): Found => ({
  chain: { ...NOBODY, keyIds: ['LTAI5tLeaked'], ...chain },
  sessions,
});

/** All looks of a chain that ends when nothing more is to be asked for. */
async function whole(found: (looks: readonly Look[]) => Found): Promise<Look[]> {
  const looks = [own];
  for (;;) {
    const next = await nextLook(looks, SOURCES, async () => found(looks));
    if (next === undefined) return looks;
    looks.push(next);
  }
}

const askedIn = (looks: readonly Look[], id: string): number | undefined =>
  looks.find(({ who }) => who.keyIds.includes(id))?.depth;

test.each([
  ['the first', 0, 1],
  ['the last', 249, 1],
  ['in the middle', 125, 3],
])('of 250 sessions %s is asked for, and each of them once', async (_, which, depth) => {
  const looks = await whole(() => led(opened(250)));
  expect(askedIn(looks, `STS.${which}`)).toBe(depth);
  const asked = looks.flatMap(({ who }) => who.keyIds);
  expect(new Set(asked).size).toBe(251);
  expect(asked).toHaveLength(251);
  expect(unasked(led(opened(250)), looks)).toEqual({ chain: NOBODY, sessions: [] });
});

test('of 1,200 sessions the 200 in the middle are left, and named as such', async () => {
  const looks = await whole(() => led(opened(1_200)));
  expect(unasked(led(opened(1_200)), looks)).toEqual({ chain: NOBODY, sessions: opened(1_200).slice(500, 700) });
});

test("whom the attack made is asked for beside the next portion of sessions, and a session of the attack's at once", async () => {
  const found = led(opened(500), { userNames: ['evil'], keyIds: ['LTAI5tLeaked', 'STS.250'] });
  const first = await nextLook([own], SOURCES, async () => found);
  expect(first?.who).toMatchObject({ userNames: ['evil'], keyIds: expect.arrayContaining(['STS.250', 'STS.499']) });
  expect(first?.who.keyIds).toHaveLength(101);
});

test('a chain that goes on behind the deepest look is not asked for, and that is known', async () => {
  const found = (looks: readonly Look[]) => led([], { userNames: [`u${looks.length}`] });
  const looks = await whole(found);
  expect(looks).toHaveLength(21);
  expect(unasked(found(looks), looks)).toEqual({ chain: { ...NOBODY, userNames: ['u21'] }, sessions: [] });
});
