import type { LoginSettings } from '../../../shared/aliyun/login-profiles';
import type { ConsoleIntentEntry } from '../../../shared/incident/console-entries';
import type { EntryBody, FenceIntentEntry } from '../../../shared/incident/entries';
import type { IncidentState } from '../../../shared/incident/state';
import * as e from './entries';
import type { StateRow } from './state-rows';

const { LEAKED, OTHER, at, went, failed, only, none } = e;

const fenceIntent: FenceIntentEntry = {
  ...{ type: 'fence-intent', userPrincipalName: 'ci-bot@x.onaliyun.com', former: null, document: 'D' },
  ...{ kept: [{ address: '192.0.2.1', reason: 'worked-before' }], left: [{ address: '192.0.2.9', reason: 'attack' }] },
};
const { type: _, ...told } = fenceIntent;
const fence = (step = went('set-network', at(7)), more = {}): EntryBody => ({
  type: 'fence',
  step,
  kept: [],
  left: [],
  ...more,
});
const fenceStands = { ...told, holds: true, at: at(7) };
const fenced = [fenceIntent, fence()];

const login = (mfaBindRequired: boolean, more: Partial<LoginSettings> = {}): LoginSettings => ({
  ...{ mfaBindRequired, passwordResetRequired: false, status: 'Active' },
  ...more,
});
const consoleIntent = (more: Partial<ConsoleIntentEntry> = {}): ConsoleIntentEntry => ({
  ...{ type: 'console-intent', userName: 'ci-bot', userPrincipalName: 'ci-bot@x', why: 'contained' },
  ...{ former: login(false), wanted: login(true) },
  ...more,
});
const console = (step = went('console:ci-bot'), userName = 'ci-bot'): EntryBody => ({
  type: 'console',
  userName,
  step,
});
const consoles = (...all: object[]) =>
  new Map(
    all.map((one) => {
      const { type: _, ...rest } = consoleIntent(one);
      return [rest.userName, { ...rest, holds: true, ...one }] as const;
    }),
  ) as IncidentState['consoles'];
const named = { userName: 'bob', why: 'named' as const };
const twoLogins = [consoleIntent(), console(), consoleIntent(named), console(went('console:bob'), 'bob')];
const locked = { wanted: login(true, { status: 'Inactive' }) };

const idleIntent = {
  ...{ type: 'idle-intent', accessKeyId: LEAKED, task: { night: 'n1' }, userName: 'ci-bot' },
  ...{ lastUse: { kind: 'not-asked' }, reason: 'nobody uses it' },
} as unknown as EntryBody;
const idleEnd = (end: 'off' | 'left-on' | 'given-back', night = 'n1'): EntryBody => ({
  ...{ type: 'idle-key', accessKeyId: LEAKED, night, userName: 'ci-bot', end, reason: `it is ${end}`, steps: [] },
});
const idle = (seq: number, end: 'off' | 'left-on' | 'given-back' | null, night = 'n1') => ({
  ...{ night, userName: 'ci-bot', at: at(seq), end, reason: end === null ? 'nobody uses it' : `it is ${end}` },
});

const FENCE: readonly StateRow[] = [
  [
    'a person wants the fence that nobody decided on, until the release',
    [e.contain, { type: 'fence-wish', by: 'alice', reason: null }],
    { wantsFence: true, fenceWish: { by: 'alice', at: at(2) } },
  ],
  [
    'behind the release nobody wants it',
    [e.contain, { type: 'fence-wish', by: 'alice', reason: null }, e.released()],
    { wantsFence: false, fenceWish: null },
  ],
  ['what is about to be set may stand from here on', [fenceIntent], { fence: { ...told, holds: false, at: at(1) } }],
  ['and stands once it was read back', fenced, { fence: fenceStands, steps: [went('set-network', at(7))] }],
  [
    'a lost answer may have been carried out',
    [fenceIntent, fence(failed('set-network'))],
    { fence: { ...told, holds: false, at: at(1) }, steps: [failed('set-network')] },
  ],
  ['a plain refusal was not', [fenceIntent, fence(failed('set-network'), { isRefused: true })], { fence: null }],
  ['without an intent there is none', [fence()], { fence: null }],
  [
    'a second try takes the place of the first; other steps stay',
    [e.denied(), fenceIntent, fence(failed('set-network')), fence()],
    { steps: [went('attach-quarantine'), went('set-network', at(7))], fence: fenceStands },
  ],
  [
    'a release has put the former one back',
    [...fenced, e.partly(went('restore-network:x'), failed('leave-group'))],
    { fence: null },
  ],
  ['or could not', [...fenced, e.partly(failed('restore-network:x'))], { fence: fenceStands }],
  [
    'a fence that went with its deleted key is looked at anew',
    [...fenced, e.released([went('keep-fence:x'), went('leave-group')])],
    { fence: { ...fenceStands, holds: false } },
  ],
  ['where there was none, none went with it', [e.released([went('keep-fence:x')])], { fence: null }],
  [
    'a release to its end leaves none',
    [...fenced, e.released([went('detach:AkTourniquetQuarantine')])],
    { fence: null },
  ],
];

