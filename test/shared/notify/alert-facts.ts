import type { DecisionRow } from '../../../shared/containment/types';
import { CHECKLIST } from '../../../shared/incident/checklist';
import type { AlertFacts, IncidentFacts, SummaryFacts } from '../../../shared/notify/facts';
import type { FollowUpAbout } from '../../../shared/notify/follow-up-about';

export const AT = '2026-04-30T19:12:47.500Z';
export const KEY = 'LTAI5tExampleKey0123wxyz';
export const OTHER_KEY = 'LTAI5tOtherKey456789abcd';
const ACCOUNT = '1234567890123456';

export const VERDICTS: Readonly<Record<DecisionRow, IncidentFacts['verdict']>> = {
  'root-key': 'hold',
  'not-ours': 'none',
  deleted: 'none',
  'already-inactive': 'none',
  'released-same-leak': 'none',
  'released-new-leak': 'hold',
  'released-since-confirmed': 'hold',
  'secret-invalid': 'hold',
  excluded: 'hold',
  'over-cap': 'hold',
  unused: 'contain',
  'use-unknown': 'contain',
  'in-use': 'contain',
  'success-after-deny': 'contain',
  'persistence-after-leak': 'hold',
};
export const ROWS = Object.keys(VERDICTS) as DecisionRow[];

/** A key in use, contained by the quarantine: what most alerts are about. */
export function inUse(over: Partial<IncidentFacts> = {}): IncidentFacts {
  return {
    incidentId: `${ACCOUNT}/${KEY}`,
    accountId: ACCOUNT,
    accessKeyId: KEY,
    mode: 'enforce',
    row: 'in-use',
    verdict: 'contain',
    reason: 'the key is in use: the configured containment is quarantine',
    plan: [],
    findings: [],
    window: {
      publishedAt: '2026-04-30T19:08:02.000Z',
      foundAt: '2026-04-30T19:11:40.000Z',
      signalAt: '2026-04-30T19:12:45.200Z',
      denyAt: '2026-04-30T19:12:45.900Z',
    },
    thief: { seen: 'not visible yet', dataUpTo: '2026-04-30T19:02:00.000Z' },
    owner: {
      type: 'ram-user',
      userName: 'ci-bot',
      administrator: { value: false },
      otherKeys: [{ id: OTHER_KEY, status: 'Active' }],
      console: { value: true },
    },
    attached: 'quarantine',
    keyDisabled: false,
    lastUse: { value: '2026-04-30T18:55:00.000Z' },
    application: {
      value: [
        { ip: '198.51.100.23', userAgent: 'Aliyun-CLI/3.0.277', service: 'Oss', lastAt: '2026-04-30T18:55:00.000Z' },
        { ip: '203.0.113.7', userAgent: 'ctk', service: 'Ram', lastAt: '2026-04-30T19:11:58.000Z' },
      ],
    },
    businessImpact: { value: [{ action: 'ecs:DeleteInstance', count: 12, lastAt: '2026-04-29T02:00:00.000Z' }] },
    liveSessions: { couldNotCheck: 'the investigation looks for it: see the second message' },
    billable: { value: [] },
    published: {
      url: 'https://github.com/someone/deploy-scripts/blob/main/.env',
      repository: 'someone/deploy-scripts',
      file: '.env',
    },
    source: 'security-center',
    steps: [{ step: 'attach-quarantine', ok: true, detail: 'attached', at: '2026-04-30T19:12:45.900Z' }],
    verification: {
      state: 'deny attached',
      at: '2026-04-30T19:12:46.400Z',
      problems: [],
      residual: { value: [] },
    },
    heldUntilDecision: false,
    caveats: [],
    reportAt: { bucket: 'acme-evidence', key: `ak-tourniquet/incidents/${ACCOUNT}/${KEY}/report.html` },
    ...over,
  };
}

