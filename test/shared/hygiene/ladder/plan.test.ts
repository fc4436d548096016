import fc from 'fast-check';
import { decideIdleKey } from '../../../../shared/containment/idle-key/decide';
import type { KeyFacts } from '../../../../shared/hygiene/facts';
import { type Climb, type Ladder, type NightPlan, NO_LADDER } from '../../../../shared/hygiene/ladder/model';
import { type LadderKey, type LadderRules, type NightFacts, planNight } from '../../../../shared/hygiene/ladder/plan';
import { parseUserName } from '../../../../shared/ids';
import { EMPTY } from '../../../../shared/incident/state';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const T0 = Date.parse('2026-05-01T18:30:00Z');
const day = (n: number): Date => new Date(T0 + n * DAY);
const iso = (n: number): string => day(n).toISOString();

const RULES: LadderRules = {
  ...{ mode: 'enforce', unusedDays: 90, warnDays: 7, maxPerNight: 2 },
  excludedKeys: new Set<string>(),
};
const key = (id: string, more: Partial<KeyFacts> = {}): LadderKey => ({
  owner: { type: 'ram-user', name: `user-of-${id}` },
  id,
  active: { value: true },
  createdAt: { value: day(-400) },
  lastUse: { value: day(-200) },
  ...more,
});
const ladderOf = (climb: Omit<Climb, 'user'>, more: Partial<Ladder> = {}): Ladder => ({
  ...{ schema: 1, night: null },
  keys: { A: { user: 'user-of-A', ...climb } },
  ...more,
});
const night = (more: Partial<NightFacts> = {}): NightFacts => ({
  ...{ now: day(0), keys: [key('A')], users: 10, complete: true, reportedAt: day(0) },
  ...{ held: { value: new Set<string>() }, ladder: { value: NO_LADDER } },
  ...{
    spared: { value: new Set<string>() },
    excluded: { value: new Set<string>() },
    wereOff: { value: new Set<string>() },
  },
  ...more,
});
const climbed = (climb: Omit<Climb, 'user'>) => ({ ladder: { value: ladderOf(climb) } });
const TWICE = { first: iso(-20), second: iso(-10) };
const seen = ({ refused, steps, waits }: NightPlan): string =>
  refused ?? [...steps.map(({ rung }) => rung), ...waits.map(({ reason }) => `waits: ${reason}`)].join();

