import { CIRCUMSTANCES, OTHERS } from '../../../shared/findings/verdicts';
import { PATTERNS } from '../../../shared/findings/verdicts-of-patterns';
import { ALICE, anEvent, anOrdinaryPast, type Call, speaking, THIEF } from './account';
import { backdoor, bySecondKey, look } from './look';

type Events = Record<string, unknown>[];
const times = (count: number, call: Omit<Call, 'minute'>, minute = 10): Events =>
  Array.from({ length: count }, (_, i) => anEvent({ minute: minute + i / 10, ...call }));
const thief = { ip: THIEF, tool: 'ctk' };
const each = (service: string, names: readonly string[], more: Partial<Call> = {}): Events =>
  names.map((name, i) => anEvent({ minute: 5 + i / 10, service, name, ...more }));
const WHO = ['ListUsers', 'ListRoles', 'ListGroups', 'ListPolicies', 'ListAccessKeys'];
const WAYS = ['CreateUser', 'CreateAccessKey', 'CreateLoginProfile'];
const read = { service: 'Oss', name: 'GetObject', rw: 'Read', request: { bucketName: 'customers' } } as const;
const sms = { service: 'Dysmsapi', name: 'SendSms' };
const mail = { service: 'Dm', name: 'SingleSendMail' };
const buy = { service: 'Ecs', name: 'RunInstances' };
const erase = { service: 'Ecs', name: 'DeleteSnapshot' };

/** A page of the site is read, written over, and refreshed in the caches. */
const page = { bucketName: 'site', objectName: 'js/pay.js' };
const swap = (more: Partial<Call>): Events => [
  anEvent({ minute: 5, service: 'Oss', name: 'GetObject', rw: 'Read', request: page, ...more }),
  anEvent({ minute: 6, service: 'Oss', name: 'PutObject', request: page, ...more }),
  anEvent({
    minute: 7,
    service: 'Cdn',
    name: 'RefreshObjectCaches',
    request: { ObjectPath: 'https://www.example.com/js/pay.js' },
    ...more,
  }),
];

const look1 = { service: 'Oss', name: 'ListBuckets', rw: 'Read' } as const;
/** At a console: no key. */
const BOB = { user: 'bob', key: '' };
const byTool = anEvent({ minute: 7, ...look1, ip: THIEF, tool: 'ctk' });
const theirs = (minute: number, who: Partial<Call>, name = 'i-miner1') => ({
  ...anEvent({ minute, service: 'Ecs', name: 'RunInstances', ...who }),
  resourceName: name,
});

interface Row {
  readonly fires: Events;
  readonly silent: Events;
  readonly denyAt?: string;
}

