import { consoleUsers } from '../../../functions/investigate/console-users';
import type { LoginSettings } from '../../../shared/aliyun/login-profiles';
import { type ConsoleFacts, type ConsoleRules, decideConsole } from '../../../shared/containment/console/decide';
import { beforeAll, needsOf } from '../../../shared/containment/console/needs';
import { type LoginBack, planLoginBack, planNeededLogin } from '../../../shared/containment/console/put-back';
import { parseAuditEvent } from '../../../shared/evidence/event';
import type { Actor, Finding } from '../../../shared/findings/model';
import type { ConsoleState } from '../../../shared/incident/console-state';
import type { Incident } from '../../../shared/incident/journal';
import { EMPTY } from '../../../shared/incident/state';

const OPEN: LoginSettings = { mfaBindRequired: false, passwordResetRequired: false, status: 'Active' };
const MFA = { ...OPEN, mfaBindRequired: true };
const RESET = { ...MFA, passwordResetRequired: true };
const CLOSED: LoginSettings = { ...RESET, status: 'Inactive' };
const RULES = {
  mode: 'enforce',
  mfa: 'enforce',
  exclude: { users: new Set(['ceo']), keys: new Set() },
} as unknown as ConsoleRules;
const contained = { ...EMPTY, isContaining: true };
const facts = (more: Partial<ConsoleFacts> = {}): ConsoleFacts => ({
  ...{ userName: 'alice', keys: [], why: 'contained', profile: OPEN, state: contained },
  ...more,
});
const state = (more: Partial<ConsoleState> = {}): ConsoleState => ({
  ...{ userName: 'alice', userPrincipalName: 'alice@x', why: 'contained', former: OPEN, wanted: MFA, holds: true },
  ...more,
});
const known = (more: Partial<ConsoleState>) => ({ ...contained, consoles: new Map([['alice', state(more)]]) });
const release = { by: 'bob', reason: 'x', at: 'x', leakIds: [], complete: false };

test.each<[string, Partial<ConsoleFacts>, LoginSettings | RegExp, Partial<ConsoleRules>?]>([
  ['the contained user', {}, MFA],
  ['whom the findings name', { why: 'named' }, RESET],
  ['the owner whose console was taken over', { why: 'taken-over' }, CLOSED],
  ['one who must set a new password anyway', { profile: { ...OPEN, passwordResetRequired: true } }, RESET],
  [
    'one whose console is off: it is not switched on',
    { profile: { ...OPEN, status: 'Inactive' } },
    { ...MFA, status: 'Inactive' },
  ],
  ['one who has it all already, perhaps by another incident', { profile: MFA }, MFA],
  [
    'one who has it all already, as a release has left him',
    { profile: MFA, state: known({ kept: true }) },
    /^it is so already$/,
  ],
  ['nobody has asked for it', {}, /TOURNIQUET_MFA/, { mfa: 'report' }],
  ['observe mode', {}, /observe mode/, { mode: 'observe' }],
  ['whom nobody names', { why: undefined }, /neither the signal nor the findings/],
  ['root', { userName: 'root', why: 'named' }, /the account itself/],
  [
    'an excluded user who was renamed today',
    { userName: 'boss', keys: ['k'], namesLastNight: new Map([['k', 'ceo']]), why: 'named' },
    /exclusion list/,
  ],
  [
    'who has taken the name of an excluded user',
    { userName: 'ceo', keys: ['k'], namesLastNight: new Map(Object.entries({ k: 'thief', of: 'ceo' })), why: 'named' },
    RESET,
  ],
  ['an excluded user', { userName: 'ceo', why: 'named' }, /exclusion list/],
  ["one whose name begins like an excluded one's", { userName: 'ceo2', why: 'named' }, RESET],
  ["the tool's own", { userName: 'ak-tourniquet-cli', why: 'named' }, /the tool itself/],
  ['one without a console login', { profile: undefined }, /no console login/],
  ['an incident that contains nothing', { state: EMPTY }, /nothing of the incident/],
  ['one that is being released', { state: { ...contained, release } }, /nothing of the incident/],
  ['one that a person has changed since', { state: known({}) }, /done before/],
  ['one of whom more is known now', { why: 'taken-over', profile: MFA, state: known({}) }, CLOSED],
  ['one at which a run died', { state: known({ holds: false }) }, MFA],
])('%s', (_, more, expected, rules = {}) => {
  const decision = decideConsole(facts(more), { ...RULES, ...rules });
  if (expected instanceof RegExp)
    expect(decision).toMatchObject({ act: false, reason: expect.stringMatching(expected) });
  else expect(decision).toMatchObject({ act: true, wanted: expected });
});

