import { decideTampering, isPerson, type TamperFacts } from '../../../shared/containment/tampering/decide';
import { decideByWord, decideEach } from '../../../shared/containment/tampering/decide-each';
import { lastUndoing, touchOn } from '../../../shared/containment/tampering/touches';
import type { Entry } from '../../../shared/incident/entries';
import { EMPTY, type IncidentState } from '../../../shared/incident/state';
import type { Doer } from '../../../shared/incident/tamper-entries';
import {
  openTamperings,
  type Tampering,
  type TamperState,
  withMended,
  withTampered,
} from '../../../shared/incident/tamper-state';
import type { Undoing } from '../../../shared/signal/undoing';
import { ACCOUNT, approved, LEAKED, minutesAgo, NOW, OTHER } from './facts';

const id = { accountId: ACCOUNT, accessKeyId: LEAKED };
const doer = (more: Partial<Doer> = {}): Doer => ({
  type: 'ram-user',
  userName: 'mallory',
  accessKeyId: null,
  mfa: false,
  call: 'DetachPolicyFromUser',
  eventId: 'E-1',
  isConfirmed: true,
  ...more,
});
const putBacks = (...minutes: number[]): Partial<IncidentState> => ({
  tampering: {
    all: [],
    putBacks: minutes.map(minutesAgo),
  },
});
const facts = (of: Doer | null, state: Partial<IncidentState> = {}, entries: readonly Entry[] = []): TamperFacts => ({
  incident: { id, entries, state: { ...EMPTY, ...state } },
  gone: ['attach-quarantine'],
  doer: of,
  userName: 'ci-bot',
  keysOn: new Set([LEAKED, OTHER]),
  now: NOW,
});
const switched = (
  on: Doer,
  off: Doer | null,
  gone = `disable-key:${LEAKED}`,
  state: Partial<IncidentState> = {},
): TamperFacts => {
  const followed = { key: 'Inactive', since: '', by: off, at: '', usedAt: null, mfa: undefined } as const;
  return { ...facts(on, { followed, ...state }), gone: [...new Set([`disable-key:${LEAKED}`, gone])] };
};
const rules = (mode: 'enforce' | 'observe' = 'enforce', excluded = false, ...keys: string[]) => ({
  mode,
  exclude: { users: new Set(excluded ? ['ci-bot'] : []) as never, keys: new Set(keys) as never },
});
const MFA = { mfa: true };
const HALF: Partial<IncidentState> = {
  release: { by: 'alice', reason: '', at: minutesAgo(9), leakIds: [], complete: false },
};
const OVER: Partial<IncidentState> = {
  release: { by: 'alice', reason: '', at: minutesAgo(9), leakIds: [], complete: true },
};
const CLOSED: Partial<IncidentState> = { closed: { at: minutesAgo(9), reason: '' } };
const login = (of: 'taken' | 'suspected', userName = 'mallory', userId?: string): Entry => ({
  ...{ type: 'logins' as const, taken: [], suspected: [], [of]: [{ userName, ...(userId ? { userId } : {}) }] },
  ...{ schema: 1, seq: 1, at: minutesAgo(9), previous: null, nonce: '1' },
});
const frozen = (name: string, id: string): Entry =>
  ({ ...login('taken'), type: 'outcome', frozen: [{ type: 'user', name, id }] }) as unknown as Entry;
const over: Entry = { ...login('taken'), type: 'closed', reason: '' } as Entry;
const made = (...names: string[]): Partial<IncidentState> => ({ alsoFrozen: new Set(names) });