/** What each verdict over many calls fires at, and what it does not. */
const ROWS: Readonly<Record<string, Row>> = {
  [PATTERNS.sweep.id]: {
    fires: each('Ram', WHO, { ...thief, rw: 'Read' }),
    // Terraform asks for each by its name.
    silent: each('Ram', ['GetRole', 'GetPolicy', 'GetGroup', 'GetPolicyVersion', 'ListTags'], { ...thief, rw: 'Read' }),
  },
  [PATTERNS.tries.id]: {
    fires: each('Ram', WAYS, { ...thief, errorCode: 'NoPermission' }),
    silent: each('Ram', WAYS.slice(0, 2), { ...thief, errorCode: 'NoPermission' }),
  },
  [PATTERNS.messages.id]: { fires: times(40, { ...sms, ...thief }), silent: times(5, { ...sms, ...thief }) },
  [PATTERNS.mails.id]: { fires: times(40, { ...mail, ...thief }), silent: times(5, { ...mail, ...thief }) },
  [PATTERNS.read.id]: { fires: times(20, { ...read, ip: THIEF }), silent: times(80, read) },
  [PATTERNS.swapped.id]: {
    fires: swap({ ip: THIEF }),
    // A build writes what it has built and refreshes it; from its own machine a person may mend by hand.
    silent: [...swap({ ip: THIEF }).slice(1), ...swap({})],
  },
  [PATTERNS.destruction.id]: { fires: times(25, { ...erase, ...thief }), silent: times(80, erase) },
  [PATTERNS.compute.id]: {
    fires: [anEvent({ minute: 5, ...buy, ip: THIEF, request: { Amount: '60' } })],
    silent: [anEvent({ minute: 5, ...buy, request: { Amount: '60' } })],
  },
  [CIRCUMSTANCES.success.id]: {
    denyAt: '2026-05-20T12:00:00Z',
    fires: [anEvent({ minute: 20, service: 'Ram', name: 'CreateUser', ip: THIEF })],
    silent: [anEvent({ minute: 3, service: 'Ram', name: 'CreateUser', ip: THIEF })],
  },
  [CIRCUMSTANCES.goesOn.id]: {
    denyAt: '2026-05-20T12:00:00Z',
    // The user that the attack made has a key of its own.
    fires: [...backdoor(THIEF, -20), anEvent({ minute: 20, ...look1, ...bySecondKey })],
    silent: [
      ...backdoor(THIEF, -20),
      anEvent({ minute: -2, ...look1, ...bySecondKey }),
      anEvent({ minute: 20, ...buy, ...bySecondKey, errorCode: 'NoPermission' }),
      anEvent({ minute: 21, ...look1, ...ALICE }),
    ],
  },
  [CIRCUMSTANCES.usualSuccess.id]: {
    denyAt: '2026-05-20T12:00:00Z',
    fires: [anEvent({ minute: 20, ...buy })],
    silent: [],
  },
  [CIRCUMSTANCES.refused.id]: {
    denyAt: '2026-05-20T12:00:00Z',
    fires: [...backdoor(THIEF, -20), anEvent({ minute: 9, ...buy, ip: THIEF, errorCode: 'NoPermission' })],
    silent: [anEvent({ minute: 9, ...buy, errorCode: 'NoPermission' })],
  },
  [CIRCUMSTANCES.usualRefused.id]: {
    denyAt: '2026-05-20T12:00:00Z',
    fires: [anEvent({ minute: 9, ...buy, errorCode: 'NoPermission' })],
    silent: [],
  },
  [CIRCUMSTANCES.strangeRefused.id]: {
    denyAt: '2026-05-20T12:00:00Z',
    // The business's program at a new address: whose it is, nothing tells.
    fires: [anEvent({ minute: 9, ...look1, ip: THIEF, errorCode: 'NoPermission' })],
    silent: [
      anEvent({ minute: 9, ...buy, errorCode: 'NoPermission' }),
      anEvent({ minute: 9, ...buy, ...thief, errorCode: 'NoPermission' }),
    ],
  },
  [OTHERS['access-key'].id]: {
    fires: [...backdoor(THIEF), anEvent({ minute: 30, service: 'Oss', name: 'ListBuckets', ...ALICE, ip: THIEF })],
    silent: [...backdoor(THIEF), anEvent({ minute: 30, service: 'Oss', name: 'ListBuckets', ...ALICE })],
  },
  [OTHERS.session.id]: {
    fires: [...backdoor(THIEF), anEvent({ minute: 30, ...look1, ...speaking('audit', 'STS.OfAnotherRole', THIEF) })],
    silent: [...backdoor(THIEF), anEvent({ minute: 30, ...look1, ...speaking('audit', 'STS.OfAnotherRole') })],
  },
  [OTHERS.user.id]: {
    fires: [...backdoor(THIEF), anEvent({ minute: 30, ...look1, ...BOB, ip: THIEF })],
    silent: [...backdoor(THIEF), anEvent({ minute: 30, ...look1, ...BOB, ip: '47.96.10.7' })],
  },
  [OTHERS.root.id]: {
    fires: [
      ...backdoor(THIEF),
      anEvent({ minute: 30, ...look1, ...BOB, user: 'root', type: 'root-account', ip: THIEF }),
    ],
    silent: [...backdoor(THIEF), anEvent({ minute: 30, ...look1, ...BOB, user: 'root', type: 'root-account' })],
  },
  [OTHERS.tool.id]: {
    fires: [...backdoor(THIEF), byTool, anEvent({ minute: 40, ...look1, ...ALICE, tool: 'ctk' })],
    // A colleague who always used it.
    silent: [
      anEvent({ minute: -9 * 1440, ...look1, ...ALICE, tool: 'ctk' }),
      ...backdoor(THIEF),
      byTool,
      anEvent({ minute: 40, ...look1, ...ALICE, tool: 'ctk' }),
    ],
  },
  [OTHERS.resource.id]: {
    fires: [...backdoor(THIEF), theirs(10, { ip: THIEF }), theirs(40, ALICE)],
    silent: [
      ...backdoor(THIEF),
      theirs(-30, ALICE),
      theirs(10, { ip: THIEF }),
      theirs(50, ALICE, 'i-0ther'),
      // What contains the key is no thief.
      theirs(55, speaking('ak-tourniquet-respond', 'STS.OfRespond')),
      // And what the attack did to the key's own user, whoever answers it undoes.
      theirs(11, { ip: THIEF }, 'ci-bot'),
      theirs(56, ALICE, 'ci-bot'),
    ],
  },
  [CIRCUMSTANCES.attack.id]: { fires: backdoor(THIEF), silent: [] },
  [CIRCUMSTANCES.stranger.id]: {
    fires: [anEvent({ minute: 5, service: 'Ecs', name: 'DescribeInstances', rw: 'Read', ip: THIEF })],
    silent: backdoor(THIEF),
  },
};

/** The build writes the site. */
const builds = [-30, -29, -28].map((day) =>
  anEvent({ minute: day * 1440, service: 'Oss', name: 'PutObject', request: { bucketName: 'site', objectName: 'a' } }),
);
const before = (past: Events): Events => past.filter(({ eventTime }) => String(eventTime) < '2026-05-20T12:00:00Z');
const rulesOf = (events: Events, denyAt: string | undefined) =>
  look([...before(anOrdinaryPast()), ...builds, ...events], { denyAt }).findings.map(({ rule }) => rule);

test.each(Object.entries(ROWS))('%s: fires, and stays silent', (id, { fires, silent, denyAt }) => {
  expect(rulesOf(fires, denyAt)).toContain(id);
  expect(rulesOf(silent, denyAt)).not.toContain(id);
});

test('every verdict has its row', () => {
  const ids = [...Object.values(PATTERNS), ...Object.values(CIRCUMSTANCES), ...Object.values(OTHERS)].map(
    ({ id }) => id,
  );
  expect(Object.keys(ROWS).sort()).toEqual(ids.sort());
});
