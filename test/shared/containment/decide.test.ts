import fc from 'fast-check';
import {
  type ContainmentRules,
  type DecisionFacts,
  decide,
  namesOnly,
  switchedInstead,
} from '../../../shared/containment/decide';
import { ROWS } from './decide-rows';
import {
  approved,
  aSignal,
  daysAgo,
  deleted,
  excludes,
  facts,
  incidentState,
  keyState,
  LEAKED,
  NOW,
  OTHER,
  ownedBy,
  ownedByRoot,
  releasedFor,
  rules,
  unknownUse,
  usedAt,
} from './facts';

for (const [name, decides, given = {}, by = {}, findings = []] of ROWS) {
  test(`${name}: ${decides}`, () => {
    const decision = decide(facts(given), rules(by));
    const does =
      decision.verdict === 'contain'
        ? decision.actions
            .map((action) => (action.kind === 'attach' ? action.policy : action.kind.replace('-key', '')))
            .join(' ')
        : decision.verdict;
    expect(`${decision.row}: ${does}`).toBe(decides);
    expect(decision.findings).toEqual(findings);
    expect(decision.reason).not.toBe('');
    expect(decision.reason).not.toContain(LEAKED);
  });
}

test('where no deny can be attached, the keys made since the suspicion are switched off beside the leaked one', () => {
  const made = keyState(OTHER, 'Active', daysAgo(0.5));
  const older = keyState(OTHER, 'Active', daysAgo(30));
  const choose = (other: typeof made, more = rules()) =>
    switchedInstead(aSignal(), [keyState(LEAKED), other], more, NOW);
  expect(choose(made)).toEqual([LEAKED, OTHER]);
  expect(choose(older)).toEqual([LEAKED]);
  // RAM tells whole seconds: the second of the suspicion counts.
  expect(choose(keyState(OTHER, 'Active', daysAgo(1)))).toEqual([LEAKED, OTHER]);
  expect(choose(keyState(OTHER, 'Inactive', daysAgo(0.5)))).toEqual([LEAKED]);
  expect(choose(keyState(OTHER, 'Active', null))).toEqual([LEAKED]);
  expect(choose(made, rules(excludes([], [OTHER])))).toEqual([LEAKED]);
});

const lastUses = fc.oneof(
  fc.constant(unknownUse),
  fc.constant(usedAt(null)),
  fc.double({ min: -10, max: 800, noNaN: true }).map((days) => usedAt(daysAgo(days))),
);
const keyStates = fc
  .tuple(
    fc.constantFrom('Active' as const, 'Inactive' as const),
    fc.option(fc.double({ min: 0, max: 900, noNaN: true })),
  )
  .map(
    ([status, age]) =>
      (id: string) =>
        keyState(id, status, age === null ? null : daysAgo(age)),
  );
const owners = fc.oneof(
  fc.constant(ownedByRoot),
  fc.constant(deleted),
  fc.constant({ kind: 'not-ours' as const, looked: ['walk' as const] }),
  fc
    .tuple(keyStates, fc.option(keyStates), fc.boolean())
    .map(([leaked, other, has]) =>
      ownedBy('ci-bot', [...(has ? [leaked(LEAKED)] : []), ...(other ? [other(OTHER)] : [])]),
    ),
);
const anyFacts: fc.Arbitrary<DecisionFacts> = fc.record({
  signal: fc
    .record({
      source: fc.constantFrom('security-center', 'config', 'actiontrail', 'bus', 'manual', 'command-line'),
      dealt: fc.option(fc.constantFrom('manual', 'add-whitelist'), { nil: undefined }),
      leakId: fc.constantFrom('sas:1', 'sas:2'),
    })
    .map(({ dealt, ...more }) => aSignal({ ...more, ...(dealt ? { dealt } : {}) })),
  owner: owners,
  incident: fc.constantFrom(
    'unknown' as const,
    incidentState(),
    incidentState(approved),
    incidentState(releasedFor('sas:1')),
  ),
  tokenValid: fc.constantFrom(0 as const, 1 as const, 2 as const, 'unchecked' as const, undefined),
  overCap: fc.boolean(),
  lastUse: lastUses,
  now: fc.constant(NOW),
});
const anyRules: fc.Arbitrary<ContainmentRules> = fc.record({
  containment: fc.constantFrom('quarantine', 'freeze', 'disable'),
  exclude: fc.constantFrom(rules().exclude, rules(excludes(['ci-bot2'], [OTHER])).exclude),
  unusedDays: fc.integer({ min: 1, max: 400 }),
});

test.each([
  ['in use', { kind: 'known', at: daysAgo(3), sources: [] }],
  ['unused', { kind: 'known', at: daysAgo(300), sources: [] }],
] as const)(
  'approved, %s, in disable mode: the key is switched off, unless a release has given it back',
  (_, lastUse) => {
    const off = { kind: 'disable-key', accessKeyId: LEAKED };
    const by = { ...rules(), containment: 'disable' } as const;
    const given = facts({ lastUse, incident: incidentState(approved) });
    expect(decide(given, by).actions).toContainEqual(off);
    const back = facts({ lastUse, incident: incidentState({ ...approved, givenBack: new Set([LEAKED]) }) });
    expect(decide(back, by)).toMatchObject({ verdict: 'contain', actions: [{ kind: 'attach', policy: 'quarantine' }] });
  },
);