test.each<[string, Partial<ConsoleState>, LoginSettings | undefined, LoginSettings | undefined]>([
  ['as we set it', {}, MFA, OPEN],
  ['never set: a crash came first', { holds: false }, OPEN, undefined],
  ['somebody has taken it back already', {}, OPEN, undefined],
  ['all three', { wanted: CLOSED }, CLOSED, OPEN],
  ['a new password was set meanwhile', { wanted: RESET }, MFA, OPEN],
  ['somebody else has switched it off', {}, { ...MFA, status: 'Inactive' }, { ...OPEN, status: 'Inactive' }],
  ['what was so before stays so', { former: MFA, wanted: RESET }, RESET, MFA],
  ['he has no console login any more', {}, undefined, undefined],
])('a release, %s', (_, more, now, then) => {
  expect(planLoginBack(state(more), now)?.then).toEqual(then);
});

const held = (why: ConsoleState['why'], more: Partial<ConsoleState> = {}) =>
  ({
    id: { accountId: '1', accessKeyId: 'LTAIother' },
    state: { ...contained, consoles: new Map([['alice', state({ why, ...more })]]) },
  }) as unknown as Incident;

test.each<[string, Incident[], LoginSettings, LoginSettings | undefined]>([
  ['nobody else', [], OPEN, undefined],
  ['one that asks for a second factor', [held('contained')], MFA, MFA],
  ['one whose findings name him', [held('named')], RESET, RESET],
  ['one that is over', [{ ...held('named'), state: EMPTY } as Incident], OPEN, undefined],
])(
  'what another incident needs stays, and is set once more if it came in that moment: %s',
  (_, others, then, again) => {
    const needs = needsOf(state(), others);
    expect(planLoginBack(state({ wanted: RESET }), RESET, needs)?.then ?? RESET).toEqual(then);
    const back = planLoginBack(state({ wanted: RESET }), RESET) as LoginBack;
    expect(planNeededLogin(back, needs)?.then).toEqual(again);
  },
);

test('what another incident has set already goes back to what that one found; what nobody asked for is his own', () => {
  const first = [held('named', { wanted: RESET })];
  expect(beforeAll(RESET, 'named', state(), first)).toEqual(OPEN);
  expect(beforeAll(RESET, 'contained', state(), first)).toEqual({ ...OPEN, passwordResetRequired: true });
  expect(beforeAll(RESET, 'named', state(), [])).toEqual(RESET);
  expect(beforeAll(RESET, 'named', state(), [held('named', { former: MFA, wanted: RESET })])).toEqual(MFA);
});

test('whose logins the findings name: done to them by a grave takeover, or made by the attack', () => {
  const event = (eventId: string, eventName: string, user: string, errorCode = '') =>
    parseAuditEvent({
      eventId,
      eventName,
      serviceName: 'Ims',
      errorCode,
      requestParameters: { UserPrincipalName: `${user}@x` },
    });
  const finding = (kind: Finding['kind'], severity: Finding['severity'], ...eventIds: string[]) =>
    ({ kind, severity, eventIds }) as unknown as Finding;
  const events = [
    event('1', 'UpdateLoginProfile', 'alice'),
    event('2', 'UpdateLoginProfile', 'refused', 'NoPermission'),
    event('3', 'UpdateLoginProfile', 'bob'),
  ];
  const actors = [
    { type: 'user', name: 'crossfire' },
    { type: 'user', name: 'stand-in', isStandIn: true },
    { type: 'role', name: 'r' },
  ] as Actor[];
  const grave = finding('console-takeover', 'critical', '1', '2');
  expect(consoleUsers([grave, finding('console-takeover', 'low', '3')], actors, events)).toEqual([
    'alice',
    'crossfire',
  ]);
  expect(consoleUsers([finding('data', 'high', '3')], actors, events)).toEqual([]);
});