/** The facts of a row as respond would hand them over. */
export function ofRow(row: DecisionRow, over: Partial<IncidentFacts> = {}): IncidentFacts {
  const verdict = VERDICTS[row];
  const { attached: _attached, verification: _verification, ...base } = inUse();
  const untouched: IncidentFacts = { ...base, steps: [], window: { signalAt: base.window.signalAt } };
  const facts = verdict === 'contain' ? inUse() : untouched;
  const changed: Partial<IncidentFacts> =
    row === 'root-key'
      ? { owner: { type: 'root' } }
      : row === 'not-ours'
        ? { owner: { type: 'unknown', claimed: 'somebody' } }
        : row === 'unused'
          ? {
              keyDisabled: true,
              lastUse: { value: null },
              steps: [
                ...facts.steps,
                { step: `disable-key:${KEY}`, ok: true, detail: 'disabled', at: '2026-04-30T19:12:46.100Z' },
              ],
            }
          : row === 'use-unknown'
            ? { lastUse: { couldNotCheck: 'ActionTrail GetAccessKeyLastUsedInfo failed: Throttling.User' } }
            : {};
  return { ...facts, row, verdict, heldUntilDecision: verdict === 'hold', ...changed, ...over };
}

export function summary(over: Partial<SummaryFacts> = {}): SummaryFacts {
  return {
    eventCount: 47,
    complete: false,
    cuts: ['me-east-1: Throttling.User after 3 pages'],
    firstAt: '2026-04-30T19:11:58.000Z',
    lastAt: '2026-04-30T19:20:11.000Z',
    highlights: [
      { at: '2026-04-30T19:11:58.000Z', call: 'Ram CreateUser', ip: '203.0.113.7', outcome: 'allowed' },
      { at: '2026-04-30T19:13:20.000Z', call: 'Ecs RunInstances', ip: '203.0.113.7', outcome: 'refused' },
    ],
    identitiesMade: ['user crossfire', 'key LTAI5tMadeByThief0099zzzz'],
    others: [{ key: OTHER_KEY, name: 'backup' }, { name: 'li.wei' }],
    cost: { value: { currency: 'CNY', lastDay: '1840.20', usual: { day: '212.05', days: 14 } } },
    evidenceAt: { bucket: 'acme-evidence', prefix: `ak-tourniquet/incidents/${ACCOUNT}/${KEY}/` },
    ...over,
  };
}

const step = { step: 'detach-quarantine', ok: true, detail: 'detached', at: AT } as const;
const given = {
  at: AT,
  incidentId: `${ACCOUNT}/${KEY}`,
  accessKeyId: KEY,
  userName: 'ci-bot',
  by: 'li.lei',
  reason: 'rotated, old key deleted',
} as const;