test.each<[string, TamperFacts, ReturnType<typeof rules>, string, string]>([
  ['nobody knows who', facts(null), rules(), 'put-back', 'unknown'],
  ['some other user', facts(doer()), rules(), 'put-back', 'unknown'],
  [
    'a key of somebody with a second factor',
    facts(doer({ accessKeyId: OTHER, ...MFA })),
    rules(),
    'put-back',
    'unknown',
  ],
  ['a role', facts(doer({ type: 'assumed-role', userName: 'deploy:x', ...MFA })), rules(), 'put-back', 'unknown'],
  ['nobody knows who, and a release died or failed', facts(null, HALF), rules(), 'ask', 'half-released'],
  [
    'the leaked key, and a release died or failed',
    facts(doer({ accessKeyId: LEAKED }), HALF),
    rules(),
    'put-back',
    'chain',
  ],
  ['a service', facts(doer({ type: 'other' })), rules(), 'put-back', 'unknown'],
  ['the leaked key', facts(doer({ accessKeyId: LEAKED })), rules(), 'put-back', 'chain'],
  ['its user at the console, with a device', facts(doer({ userName: 'ci-bot', ...MFA })), rules(), 'put-back', 'chain'],
  [
    'a user that the attack made',
    facts(doer({ userName: 'b', ...MFA }), made('freeze-user:b')),
    rules(),
    'put-back',
    'chain',
  ],
  [
    '… and renamed, by his id',
    facts(doer({ userName: 'x', userId: '7', ...MFA }), {}, [frozen('b', '7')]),
    rules(),
    'put-back',
    'chain',
  ],
  [
    'somebody who has taken the name of such a user',
    facts(doer({ userName: 'b', userId: '8', ...MFA }), made('freeze-user:b'), [frozen('b', '7')]),
    rules(),
    'ask',
    'person',
  ],
  [
    'one of that name whose id the event does not tell',
    facts(doer({ userName: 'b', ...MFA }), made('freeze-user:b'), [frozen('b', '7')]),
    rules(),
    'put-back',
    'chain',
  ],
  [
    'the key’s user by another name, by his id',
    { ...facts(doer({ userName: 'x', userId: '7', ...MFA })), userId: '7' },
    rules(),
    'put-back',
    'chain',
  ],
  [
    'somebody who has taken the name of the key’s user',
    { ...facts(doer({ userName: 'ci-bot', userId: '8', ...MFA })), userId: '7' },
    rules(),
    'ask',
    'person',
  ],
  [
    'a session of a role that the attack made',
    facts(doer({ type: 'assumed-role', userName: 'b:s' }), made('freeze-role:b')),
    rules(),
    'put-back',
    'chain',
  ],
  [
    'a user with the name of such a role',
    facts(doer({ userName: 'b', ...MFA }), made('freeze-role:b')),
    rules(),
    'ask',
    'person',
  ],
  ['root', facts(doer({ type: 'root-account', userName: 'root' })), rules(), 'ask', 'person'],
  ['a console session with a second factor', facts(doer(MFA)), rules(), 'ask', 'person'],
  ['… by a login that the attack made', facts(doer(MFA), {}, [login('taken')]), rules(), 'put-back', 'taken-login'],
  [
    '… and under another name, by the id',
    facts(doer({ userName: 'x', userId: '7', ...MFA }), {}, [login('taken', 'mallory', '7')]),
    rules(),
    'put-back',
    'taken-login',
  ],
  [
    '… and the leaked key’s own user',
    facts(doer({ userName: 'ci-bot', ...MFA }), {}, [login('taken', 'ci-bot')]),
    rules(),
    'put-back',
    'chain',
  ],
  ['… three times in the hour', facts(doer(MFA), putBacks(3, 2, 1), [login('taken')]), rules(), 'ask', 'too-often'],
  ['… and a release has begun', facts(doer(MFA), HALF, [login('taken')]), rules(), 'ask', 'half-released'],
  ["… somebody else's", facts(doer(MFA), {}, [login('taken', 'bob', '7')]), rules(), 'ask', 'person'],
  ['… of a containment that is over', facts(doer(MFA), {}, [login('taken'), over]), rules(), 'ask', 'person'],
  [
    '… whose login the attack may have made',
    facts(doer(MFA), {}, [login('suspected')]),
    rules(),
    'ask',
    'suspected-login',
  ],
  [
    '… and has, as a later round found',
    facts(doer(MFA), {}, [login('suspected'), login('taken')]),
    rules(),
    'put-back',
    'taken-login',
  ],
  [
    'a key of whose login the attack made',
    facts(doer({ accessKeyId: OTHER }), {}, [login('taken')]),
    rules(),
    'put-back',
    'unknown',
  ],
  ['root, whatever its name', facts(doer({ type: 'root-account' }), {}, [login('taken')]), rules(), 'ask', 'person'],
  ['twice in the hour', facts(null, putBacks(50, 10)), rules(), 'put-back', 'unknown'],
  ['three times in the hour', facts(null, putBacks(59, 30, 10)), rules(), 'ask', 'too-often'],
  ['three times, the first more than an hour ago', facts(null, putBacks(60, 30, 10)), rules(), 'put-back', 'unknown'],
  ['the attack, three times', facts(doer({ accessKeyId: LEAKED }), putBacks(3, 2, 1)), rules(), 'ask', 'too-often'],
  ['on the exclusion list by now', facts(null), rules('enforce', true), 'ask', 'excluded'],
  ['… and approved', facts(null, approved), rules('enforce', true), 'put-back', 'unknown'],
  ['another key of his is on the list by now', facts(null), rules('enforce', false, OTHER), 'ask', 'excluded'],
  [
    '… whose attack took the deny off',
    facts(doer({ accessKeyId: LEAKED })),
    rules('enforce', false, OTHER),
    'ask',
    'excluded',
  ],
  [
    '… and the policy itself was emptied',
    { ...facts(null), gone: ['policy:AkTourniquetQuarantine'] },
    rules('enforce', false, OTHER),
    'ask',
    'excluded',
  ],
  ['… and approved', facts(null, approved), rules('enforce', false, OTHER), 'put-back', 'unknown'],
  ['… and off', { ...facts(null), keysOn: new Set([LEAKED]) }, rules('enforce', false, OTHER), 'put-back', 'unknown'],
  [
    '… and the switch alone is undone',
    { ...facts(null), gone: [`disable-key:${LEAKED}`] },
    rules('enforce', false, OTHER),
    'put-back',
    'unknown',
  ],
  [
    '… and the fence alone',
    { ...facts(null), gone: [`fence:${LEAKED}`] },
    rules('enforce', false, OTHER),
    'put-back',
    'unknown',
  ],
  ['whoever had switched the key off', switched(doer(), doer()), rules(), 'ask', 'own-switch'],
  ['… of another name', switched(doer(), doer({ userName: 'alice' })), rules(), 'put-back', 'unknown'],
  ['… and we do not know who that was', switched(doer(), null), rules(), 'put-back', 'unknown'],
  ['… and the deny is gone as well', switched(doer(), doer(), 'attach-quarantine'), rules(), 'put-back', 'unknown'],
  ['… and it is the leaked key itself', switched(doer({ accessKeyId: LEAKED }), doer()), rules(), 'put-back', 'chain'],
  [
    '… though we had switched it off',
    switched(doer(), doer(), `disable-key:${LEAKED}`, { disabledKeys: new Set([LEAKED]) }),
    rules(),
    'put-back',
    'unknown',
  ],
  ['nobody knows who, and the incident is over', facts(null, OVER), rules(), 'ask', 'over'],
  ['the leaked key, and the incident is over', facts(doer({ accessKeyId: LEAKED }), OVER), rules(), 'ask', 'over'],
  ['observe mode, and the incident has closed', facts(null, CLOSED), rules('observe'), 'ask', 'over'],
  ['observe mode', facts(doer({ accessKeyId: LEAKED })), rules('observe'), 'ask', 'observe'],
])('%s', (_, of, config, verdict, row) => {
  expect(decideTampering(of, config)).toMatchObject({ verdict, row, reason: expect.stringMatching(/./) });
});