test.each<[string, Partial<NightFacts>, string | RegExp, Partial<LadderRules>?]>([
  ['unused, and never warned of', {}, 'warn'],
  ['never used, and old', { keys: [key('A', { lastUse: { value: 'never' } })] }, 'warn'],
  ['never used, and young', { keys: [key('A', { lastUse: { value: 'never' }, createdAt: { value: day(-89) } })] }, ''],
  [
    'used since it was warned of, long ago: from the foot',
    {
      keys: [key('A', { lastUse: { value: day(-100) } })],
      ...climbed({ first: iso(-130), second: iso(-110), announced: iso(-1) }),
    },
    'warn',
  ],
  ['used within the days', { keys: [key('A', { lastUse: { value: day(-89) } })], ...climbed(TWICE) }, ''],
  ['off already', { keys: [key('A', { active: { value: false } })], ...climbed(TWICE) }, ''],
  ["root's", { keys: [key('A', { owner: { type: 'root' } })] }, ''],
  ["the tool's own", { keys: [key('A', { owner: { type: 'ram-user', name: 'ak-tourniquet-cli' } })] }, ''],
  ['without an id', { keys: [key('A', { id: undefined })] }, ''],
  ['its user excluded', { excluded: { value: new Set(['user-of-A']) }, ...climbed(TWICE) }, ''],
  ['who is excluded not known', { excluded: { couldNotCheck: '403' } }, /^who is excluded is not known: 403/],
  ['itself excluded', climbed(TWICE), '', { excludedKeys: new Set(['A']) }],
  ['excepted', { spared: { value: new Set(['A']) }, ...climbed(TWICE) }, ''],
  ['what is excepted not known', { spared: { couldNotCheck: '403' } }, /^what is excepted is not known: 403/],
  ['one that begins like an excluded one', {}, 'warn', { excludedKeys: new Set(['A1', '']) }],
  ['its incident open', { held: { value: new Set(['A']) }, ...climbed(TWICE) }, ''],
  [
    'its last use not known',
    { keys: [key('A', { lastUse: { couldNotCheck: 'Throttling' } })], ...climbed(TWICE) },
    /^waits: its last use could not be checked: Throttling$/,
  ],
  [
    'its age not known',
    { keys: [key('A', { createdAt: { couldNotCheck: '403' } })], ...climbed(TWICE) },
    /^waits: its age/,
  ],
  [
    'whether it is on not known',
    { keys: [key('A', { active: { couldNotCheck: '403' } })], ...climbed(TWICE) },
    /^waits: whether it is on/,
  ],
  ['warned of 6 days ago', climbed({ first: iso(-6) }), /^waits: warned of at/],
  ['warned of 7 days ago', climbed({ first: iso(-7) }), 'warn-again'],
  ['warned of once, long ago: no rung is skipped', climbed({ first: iso(-150) }), 'warn-again'],
  ['warned of twice, the second 6 days ago', climbed({ first: iso(-20), second: iso(-6) }), /^waits: warned of again/],
  ['warned of twice, the second 7 days ago', climbed({ first: iso(-20), second: iso(-7) }), 'announce'],
  ['announced the night before', climbed({ ...TWICE, announced: iso(-1) }), 'disable'],
  ['announced an hour ago', climbed({ ...TWICE, announced: new Date(T0 - HOUR).toISOString() }), /^waits: announced/],
  ['announced before an outage', climbed({ ...TWICE, announced: iso(-3) }), 'announce'],
  [
    'switched on again before a night saw it off',
    { ...climbed({ ...TWICE, handed: iso(-1) }), wereOff: { value: new Set(['A']) } },
    '',
  ],
  [
    'whether it was switched off not known',
    { ...climbed({ ...TWICE, handed: iso(-1) }), wereOff: { couldNotCheck: '403' } },
    /^waits: whether it was switched off/,
  ],
  ['left on by respond', climbed({ ...TWICE, handed: iso(-1) }), 'announce'],
  ['announced, in observe mode', climbed({ ...TWICE, announced: iso(-1) }), /^waits: observe/, { mode: 'observe' }],
  [
    'announced under another user',
    { keys: [key('A', { owner: { type: 'ram-user', name: 'other' } })], ...climbed({ ...TWICE, announced: iso(-1) }) },
    'warn',
  ],
  ['no credential report', { reportedAt: undefined }, /^there is no credential report/],
  ['a credential report of next year', { reportedAt: day(365) }, /^there is no credential report/],
  ['a credential report of the day before yesterday', { reportedAt: day(-2) }, /^there is no credential report/],
  ['not every key was seen', { complete: false }, /^not every key/],
  [
    'half of the users of the night before',
    { users: 4, ladder: { value: { ...NO_LADDER, night: { at: iso(-1), users: 10, keys: 1 } } } },
    '4 users were seen, and 10 the night before',
  ],
  [
    'a third of the keys of the night before',
    { ladder: { value: { ...NO_LADDER, night: { at: iso(-1), users: 10, keys: 3 } } } },
    '1 keys were seen, and 3 the night before',
  ],
  [
    'a night of this evening',
    { ladder: { value: { ...NO_LADDER, night: { at: new Date(T0 - HOUR).toISOString(), users: 10, keys: 1 } } } },
    /^the last night was less than/,
  ],
  ['open incidents not known', { held: { couldNotCheck: '403' } }, /^which incidents are open/],
  ['the memory not readable', { ladder: { couldNotCheck: '403' } }, /^what earlier nights warned of/],
])('%s', (_, facts, expected, rules = {}) => {
  const result = seen(planNight(night(facts), { ...RULES, ...rules }));
  if (typeof expected === 'string') expect(result).toBe(expected);
  else expect(result).toMatch(expected);
});

test('what a night does not know moves nothing, and is what the next one is held against', () => {
  const ladder = ladderOf(TWICE, { night: { at: iso(-1), users: 10, keys: 9 } });
  const first = planNight(night({ ladder: { value: ladder } }), RULES);
  expect([first.refused, first.after?.keys]).toEqual([expect.any(String), ladder.keys]);
  const second = planNight(night({ now: day(1), reportedAt: day(1), ladder: { value: first.after as Ladder } }), RULES);
  expect(seen(second)).toBe('announce');
  expect(planNight(night({ ladder: { couldNotCheck: '403' } }), RULES).after).toBeNull();
});

test('a key that somebody switched on again is left alone for as long as it must be unused', () => {
  let ladder = ladderOf({ ...TWICE, announced: iso(-1) });
  const pass = (n: number, isOn: boolean) => {
    const plan = planNight(
      night({
        now: day(n),
        reportedAt: day(n),
        keys: [key('A', { active: { value: isOn } })],
        ladder: { value: ladder },
      }),
      RULES,
    );
    ladder = plan.after as Ladder;
    return seen(plan);
  };
  expect([pass(0, true), pass(1, false), pass(2, true), pass(3, true), pass(91, true), pass(92, true)]).toEqual([
    ...['disable', '', '', '', ''],
    'warn',
  ]);
});