/** At least one alert of every kind, and of every row. */
export const EVERY_ALERT: Readonly<Record<string, AlertFacts>> = {
  ...Object.fromEntries(
    ROWS.map((row): [string, AlertFacts] => [row, { kind: 'incident', at: AT, incident: ofRow(row) }]),
  ),
  ...Object.fromEntries(
    ROWS.map((row): [string, AlertFacts] => [
      `${row} observed`,
      {
        kind: 'incident',
        at: AT,
        incident: (() => {
          const { attached: _attached, verification: _verification, ...rest } = ofRow(row);
          return { ...rest, mode: 'observe', keyDisabled: false, steps: [], plan: ['attach-quarantine'] } as const;
        })(),
      },
    ]),
  ),
  'confirmed behind a notice': { kind: 'incident', at: AT, incident: inUse({ confirmedBehind: 'bus' }) },
  'confirmed behind a doubt': { kind: 'incident', at: AT, incident: inUse({ confirmedBehind: 'security-center' }) },
  frozen: { kind: 'incident', at: AT, incident: inUse({ attached: 'freeze' }) },
  'nothing held': {
    kind: 'incident',
    at: AT,
    incident: (() => {
      const { attached: _attached, verification: _verification, ...rest } = inUse();
      const window = { signalAt: rest.window.signalAt };
      const steps = [
        {
          step: 'attach-quarantine',
          ok: false,
          detail: 'ram AttachPolicyToUser failed: NoPermission (HTTP 403)',
          at: AT,
        },
      ];
      return { ...rest, window, steps, caveats: ['OSS is down: a former release cannot be seen'] };
    })(),
  },
  unverified: {
    kind: 'incident',
    at: AT,
    incident: inUse({
      verification: {
        state: 'not verified',
        at: AT,
        problems: ['policies of the user: ram ListPoliciesForUser failed: NoPermission (HTTP 403)'],
        residual: { couldNotCheck: 'the policies were not read' },
      },
    }),
  },
  'power beside the deny': {
    kind: 'incident',
    at: AT,
    incident: inUse({
      verification: { state: 'deny attached', at: AT, problems: [], residual: { value: ['ram:CreateUser'] } },
    }),
  },
  'still active': {
    kind: 'incident',
    at: AT,
    incident: inUse({
      thief: { seen: 'yes', dataUpTo: AT },
      verification: {
        state: 'contained, still active',
        at: AT,
        problems: ['RunInstances succeeded'],
        residual: { couldNotCheck: 'ram ListPolicies failed: Throttling' },
      },
    }),
  },
  persistence: {
    kind: 'incident',
    at: AT,
    incident: ofRow('persistence-after-leak', { verdict: 'contain', attached: 'freeze', keyDisabled: true }),
  },
  summary: {
    kind: 'summary',
    at: AT,
    incident: inUse({ thief: { seen: 'yes', dataUpTo: AT } }),
    summary: summary(),
  },
  'summary so far': {
    kind: 'summary',
    at: AT,
    incident: inUse({ thief: { seen: 'no', dataUpTo: AT } }),
    summary: summary({ goesOn: true, complete: false, cuts: ['LookupEvents of ci-bot: more is being read'] }),
  },
  ...Object.fromEntries(
    (['none', 'denied', 'unsealed'] as const).map((record) => [
      `summary, record ${record}`,
      {
        kind: 'summary',
        at: AT,
        incident: ofRow('use-unknown', {
          record,
          verdict: record === 'none' ? 'none' : 'hold',
          ...(record === 'denied' ? { attached: 'quarantine' } : {}),
        }),
        summary: summary(),
      } satisfies AlertFacts,
    ]),
  ),
  reminder: { kind: 'reminder', at: AT, incident: ofRow('excluded'), hours: 4 },
  released: { kind: 'released', ...given, steps: [step] },
  approved: {
    kind: 'approved',
    ...given,
    steps: [{ ...step, step: 'attach-quarantine', ok: false, detail: 'NoPermission' }],
  },
  fenced: {
    kind: 'fenced',
    at: AT,
    incidentId: given.incidentId,
    accessKeyId: given.accessKeyId,
    userName: given.userName,
    step: { ...step, step: `fence:${KEY}`, ok: true, detail: 'read back' },
    kept: [
      { address: '203.0.113.7', reason: 'worked-before' },
      { address: '198.51.100.4', reason: 'shared-with-attack' },
    ],
    left: [{ address: '185.220.101.34', reason: 'attack' }],
  },
  'not-fenced': {
    kind: 'fenced',
    at: AT,
    incidentId: given.incidentId,
    accessKeyId: given.accessKeyId,
    userName: given.userName,
    step: {
      ...step,
      step: `fence:${KEY}`,
      ok: false,
      detail:
        'no network is known that the key worked from before the leak, taken to begin at 2026-05-20T10:59:58.000Z',
    },
    kept: [],
    left: [{ address: '185.220.101.34', reason: 'since-suspicion' }],
  },
  'responder-failed': {
    kind: 'responder-failed',
    at: AT,
    what: 'the poll of Security Center failed',
    failures: ['sas DescribeAccesskeyLeakList failed: Throttling.User'],
    consequences: ['leaks since 03:11 may not have been seen'],
  },
  'configuration-invalid': { kind: 'configuration-invalid', at: AT, problems: ['TOURNIQUET_MODE is missing'] },
  'event-unparseable': {
    kind: 'event-unparseable',
    at: AT,
    why: 'not JSON: Unexpected end of input',
    keptAt: 'ak-tourniquet/unparsed/9f86d081',
    bytes: 1_048_576,
  },
  'state-tampered': {
    kind: 'state-tampered',
    at: AT,
    objects: ['ak-tourniquet/outbox/dingtalk/x.json'],
    putBack: [`ak-tourniquet/schedule/2026-05-21T120000Z--${KEY}--follow-up.json`],
  },
  'state-tampered, entries that do not follow': {
    kind: 'state-tampered',
    at: AT,
    objects: [],
    unchained: [`ak-tourniquet/incidents/${ACCOUNT}/${KEY}/journal/000003.json`],
  },
  rotation: {
    kind: 'rotation',
    at: AT,
    incidentId: `${ACCOUNT}/${KEY}`,
    accessKeyId: KEY,
    userName: 'ci-bot',
    newKey: 'LTAI5tTheNewKeyInstead01',
    by: 'alice',
    stage: 'handed-over',
    since: AT,
    next: `npx --no ak-tourniquet rotate verify ${KEY}`,
    undo: `npx --no ak-tourniquet rotate undo ${KEY}`,
  },
  'root-ended': {
    kind: 'root-ended',
    at: AT,
    incidentId: `${ACCOUNT}/${KEY}`,
    accessKeyId: KEY,
    reason: `root has no active AccessKey, by the credential report of ${AT}`,
  },
  ...Object.fromEntries(
    (['put-back', 'switched', 'failing', 'asked', 'over'] as const).map((stands) => [
      `deny-tampered, ${stands}`,
      {
        kind: 'deny-tampered',
        at: AT,
        incidentId: given.incidentId,
        accessKeyId: KEY,
        userName: 'ci-bot',
        stands,
        since: AT,
        lastInPlace: stands === 'failing' ? null : AT,
        gone:
          stands === 'over'
            ? [`disable-key:${KEY}`]
            : ['attach-quarantine', `disable-key:${KEY}`, 'policy:AkTourniquetFreeze', 'freeze-user:svc-backup'],
        doer:
          stands === 'failing'
            ? null
            : {
                type: stands === 'asked' ? 'root-account' : 'ram-user',
                userName: stands === 'asked' ? 'root' : 'mallory',
                accessKeyId: stands === 'asked' ? null : OTHER_KEY,
                mfa: stands === 'asked',
                call: 'DetachPolicyFromUser',
                eventId: 'E-1',
                isConfirmed: stands !== 'asked',
              },
        row: stands === 'over' ? 'over' : stands === 'asked' ? 'person' : 'unknown',
        ...(stands === 'put-back' ? { login: 'suspected' as const } : {}),
        reason: 'nobody knows who did it',
        holds: (
          { 'put-back': 'quarantine', switched: 'key-off', failing: 'nothing', asked: 'freeze', over: null } as const
        )[stands],
        steps:
          stands === 'put-back' || stands === 'switched'
            ? [
                {
                  ...step,
                  step: stands === 'switched' ? `disable-key:${KEY}` : 'attach-quarantine',
                  ok: true,
                  detail: 'done',
                },
              ]
            : [],
      } satisfies AlertFacts,
    ]),
  ),
  ...Object.fromEntries(
    (
      [
        [
          'active, day 1',
          { what: 'active', days: 1, usedAt: { value: AT }, from: { value: ['203.0.113.7', '198.51.100.4'] } },
        ],
        [
          'active, day 7',
          {
            what: 'active',
            days: 7,
            usedAt: { couldNotCheck: 'RAM or ActionTrail did not tell' },
            from: { value: [] },
          },
        ],
        ['quiet', { what: 'quiet', usedAt: { value: null } }],
        ['half-released', { what: 'half-released', by: 'alice', at: AT }],
        ['deletable', { what: 'deletable', since: AT }],
        ['bills-unread', { what: 'bills-unread', why: '2026-04-29, bill by product: 403 NotAuthorized' }],
        ['unanswered', { what: 'unanswered', since: AT, question: 'A RAM user was made: svc-new' }],
        ['closed', { what: 'closed', isDenied: false }],
        ['closed, denied', { what: 'closed', isDenied: true }],
      ] as const satisfies readonly (readonly [string, FollowUpAbout])[]
    ).map(([name, about]) => [
      `follow-up, ${name}`,
      {
        kind: 'follow-up',
        at: AT,
        incidentId: given.incidentId,
        accessKeyId: KEY,
        userName: 'ci-bot',
        checklist: CHECKLIST.map((item, i) => ({
          name: item,
          standing: i === 0 ? 'done' : i < 3 ? 'not-needed' : 'open',
          ...(i === 0 ? { at: AT } : {}),
        })),
        about,
      } satisfies AlertFacts,
    ]),
  ),
  ...Object.fromEntries(
    (['done', 'failed'] as const).map((how) => [
      `console, ${how}`,
      {
        kind: 'console',
        at: AT,
        incidentId: given.incidentId,
        accessKeyId: KEY,
        userName: 'ci-bot',
        steps: [
          {
            ...step,
            step: 'reset-password:alice',
            ok: how === 'done',
            detail: how === 'done' ? 'read back' : 'NoPermission',
          },
          { ...step, step: 'close-console:ci-bot', ok: true, detail: 'read back' },
        ],
        left: how === 'done' ? [] : ['user ceo was left alone: he is on the exclusion list'],
      } satisfies AlertFacts,
    ]),
  ),
  'idle-keys': {
    kind: 'idle-keys',
    at: AT,
    accountId: ACCOUNT,
    unusedDays: 90,
    warnDays: 7,
    steps: (['warn', 'warn-again', 'announce', 'disable'] as const).map((rung, i) => ({
      accessKeyId: i % 2 === 0 ? KEY : OTHER_KEY,
      user: 'ci-bot',
      rung,
      lastUsedAt: i === 0 ? 'never' : AT,
    })),
  },
  ...Object.fromEntries(
    (['off', 'left-on', 'given-back'] as const).map((end) => [
      `idle-key, ${end}`,
      {
        kind: 'idle-key',
        at: AT,
        incidentId: given.incidentId,
        accessKeyId: KEY,
        userName: 'ci-bot',
        end,
        reason: end === 'given-back' ? `a use at ${AT} showed up` : 'it is on the exclusion list',
        steps: end === 'left-on' ? [] : [{ ...step, step: `disable-key:${KEY}`, ok: true, detail: 'disabled' }],
      } satisfies AlertFacts,
    ]),
  ),
  test: { kind: 'test', at: AT, accountId: '1234567890123456' },
  hygiene: {
    kind: 'hygiene',
    at: AT,
    hygiene: {
      accountId: ACCOUNT,
      date: '2026-04-30',
      users: 12,
      keys: { total: 9, finding: 1, couldNotCheck: 2, excepted: 1, ok: 5 },
      complete: false,
      isRootSeen: false,
      findings: 2,
      couldNotCheck: 3,
      worst: [
        {
          severity: 'critical',
          title: { en: 'AccessKey is public', zh: 'AccessKey 已公开' },
          detail: { en: 'found public 2026-04-29', zh: '2026-04-29 发现泄露' },
          user: 'ci-bot',
          accessKeyId: KEY,
          isNew: true,
        },
      ],
      excepted: 1,
      change: { since: '2026-04-29', fresh: [], freshCount: 1, goneCount: 2, unknownCount: 1 },
      isLine: false,
      caveats: ['the time of the run was over'],
      reportAt: { bucket: 'evidence', key: 'ak-tourniquet/hygiene/2026-04-30/report.html' },
    },
  },
};
