import type { Verification } from '../../../shared/containment/types';
import type { IncidentFacts } from '../../../shared/notify/facts';
import type { ReportFinding, ReportModel } from '../../../shared/report/model';
import { pageOf } from '../../../shared/report/page';
import { verdictOf } from '../../../shared/report/sections/verdict';
import { aReport } from './a-report';

const AT = '2026-05-01T03:20:00.000Z';
const readBack = (state: Verification['state'], more: Partial<Verification> = {}) => ({
  verification: { state, at: AT, problems: [], residual: { value: [] }, ...more },
});
const NONE = { made: [] };
const BACKDOOR = [
  { kind: 'user', name: 'svc-backup' },
  { kind: 'access-key', name: 'LTAI5tOfHim', of: 'svc-backup' },
] as const;
const SESSION = {
  id: 'STS.OfTheThief',
  role: 'acs:ram::1234567890123456:role/release-manager',
  endsAt: AT,
  ofAttack: true,
};
const frozen = (what: string) => ({ steps: [{ step: what, ok: true, detail: 'attached', at: AT }] });
const goesOn = { kind: 'success-after-deny', severity: 'critical' } as ReportFinding;
const inactive = {
  row: 'already-inactive',
  verdict: 'none',
  attached: undefined as never,
  keyDisabled: false,
} as const;
const thief = (seen: 'yes' | 'no' | 'not visible yet') => ({ thief: { seen, dataUpTo: AT } });

type Row = [string, Partial<IncidentFacts>, Partial<ReportModel>, 'bad' | 'warn' | 'good', string];
const ROWS: Row[] = [
  ['a root key', { owner: { type: 'root' }, verdict: 'none', row: 'root-key' }, {}, 'bad', 'root account'],
  ['a hold', { verdict: 'hold', row: 'excluded' }, {}, 'warn', 'decision'],
  ['observe mode', { mode: 'observe' }, {}, 'warn', 'Observe mode'],
  ['a containment that failed', { attached: undefined as never, keyDisabled: false }, {}, 'bad', 'NOT contained'],
  ['a deny that does not hold', readBack('contained, still active'), {}, 'bad', 'still being used'],
  ['what the thief made before the deny', { made: BACKDOOR }, {}, 'warn', '2 identities or grants'],
  ['what he made, frozen', { made: BACKDOOR, ...frozen('freeze-user:svc-backup') }, {}, 'good', 'is contained'],
  ['a deny that was read back', NONE, {}, 'good', 'is contained'],
  ['one that stays quiet', { ...NONE, ...readBack('contained, quiet') }, {}, 'good', 'is contained'],
  [
    'one that could not be read back',
    { ...NONE, ...readBack('not verified', { problems: ['policies of the user: 403'] }) },
    {},
    'warn',
    'NOT verified: policies of the user: 403',
  ],
  ['one that nobody read back', { ...NONE, verification: undefined as never }, {}, 'warn', 'NOT verified'],
  [
    'power beside it',
    { ...NONE, ...readBack('deny attached', { residual: { value: ['ram:CreateUser'] } }) },
    {},
    'warn',
    'High-risk actions are still allowed',
  ],
  ['an attack that goes on', NONE, { findings: [goesOn] }, 'bad', 'GOES ON'],
  ['a session of the attack', { ...NONE, liveSessions: { value: [SESSION] } }, {}, 'warn', 'One session'],
  [
    'its role frozen',
    { ...NONE, liveSessions: { value: [SESSION] }, ...frozen('freeze-role:release-manager') },
    {},
    'good',
    'is contained',
  ],
  [
    'a session of the business',
    { ...NONE, liveSessions: { value: [{ ...SESSION, ofAttack: false }] } },
    {},
    'good',
    'is contained',
  ],
  ['a key that was off, and quiet', { ...inactive, ...NONE }, thief('no'), 'good', 'was off already'],
  ['one that a thief had used', { ...inactive, ...NONE }, thief('yes'), 'warn', 'was off already'],
  ['one that nothing shows of yet', { ...inactive, ...NONE }, thief('not visible yet'), 'warn', 'was off already'],
  ['one that had made a way back', { ...inactive, made: BACKDOOR }, thief('yes'), 'warn', '2 identities or grants'],
];

test.each(ROWS)('the verdict on %s', async (_, incident, more, tone, words) => {
  const model = await aReport({ findings: [], ...more }, incident);
  const { text, open, tone: seen } = verdictOf(pageOf(model));
  expect([seen, [text, ...open].join(' ')]).toEqual([tone, expect.stringContaining(words)]);
});

test('says everything that is open, in both languages', async () => {
  const incident = { made: BACKDOOR, liveSessions: { value: [SESSION] }, ...readBack('not verified') };
  for (const language of ['en', 'zh'] as const) {
    const { open } = verdictOf(pageOf(await aReport({ findings: [], language }, incident)));
    expect(open).toHaveLength(3);
  }
});