const CONSOLE: readonly StateRow[] = [
  ['a login is about to be changed: what it was is known', [consoleIntent()], { consoles: consoles({ holds: false }) }],
  ['and changed, read back', [consoleIntent(), console()], { consoles: consoles({}), steps: [went('console:ci-bot')] }],
  [
    'or not',
    [consoleIntent(), console(failed('console:ci-bot'))],
    { consoles: consoles({ holds: false }), steps: [failed('console:ci-bot')] },
  ],
  ['who had no login had nothing done to him', [console()], { consoles: consoles(), steps: [went('console:ci-bot')] }],
  [
    'a step done again is told once; others stay',
    [e.denied(), consoleIntent(), console(failed('console:ci-bot')), console()],
    { steps: [went('attach-quarantine'), went('console:ci-bot')] },
  ],
  ['each user has his own', twoLogins, { consoles: consoles({}, named) }],
  [
    'a later change begins at ours: what there was before is what the first one wrote down',
    [consoleIntent(), console(), consoleIntent({ former: login(true), ...locked })],
    { consoles: consoles({ ...locked, holds: false }) },
  ],
  [
    'a setting that the first change left alone is as the later one found it',
    [
      consoleIntent(),
      console(),
      consoleIntent({ former: login(true, { passwordResetRequired: true, status: 'Inactive' }), ...locked }),
    ],
    {
      consoles: consoles({
        former: login(false, { passwordResetRequired: true, status: 'Inactive' }),
        ...locked,
        holds: false,
      }),
    },
  ],
  ['a release gives it back', [...twoLogins, e.partly(went('restore-console:bob'))], { consoles: consoles({}) }],
  ['or could not', [...twoLogins, e.partly(failed('restore-console:bob'))], { consoles: consoles({}, named) }],
  [
    'what a release to its end leaves as it is, it keeps; of whom only the findings name it is not over',
    [...twoLogins, e.released()],
    { consoles: consoles({ kept: true }, named) },
  ],
  [
    'what was kept is then as he has it',
    [...twoLogins, e.released(), consoleIntent({ former: login(true) })],
    { consoles: consoles({ former: login(true), holds: false }, named) },
  ],
  [
    'what goes with a deny that is left to another key is left to it as well',
    [...twoLogins, e.released([went('keep-deny:x')])],
    { consoles: consoles({}, named) },
  ],
  [
    'a login that another incident needs stays known, and nobody has wished to keep it',
    [...twoLogins, e.released([went('restore-console:ci-bot'), went('keep-login:ci-bot')])],
    { consoles: consoles({}, named) },
  ],
];

const IDLE: readonly StateRow[] = [
  [
    'a night wants it off: found off after a crash, that was us',
    [idleIntent],
    { idle: idle(1, null), offByUs: only(LEAKED) },
  ],
  ['and it is', [idleIntent, idleEnd('off')], { idle: idle(2, 'off'), offByUs: only(LEAKED) }],
  [
    'off without its intent is off as well',
    [e.decided({}, { mayDisable: [OTHER] }), idleEnd('off')],
    { idle: idle(2, 'off'), offByUs: only(OTHER, LEAKED) },
  ],
  [
    'a use showed up meanwhile: given back, it is not off by us',
    [e.decided({}, { mayDisable: [OTHER] }), idleIntent, idleEnd('given-back')],
    { idle: idle(3, 'given-back'), offByUs: only(OTHER) },
  ],
  ['it was left on', [idleIntent, idleEnd('left-on')], { idle: idle(2, 'left-on'), offByUs: none }],
  [
    'without an intent nothing was done: what was off is off still',
    [e.decided({}, { mayDisable: [LEAKED] }), idleEnd('left-on')],
    { idle: idle(2, 'left-on'), offByUs: only(LEAKED) },
  ],
  [
    'nor by the end of another night',
    [idleIntent, idleEnd('left-on', 'n2')],
    { idle: idle(2, 'left-on', 'n2'), offByUs: only(LEAKED) },
  ],
  [
    'nor behind the end of that one',
    [idleIntent, idleEnd('off'), idleEnd('left-on')],
    { idle: idle(3, 'left-on'), offByUs: only(LEAKED) },
  ],
];

export const CHANGE_ROWS: readonly StateRow[] = [...FENCE, ...CONSOLE, ...IDLE];