test('no key is a person, whatever its session says', () => {
  for (const accessKeyId of ['LTAI5tOne', 'STS.x']) expect(isPerson(doer({ accessKeyId, ...MFA }))).toBe(false);
});

describe('who undid exactly this', () => {
  const fence = '{"Version":1,"Status":"Active","Statements":[{"Type":"ClassicWhiteList","IPList":["203.0.113.7"]}]}';
  const whose = (viaGroup = false) => ({ userNames: ['ci-bot'], viaGroup, fence });
  const call = (name: string, minutes = 5, more: Partial<Undoing> = {}): Undoing => ({
    userName: 'ci-bot',
    accessKeyId: null,
    policyName: 'AkTourniquetQuarantine',
    groupName: null,
    roleName: null,
    isForAll: true,
    isOff: false,
    ...more,
    doer: doer({ call: name, eventId: `${name}-${minutes}`, at: minutesAgo(minutes) }),
  });
  const fenced = `fence:${LEAKED}`;
  const off = `disable-key:${LEAKED}`;
  const key = { accessKeyId: LEAKED, policyName: null };
  const group = { userName: null, policyName: null, groupName: 'AkTourniquetQuarantine' };

  test.each<[string, string, Undoing, string | undefined, boolean?]>([
    ['a detach of it', 'attach-quarantine', call('DetachPolicyFromUser'), 'undid'],
    ['of another part', 'attach-part:AkTourniquetQuarantine2', call('DetachPolicyFromUser'), undefined],
    ['of the freeze', 'attach-freeze', call('DetachPolicyFromUser'), undefined],
    ['from another user', 'attach-quarantine', call('DetachPolicyFromUser', 5, { userName: 'ci' }), undefined],
    [
      'one that names nothing',
      'attach-quarantine',
      call('DetachPolicy', 5, { userName: null, policyName: null }),
      'undid',
    ],
    ['its attachment', 'attach-quarantine', call('AttachPolicyToUser'), 'restored'],
    ['the document', 'attach-quarantine', call('SetDefaultPolicyVersion'), undefined],
    ['… where that is gone', 'policy:AkTourniquetQuarantine', call('SetDefaultPolicyVersion'), 'undid'],
    [
      '… in a part',
      'policy:AkTourniquetQuarantine',
      call('DeletePolicy', 5, { policyName: 'AkTourniquetQuarantine2' }),
      'undid',
    ],
    ['a detach, where the document is gone', 'policy:AkTourniquetQuarantine', call('DetachPolicyFromUser'), undefined],
    ['the group, which did not carry it', 'attach-quarantine', call('UpdateGroup', 5, group), undefined],
    ['… which did', 'attach-quarantine', call('UpdateGroup', 5, group), 'undid', true],
    [
      '… by ResourceManager',
      'attach-quarantine',
      call('DetachPolicy', 5, { userName: 'AkTourniquetQuarantine' }),
      'undid',
      true,
    ],
    ['the key on', off, call('UpdateAccessKey', 5, key), 'undid'],
    ['the key off', off, call('UpdateAccessKey', 5, { ...key, isOff: true }), 'restored'],
    ['another key on', off, call('UpdateAccessKey', 5, { ...key, accessKeyId: OTHER }), undefined],
    ['the networks', fenced, call('SetAccessKeyPolicy', 5, { ...key, networkPolicy: '{}' }), 'undid'],
    ['… of nobody knows what', fenced, call('SetAccessKeyPolicy', 5, key), 'undid'],
    ['… to ours', fenced, call('SetAccessKeyPolicy', 5, { ...key, networkPolicy: fence }), 'restored'],
    ['… of another key', fenced, call('SetAccessKeyPolicy', 5, { accessKeyId: OTHER }), undefined],
    ['the key on, where the networks are other ones', fenced, call('UpdateAccessKey', 5, key), undefined],
    ['a detach, where a key is on', off, call('DetachPolicyFromUser'), undefined],
    [
      'a role of the attack',
      'freeze-role:b',
      call('DetachPolicyFromRole', 5, { userName: null, policyName: null, roleName: 'b' }),
      'undid',
    ],
    [
      'a user of the attack',
      'freeze-user:b',
      call('DetachPolicyFromUser', 5, { userName: 'b', policyName: null }),
      'undid',
    ],
  ])('%s', (_, thing, one, touch, viaGroup = false) => {
    expect(touchOn(thing, one, whose(viaGroup))).toBe(touch);
  });

  test('the last one behind its place, unless it was put back behind that', () => {
    const [first, again, back] = [
      call('DetachPolicyFromUser', 30),
      call('DetachPolicy', 9),
      call('AttachPolicyToUser', 20),
    ];
    const last = (calls: Undoing[], placed?: number) =>
      lastUndoing('attach-quarantine', calls, whose(), placed === undefined ? undefined : new Date(minutesAgo(placed)));
    expect(last([again, first, back])).toBe(again);
    expect(last([first, back])).toBe('restored');
    expect(last([first], 25)).toBeUndefined();
    expect(last([first], 35)).toBe(first);
  });

  test('each who did it has a verdict of his own; what is known stays what it was', () => {
    const incident = { id, entries: [], state: EMPTY };
    const seen = { incident, userName: 'ci-bot', keysOn: new Set<string>(), now: NOW };
    const root = doer({ type: 'root-account', userName: 'root' });
    const of = (thing: string, by: Doer | null, known: Tampering | null = null) => ({
      ...{ thing, doer: by, known },
      inPlaceAt: null,
    });
    const verdicts = decideEach(seen, [of(off, root), of('attach-quarantine', null)], rules());
    expect(verdicts.map(({ entry, isNews }) => [entry.gone, entry.verdict, isNews])).toEqual([
      [[off], 'ask', true],
      [['attach-quarantine'], 'put-back', true],
    ]);
    const state = verdicts.reduce<TamperState | null>(
      (now, { entry }, at) => withTampered(now, { ...entry, at: minutesAgo(9 - at), seq: 5 + at }),
      null,
    );
    const [asked, putting] = openTamperings(state);
    const later = [of(off, root, asked), of('attach-quarantine', doer(), putting)];
    expect(decideEach(seen, later, rules()).map(({ entry, isNews }) => [entry.again, isNews])).toEqual([
      [true, false],
      [true, true],
    ]);
    const mended = withMended(state, { type: 'mended', how: 'put-back', gone: ['attach-quarantine'], steps: [] });
    expect(openTamperings(mended)).toEqual([asked]);
    expect(decideByWord([off], openTamperings(mended), 'alice: not me').map(({ entry }) => entry)).toMatchObject([
      { gone: [off], verdict: 'put-back', row: 'by-word', doer: { userName: 'root' } },
    ]);
  });
});