/** What one of a month's nights is like. */
const aNight = fc.record({
  gapHours: fc.integer({ min: 1, max: 24 * 40 }).map((hours) => (hours > 24 * 12 ? 24 : hours)),
  uses: fc.array(fc.nat(4), { maxLength: 2 }),
  switchedOn: fc.array(fc.nat(4), { maxLength: 2 }),
  unknown: fc.array(fc.nat(4), { maxLength: 2 }),
  isCut: fc.boolean(),
  /** The message did not go out: nothing of the night is remembered. */
  isUntold: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  /** Respond takes so long. */
  respondHours: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 60 })),
  /** A use right before respond looks. */
  lateUse: fc.option(fc.nat(4), { nil: undefined, freq: 8 }),
});

test('whatever the order of nights, outages and uses: two warnings, far enough apart, never in use, never beyond the cap', () => {
  let switchedOff = 0;
  fc.assert(
    fc.property(
      fc.array(aNight, { minLength: 30, maxLength: 60 }),
      fc.integer({ min: 2, max: 9 }),
      (nights, warnDays) => {
        const rules = { ...RULES, warnDays, unusedDays: 40 };
        const ids = ['A', 'B', 'C', 'D', 'E'];
        const usedAt = new Map(ids.map((id) => [id, T0 - 100 * DAY]));
        const on = new Set(ids);
        const told = new Map<string, { rung: string; at: number }[]>(ids.map((id) => [id, []]));
        let ladder: Ladder = NO_LADDER;
        let now = T0;
        for (const one of nights) {
          now += one.gapHours * HOUR;
          const at = new Date(now);
          for (const i of one.uses) if (on.has(ids[i] ?? '') && now % 7 === 0) usedAt.set(ids[i] ?? '', now - HOUR);
          for (const i of one.switchedOn) on.add(ids[i] ?? '');
          const keys = ids.map((id, i) =>
            key(id, {
              active: { value: on.has(id) },
              lastUse: one.unknown.includes(i) ? { couldNotCheck: '?' } : { value: new Date(usedAt.get(id) ?? 0) },
            }),
          );
          const plan = planNight(
            {
              now: at,
              keys,
              users: 5,
              complete: !one.isCut || now % 3 !== 0,
              reportedAt: at,
              held: { value: new Set() },
              spared: { value: new Set() },
              excluded: { value: new Set() },
              wereOff: { value: new Set() },
              ladder: { value: ladder },
            },
            rules,
          );
          if (one.isUntold) continue;
          for (const { accessKeyId, rung } of plan.steps) told.get(accessKeyId)?.push({ rung, at: now });
          for (const rung of ['warn', 'warn-again', 'announce', 'disable'])
            expect(plan.steps.filter((step) => step.rung === rung).length).toBeLessThanOrEqual(rules.maxPerNight);
          ladder = plan.after ?? ladder;
          if (one.lateUse !== undefined) usedAt.set(ids[one.lateUse] ?? '', now + HOUR / 2);
          const then = new Date(now + one.respondHours * HOUR);
          for (const { accessKeyId, user, warned } of plan.steps.filter(({ rung }) => rung === 'disable')) {
            if (warned === undefined) throw new Error('a key is handed over that nobody was warned of');
            const used = usedAt.get(accessKeyId) ?? 0;
            const decided = decideIdleKey(
              {
                task: { night: plan.at, user, ...warned },
                now: then,
                userName: parseUserName(user),
                key: { id: accessKeyId, status: on.has(accessKeyId) ? 'Active' : 'Inactive', createdAt: iso(-400) },
                keys: [accessKeyId],
                spared: { value: false },
                lastUse: { kind: 'known', at: new Date(used).toISOString(), sources: [] },
                state: EMPTY,
              },
              {
                mode: 'enforce',
                unusedDays: 40,
                idleKeys: { action: 'disable', warnDays, maxPerNight: 2 },
                exclude: { users: new Set(), keys: new Set() },
              },
            );
            if (!decided.act) continue;
            switchedOff += 1;
            on.delete(accessKeyId);
            expect(then.getTime() - used).toBeGreaterThanOrEqual(40 * DAY);
            const heard = told.get(accessKeyId) ?? [];
            const last = (rung: string) => heard.findLast((word) => word.rung === rung)?.at ?? Number.NaN;
            expect(last('warn-again') - last('warn')).toBeGreaterThanOrEqual(warnDays * DAY);
            expect(last('announce') - last('warn-again')).toBeGreaterThanOrEqual(warnDays * DAY);
            expect(now - last('announce')).toBeGreaterThanOrEqual(12 * HOUR);
            expect(then.getTime() - last('announce')).toBeLessThanOrEqual(48 * HOUR);
            expect(last('warn')).toBeGreaterThan(used);
          }
        }
      },
    ),
    { numRuns: 150 },
  );
  // The property would hold of a night that never does anything.
  expect(switchedOff).toBeGreaterThan(2);
});
