import { fromOthers } from '../../../shared/rotation/new-user-now';
import {
  documented,
  givenTo,
  isOther,
  ownPolicies,
  policiesToGive,
  policyClash,
  policyNameFor,
} from '../../../shared/rotation/new-user-policies';
import { nextStep, ROOT } from '../../../shared/rotation/stage';
import { againLine } from '../../../shared/rotation/start-line';
import { begun, NEW, OLD, OTHER, rotation } from './facts';

describe('what is to be run again', () => {
  test.each([
    ['the fresh user', { newUser: 'svc-a', newKey: null, secret: null }, undefined, '--to-kms app --new-user svc-a'],
    [
      'how the secret is written',
      { format: 'env', newKey: null, secret: null },
      undefined,
      '--to-kms app --format env',
    ],
    ['a key that was to be discarded', { newKey: null, secret: null }, OTHER, `--to-kms app --discard ${OTHER}`],
    ['... the new key as well', {}, NEW, `--to-kms app --discard ${NEW}`],
    [
      'a secret that is lost',
      { secret: 'lost', newUser: 'a b' },
      undefined,
      `--to-kms app --new-user 'a b' --discard ${NEW}`,
    ],
    [
      'a new key that was deleted',
      { newKeyFound: 'gone', newUser: 'svc-a' },
      undefined,
      '--to-kms app --new-user svc-a',
    ],
  ] as const)('a start that is to be made again says again what it was told: %s', (_, more, discard, options) => {
    expect(nextStep(rotation(more), OLD, undefined, { discard })).toBe(
      `npx --no ak-tourniquet rotate start ${OLD} ${options}`,
    );
    const ofRoot = nextStep(rotation({ ...more, userName: ROOT }), OLD, undefined, { discard });
    expect(ofRoot).toBe(`npx --no ak-tourniquet rotate --root ${OLD} ${options}`);
  });

  test('what was gone over is said again, with its reason', () => {
    const said = { anyway: true, now: false, reason: 'it is ours' };
    const start = `npx --no ak-tourniquet rotate start ${OLD} --to-kms app`;
    expect(nextStep(begun, OLD, undefined, said)).toBe(`${start} --anyway --reason 'it is ours'`);
    expect(nextStep(begun, OLD, undefined, { reason: 'it is ours' })).toBe(start);
    expect(nextStep({ ...begun, userName: ROOT }, OLD, undefined, { now: true, reason: 'x' })).toMatch(
      /--to-kms app --now --reason x$/,
    );
  });

  test.each([
    ['/home/a/key.json', '/home/a/key-2.json'],
    ['key-9.tar.gz', 'key-9.tar-2.gz'],
    ['/a.b/key-9', '/a.b/key-10'],
    ['/a/.env', '/a/.env-2'],
  ])('a file holds the secret of the key before, and is never written over: %s', (path, beside) => {
    const place = { kind: 'file', path } as const;
    const start = `npx --no ak-tourniquet rotate start ${OLD} --to-file`;
    expect(nextStep(rotation({ place, newKeyFound: 'gone' }), OLD)).toBe(`${start} ${beside}`);
    expect(nextStep(rotation({ place }), OLD, undefined, { discard: NEW })).toBe(`${start} ${beside} --discard ${NEW}`);
    // Nobody has had a secret there, or it may lie there and is looked for.
    expect(nextStep(rotation({ place, secret: 'lost' }), OLD)).toBe(`${start} ${path} --discard ${NEW}`);
    expect(nextStep(rotation({ place, secret: 'unknown' }), OLD)).toBe(`${start} ${path}`);
  });

  test('without a place it is the way of a root key that nobody uses', () => {
    const unused = rotation({ newKey: null, secret: null, place: null, userName: ROOT });
    expect(nextStep(unused, OLD)).toBe(`npx --no ak-tourniquet rotate --root ${OLD}`);
  });

  test.each([
    [
      'finish',
      { observeDays: 3, anyway: true, liftEarly: true, reason: "it's us" },
      "--observe-days 3 --anyway --lift-early --reason 'it'\\''s us'",
    ],
    ['delete', { now: true, observeDays: 3, reason: 'x' }, '--now --reason x'],
    ['undo', { anyway: false }, ''],
    ['undo', { again: true, anyway: true, reason: 'x' }, '--again --anyway --reason x'],
  ] as const)('a step that failed is said again as it was: %s', (step, words, options) => {
    expect(againLine(step, OLD, words)).toBe(`npx --no ak-tourniquet rotate ${step} ${OLD} ${options}`.trim());
  });
});