const RELEASED = 'alice released';
const lastNight = (name: string) => ({ namesLastNight: new Map([[LEAKED as string, name]]) });
test.each<[string, Partial<DecisionFacts>, Partial<ContainmentRules>, string]>([
  [
    'not ours',
    { owner: { kind: 'not-ours', looked: ['walk', 'signal'] } },
    {},
    'LTAI…ey01 is no key of this account (looked in walk, signal)',
  ],
  ['deleted', { owner: deleted }, {}, 'LTAI…ey01 has been deleted'],
  [
    'in the recycle bin',
    { owner: { ...deleted, recycledAt: '2026-05-01' } as never },
    {},
    'LTAI…ey01 has been deleted (2026-05-01)',
  ],
  ['among others', { owner: ownedBy('ci-bot', [keyState(OTHER)]) }, {}, 'LTAI…ey01 is not among the keys of ci-bot'],
  ['off', { owner: ownedBy('ci-bot', [keyState(LEAKED, 'Inactive')]) }, {}, 'LTAI…ey01 is off already'],
  ['excluded', {}, excludes(['ci-bot']), 'the user ci-bot is on the exclusion list'],
  [
    'under his name of last night',
    lastNight('old-bot'),
    excludes(['old-bot']),
    'the user ci-bot, until today old-bot, is on the exclusion list',
  ],
  [
    'under that, as another key of his tells',
    {
      owner: ownedBy('ci-bot', [keyState(LEAKED), keyState(OTHER)]),
      namesLastNight: new Map([[OTHER as string, 'old-bot']]),
    },
    excludes(['old-bot']),
    'the user ci-bot, until today old-bot, is on the exclusion list',
  ],
  [
    'released',
    { incident: incidentState(releasedFor('sas:1')) },
    {},
    `${RELEASED} this leak at 2026-05-18T12:00:00.000Z: a false alarm`,
  ],
  [
    'released of another',
    { incident: incidentState(releasedFor('sas:0')) },
    {},
    `${RELEASED} the key at 2026-05-18T12:00:00.000Z, and this is another leak`,
  ],
  ['over the cap', { overCap: true }, {}, 'the hourly cap for security-center is reached'],
  ['use unknown', { lastUse: unknownUse }, {}, 'the last use could not be checked (throttled): treated as in use'],
  [
    'use not looked at yet',
    { lastUse: { kind: 'pending' } as never },
    {},
    'treated as in use until the last use is known',
  ],
  ['in use', { lastUse: usedAt(daysAgo(3)) }, {}, 'in use (last 2026-05-17T12:00:00.000Z)'],
  ['never used', { lastUse: usedAt(null) }, {}, 'never used'],
  [
    'never used, and young',
    { lastUse: usedAt(null), owner: ownedBy('ci-bot', [keyState(LEAKED, 'Active', daysAgo(1))]) },
    {},
    'in use (last unknown)',
  ],
  ['unused', { lastUse: usedAt(daysAgo(300)) }, {}, 'not used since 2025-07-24T12:00:00.000Z'],
])('the reason: %s', (_, given, by, reason) => {
  expect(decide(facts(given), rules(by)).reason).toBe(reason);
});

test('an act on another key is none of a decision about this one', () => {
  const of = (...keys: (typeof LEAKED)[]) =>
    namesOnly(
      {
        ...{ row: 'in-use', verdict: 'contain', reason: '', findings: [] },
        actions: [
          { kind: 'attach', policy: 'quarantine' },
          ...keys.map((accessKeyId) => ({ kind: 'disable-key', accessKeyId }) as const),
        ],
      },
      LEAKED,
    );
  expect([of(), of(LEAKED), of(OTHER), of(LEAKED, OTHER)]).toEqual([true, true, false, false]);
});

test('a deny that would bind an excluded key names it, masked', () => {
  const owner = ownedBy('ci-bot', [keyState(LEAKED), keyState(OTHER)]);
  expect(decide(facts({ owner }), rules(excludes([], [OTHER]))).reason).toBe(
    'a deny on ci-bot would bind the key LTAI…y002 as well, which is on the exclusion list',
  );
});

test('no decision binds an excluded key that is on, but by a person or where it is bound already', () => {
  fc.assert(
    fc.property(anyFacts, anyRules, (given, by) => {
      const { verdict } = decide(given, by);
      const isApproved = given.incident !== 'unknown' && given.incident.approval !== null;
      const keys = given.owner.kind === 'found' && given.owner.owner.type === 'ram-user' ? given.owner.owner.keys : [];
      const isBound = keys.some(({ id, status }) => status === 'Active' && by.exclude.keys.has(id as never));
      if (verdict === 'contain' && isBound) expect(isApproved).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

test('no decision acts on anything but the leaked key of the found owner, and only to contain', () => {
  fc.assert(
    fc.property(anyFacts, anyRules, (given, by) => {
      const { verdict, actions } = decide(given, by);
      expect(namesOnly({ row: 'in-use', verdict, reason: '', actions, findings: [] }, LEAKED)).toBe(true);
      if (verdict !== 'contain') expect(actions).toEqual([]);
      else {
        const { owner } = given;
        const keys = owner.kind === 'found' && owner.owner.type === 'ram-user' ? owner.owner.keys : [];
        expect(keys).toContainEqual(expect.objectContaining({ id: LEAKED, status: 'Active' }));
        // There is no containment without a deny, and it comes first.
        expect(actions.filter(({ kind }) => kind === 'attach')).toHaveLength(1);
        expect(actions[0]?.kind).toBe('attach');
      }
    }),
    { numRuns: 500 },
  );
});

test('defect 23 (auto-rotation): a failed look at the last use switches nothing off', () => {
  fc.assert(
    fc.property(anyFacts, anyRules, (given, by) => {
      const { actions } = decide({ ...given, lastUse: unknownUse }, { ...by, containment: 'quarantine' });
      expect(actions.filter(({ kind }) => kind === 'disable-key')).toEqual([]);
    }),
  );
});
