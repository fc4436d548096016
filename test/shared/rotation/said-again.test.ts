import { ownPolicies, type PolicyThere, policyClash, policyNameFor } from '../../../shared/rotation/new-user-policies';
import { nextStep, ROOT } from '../../../shared/rotation/stage';
import { againLine } from '../../../shared/rotation/start-line';
import { NEW, OLD, OTHER, rotation } from './facts';

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
    expect(nextStep(rotation(more), OLD, undefined, discard)).toBe(
      `npx --no ak-tourniquet rotate start ${OLD} ${options}`,
    );
    const ofRoot = nextStep(rotation({ ...more, userName: ROOT }), OLD, undefined, discard);
    expect(ofRoot).toBe(`npx --no ak-tourniquet rotate --root ${OLD} ${options}`);
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
    const clash = (b: PolicyThere) =>
      policyClash(
        new Map([
          ['a', 'same'],
          ['b', b],
        ]),
        'svc-a',
        'rotate start',
      );
    expect(clash('none')).toBeUndefined();
    expect(clash('other')).toMatch(/policy b already.*than svc-a is to have.*rotate start --new-user <name>/);
  });
});
