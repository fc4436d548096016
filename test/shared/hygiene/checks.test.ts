import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CHECKS } from '../../../shared/hygiene/checks';
import type { Check, SubjectKind, Subjects } from '../../../shared/hygiene/checks/check';
import { aKey, aResponder, aRoot, aUser, daysAgo, SAMPLE_NOW } from '../../../shared/hygiene/checks/samples';
import type { KeyFacts, UserFacts } from '../../../shared/hygiene/facts';

const WHY = { couldNotCheck: 'the look failed' };

/** The same subject, with every look at it failed. */
function unknown<T extends object>(facts: T): T {
  const isLook = (value: unknown) =>
    typeof value === 'object' && value !== null && ('value' in value || 'couldNotCheck' in value);
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, isLook(value) ? WHY : value])) as T;
}

/** Every check with its samples judged: the kinds differ, the questions are the same. */
const all = (Object.keys(CHECKS) as SubjectKind[]).flatMap((kind) =>
  (CHECKS[kind] as readonly Check<SubjectKind>[]).map((check) => ({
    id: check.id,
    kind,
    check,
    fires: check.judge(check.samples.fires, SAMPLE_NOW),
    passes: check.judge(check.samples.passes, SAMPLE_NOW),
    unknown: check.judge(unknown(check.samples.fires), SAMPLE_NOW),
  })),
);

test('each check stands under the kind that it is about, with an id of its own', () => {
  expect(all.length).toBeGreaterThan(20);
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  expect(all.filter(({ kind, check }) => check.about !== kind)).toEqual([]);
});

test.each(all)('defect 16 (ScoutSuite): $id fires on its own sample, and not on the other', ({ fires, passes }) => {
  expect(fires).toEqual({
    result: 'finding',
    detail: { en: expect.stringMatching(/\w/), zh: expect.stringMatching(/[\u4e00-\u9fff]/) },
  });
  expect(passes).toEqual({ result: 'ok' });
});

// A date in a list of ours is not looked at: it is there.
const looking = all.filter(({ id }) => id !== 'exception-expired');
test.each(looking)(
  '$id: what could not be looked at is neither ok nor a finding, and says why',
  ({ unknown: outcome }) => {
    expect(outcome).toEqual({ result: 'could-not-check', why: 'the look failed' });
  },
);

test.each(all)('$id has its words in both languages', ({ check }) => {
  for (const words of [check.title, check.advice]) {
    expect(words.en).toMatch(/[a-z]{3}/);
    expect(words.zh).toMatch(/[\u4e00-\u9fff]{3}/);
    expect(words.en).not.toMatch(/[\u4e00-\u9fff]/);
  }
});

const root = (id: string) => (CHECKS.root as readonly Check<'root'>[]).find((check) => check.id === id);
const user = (id: string, facts: Partial<UserFacts>) =>
  CHECKS.user.find((check) => check.id === id)?.judge(aUser(facts), SAMPLE_NOW).result;
const key = (id: string, facts: Partial<KeyFacts>) =>
  (CHECKS.key as readonly Check<'key'>[]).find((check) => check.id === id)?.judge(aKey(facts), SAMPLE_NOW).result;

test.each<[string, string, Partial<KeyFacts>, string]>([
  ['key-old', 'a disabled key, however old', { active: { value: false }, createdAt: { value: daysAgo(900) } }, 'ok'],
  ['key-old', 'a missing date (defect 14)', { createdAt: WHY }, 'could-not-check'],
  ['key-never-used', 'a look at the use that failed (defect 23)', { lastUse: WHY }, 'could-not-check'],
  [
    'key-never-used',
    'never used, made nobody knows when',
    { lastUse: { value: 'never' }, createdAt: WHY },
    'could-not-check',
  ],
  [
    'key-never-used',
    'used once, long ago',
    { createdAt: { value: daysAgo(900) }, lastUse: { value: daysAgo(800) } },
    'ok',
  ],
  ['key-unused', 'never used: the other check has it', { lastUse: { value: 'never' } }, 'ok'],
  ['key-unused', 'a look at the use that failed (defect 23)', { lastUse: WHY }, 'could-not-check'],
  ['key-unused', 'a use in the future of our clock', { lastUse: { value: daysAgo(-1) } }, 'ok'],
  ['key-second', 'the other key is not known', { otherActive: WHY }, 'could-not-check'],
  ['key-with-console', 'root, who always can sign in', { owner: { type: 'root' }, console: { value: true } }, 'ok'],
  ['key-with-console', 'disabled', { active: { value: false }, console: { value: true } }, 'ok'],
  ['key-leaked', 'in the list without a date', { pendingLeak: { value: { foundAt: undefined } } }, 'finding'],
  [
    'key-leaked',
    'in the list, state not known',
    { active: WHY, pendingLeak: { value: { foundAt: daysAgo(1) } } },
    'finding',
  ],
])('%s: %s', (id, _, facts, expected) => {
  expect(key(id, facts)).toBe(expected);
});

test.each<[string, Partial<UserFacts>, string]>([
  ['a young user who never came', { createdAt: { value: daysAgo(89) }, lastLogon: { value: 'never' } }, 'ok'],
  ['a look at his keys that failed, and he signed in', { lastKeyUse: WHY }, 'ok'],
  [
    'a look at his keys that failed, and he did not',
    { lastLogon: { value: 'never' }, lastKeyUse: WHY },
    'could-not-check',
  ],
  ['no console access', { console: { value: false }, lastLogon: { value: 'never' } }, 'ok'],
])('user-idle: %s', (_, facts, expected) => {
  expect(user('user-idle', facts)).toBe(expected);
});

describe('root', () => {
  const one = { active: { value: true }, lastUse: { value: daysAgo(10) } } as const;

  test('an old report proves a key, and never its absence', () => {
    const stale = 'the credential report is old';
    const found = (id: string, keys: Subjects['root']['keys']) =>
      root(id)?.judge(aRoot({ keys, stale }), SAMPLE_NOW).result;
    for (const id of ['root-key-active', 'root-key-used']) {
      expect(found(id, { value: [one] })).toBe('finding');
      expect(found(id, { value: [] })).toBe('could-not-check');
    }
  });

  test('one unreadable key beside a clean one is no clean bill', () => {
    const keys = {
      value: [{ active: { value: false }, lastUse: { value: 'never' } } as const, { active: WHY, lastUse: WHY }],
    };
    for (const id of ['root-key-active', 'root-key-used'])
      expect(root(id)?.judge(aRoot({ keys }), SAMPLE_NOW)).toEqual({
        result: 'could-not-check',
        why: 'the look failed',
      });
  });
});

test.each([
  ['never', 'finding'],
  ['forged', 'finding'],
  [daysAgo(-1), 'ok'],
] as const)('a heartbeat that is %s: %s', (value, result) => {
  expect(CHECKS.responder[0].judge(aResponder({ heartbeat: { value } }), SAMPLE_NOW).result).toBe(result);
});

test.each(['docs/hygiene.md', 'docs/hygiene.zh-CN.md'])('%s has every check, and no other', (page) => {
  const text = readFileSync(path.join(__dirname, '../../..', page), 'utf8');
  const named = [...text.matchAll(/^\| `([a-z]+-[a-z-]+)` \|/gm)].map((match) => match[1]);
  expect([...named].sort()).toEqual(all.map(({ id }) => id).sort());
});