describe("a new user's own policies", () => {
  test('no two users, and no two policies, come to one name, and RAM takes each', () => {
    const users = ['bot', 'bot2', 'bot-2', 'svc.a', 'svc_a', 'svc-a', '.'.repeat(64), '_'.repeat(64), 'b'.repeat(64)];
    const names = users.flatMap((user) => [0, 1, 4].map((i) => policyNameFor(user, i)));
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^LeastPrivilege-[A-Za-z0-9-]{1,113}$/);
    expect(policyNameFor('svc-a', 0)).toBe('LeastPrivilege-svc-a');
  });

  test('what an earlier start named is gone on with', () => {
    const proposed = ['one', 'two'].map((document) => ({ name: 'LeastPrivilege-ci-bot', document }));
    expect(ownPolicies(proposed, 'svc-a', ['LeastPrivilege-former'])).toEqual([
      { name: 'LeastPrivilege-former', document: 'one' },
      { name: policyNameFor('svc-a', 1), document: 'two' },
    ]);
  });

  test('one that allows something else is named with the way on; the same one is no obstacle', () => {
    const policy = (action: string) =>
      JSON.stringify({ Version: '1', Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] });
    const there = new Map([
      ['a', policy('ecs:Get')],
      ['b', policy('ecs:*')],
      ['c', undefined],
    ]);
    const wanted = ['a', 'b', 'c'].map((name) => ({ name, document: policy('ecs:Get') }));
    const taken = wanted.filter((one) => isOther(one, there)).map(({ name }) => name);
    expect(policyClash([], 'svc-a', 'rotate start')).toBeUndefined();
    expect(policyClash(taken, 'svc-a', 'rotate start')).toMatch(
      /policy b already.*than svc-a is to have.*rotate start --new-user <name>/,
    );
    // What an earlier start had begun to give goes on, once any of it is there, and is no newer one's obstacle.
    const earlier = [{ name: 'b', document: policy('ecs:*') }];
    expect(policiesToGive(wanted, earlier, there)).toEqual({ policies: earlier, isEarlier: true });
    expect(policiesToGive(wanted, earlier, new Map())).toEqual({ policies: wanted, isEarlier: false });
    expect(policiesToGive(wanted, undefined, there)).toEqual({ policies: wanted, isEarlier: false });
  });

  test('what a start gave is what the last one for him wrote down, under the name that he has now', () => {
    const start = (userName: string, ...documents: readonly string[]) => ({
      ...{ type: 'rotation-intent', step: 'start' },
      newUser: { userName, policies: documents.map((one) => `p-${one}`), ...(documents[0] ? { documents } : {}) },
    });
    const entries = [start('svc-a', 'old'), start('svc-a', 'one'), start('svc-b')] as never;
    expect(documented(givenTo(entries, null, 'svc-a'))).toEqual([{ name: 'p-one', document: 'one' }]);
    expect(givenTo(entries, rotation({ newUser: 'renamed' }), 'renamed')).toMatchObject({ userName: 'svc-b' });
    expect(givenTo(entries, null, 'svc-c')).toBeUndefined();
    // As an earlier version wrote it.
    expect(documented(givenTo(entries, null, 'svc-b'))).toBeUndefined();
  });

  test('a policy of the cloud under the name of his own is none of his, and a key that is off is named as well', () => {
    const key = { id: OTHER, status: 'Inactive' as const, createdAt: null };
    const now = { policies: [{ name: 'p', type: 'System' as const }], groups: [], keys: [key], hasLogin: false };
    expect(fromOthers(now, { policies: ['p'], changed: [], keys: new Set([NEW]) })).toEqual([
      'p was attached to him',
      `he got the AccessKey ${OTHER} (Inactive, made at an unknown time)`,
    ]);
  });
});
