import { analyseAudit } from '../../../shared/evidence/analyse';
import { thiefSeen } from '../../../shared/evidence/thief';
import type { BillDay, ManifestItem } from '../../../shared/evidence/types';
import { BillReader } from '../../../shared/findings/bill-lines';
import { judgeCost } from '../../../shared/findings/cost/judge';
import type { IncidentFacts } from '../../../shared/notify/facts';
import type { ReportModel } from '../../../shared/report/model';
import { partsOf, rawEvent, shift } from '../evidence/events';

export const FOUND = '2026-05-01T03:12:40.000Z';
export const SIGNAL = '2026-05-01T03:13:05.120Z';
export const DENY = '2026-05-01T03:13:05.930Z';
const OFFICE = '47.96.10.20';
const THIEF = '185.220.101.34';
const KEY = 'LTAI5tCiBotLeakedKey0001';

const SEEN = { calls: 12, firstAt: shift(FOUND, 40_000), lastAt: shift(FOUND, 55_000) };
const OTHERS: ReportModel['others'] = [
  {
    ...SEEN,
    type: 'access-key',
    id: 'LTAI5tKeyOfBackup000001',
    userName: 'backup-job',
    traces: ['address', 'tool'],
    isOrdinary: true,
  },
  { ...SEEN, type: 'user', id: 'li.wei<i>', userName: 'li.wei<i>', traces: ['address'], isOrdinary: true },
  { ...SEEN, type: 'user', id: 'old-tester', traces: ['address'], isOrdinary: false, calls: 1 },
  { ...SEEN, type: 'root', id: 'root', traces: ['resource'], isOrdinary: false },
];

const ORIGINS: ReportModel['origins'] = {
  sources: [
    {
      ip: OFFICE,
      country: 'CN',
      asn: 37963,
      network: 'Hangzhou Alibaba <i>',
      isNewCountry: false,
      isNewNetwork: false,
    },
    { ip: THIEF, country: 'DE', asn: 60729, network: 'Stiftung', isNewCountry: true, isNewNetwork: true },
  ],
  madeOf: [
    { name: '@ip-location-db/asn', version: '2.3.2026061719', license: 'CC-BY-4.0' },
    { name: '@ip-location-db/asn-country', version: '2.3.2026061719', license: 'CC0-1.0' },
  ],
};
const used = (name: string, serviceName: string) => ({
  name,
  serviceName,
  usedAt: new Date(FOUND),
  source: 'ManagementEvent',
  detail: undefined,
});

const DATA: ReportModel['data'] = {
  ...{
    asked: true,
    place: 'oss://acme-logs/oss-access/',
    from: '2026-05-19T12:00:00.000Z',
    to: '2026-05-20T12:00:00.000Z',
    lines: 42,
    parts: [],
  },
  buckets: ['exports'],
  unrecorded: ['web<b>site'],
  uses: [
    {
      ...{ bucket: 'exports', accessKeyId: KEY, ip: THIEF, userAgents: ['<img src=x>'] },
      ...{
        read: 40,
        written: 1,
        deleted: 1,
        batchesDeleted: 2,
        other: 3,
        refused: 4,
        bytesOut: 3_400_000,
        bytesIn: 900,
      },
      ...{ firstAt: '2026-05-20T11:00:00.000Z', lastAt: '2026-05-20T11:20:00.000Z', objectsLeftOut: 7 },
      objects: [{ name: 'a/<script>.csv', read: 40, written: 1, deleted: 1, bytesOut: 3_400_000 }],
    },
  ],
  failures: ['backups: its log lies under elsewhere/x, which may not be read'],
};

const LEAST: ReportModel['leastPrivilege'] = {
  schema: 1,
  policies: [
    {
      name: 'LeastPrivilege-ci-bot',
      document: JSON.stringify({
        Version: '1',
        Statement: [
          { Effect: 'Allow', Action: 'ecs:DescribeInstances', Resource: '*' },
          { Effect: 'Allow', Action: 'log:GetLogStoreLogs', Resource: "acs:log:*:1:project/it's<b>" },
        ],
      }),
    },
  ],
  actions: [
    { action: 'ecs:DescribeInstances', resources: ['*'], why: 'format', calls: 134, lastAt: FOUND, from: 'audit' },
    {
      action: 'log:GetLogStoreLogs',
      resources: ["acs:log:*:1:project/it's<b>"],
      calls: 266,
      lastAt: FOUND,
      from: 'audit',
    },
    { action: 'ecs:CreateSnapshot', resources: ['*'], why: 'unnamed', calls: 0, lastAt: FOUND, from: 'usage' },
  ],
  grouped: [],
  check: {
    ...{ business: 3, businessAllowed: 3, businessRefused: [], newPower: [] },
    ...{ attack: 9, attackAllowed: 1, stillAllowed: ['ecs:DescribeInstances *'] },
  },
  notes: [{ en: 'Data operations are not in ActionTrail.', zh: '数据操作不在操作审计中。' }],
};

function businessCalls(): Record<string, unknown>[] {
  return Array.from({ length: 400 }, (_, i) =>
    rawEvent(
      shift(FOUND, -i * 4 * 3_600_000 - 7_200_000),
      i % 3 === 0 ? 'Ecs:DescribeInstances' : 'Sls:GetLogStoreLogs',
      { ip: OFFICE },
    ),
  ).slice(0, 480);
}

function thiefCalls(): Record<string, unknown>[] {
  const agent = 'ctk/0.3.1 <img src=x onerror=alert(1)> http://evil.example.com/x';
  const at = (s: number) => shift(FOUND, s * 1000);
  const by = { ip: THIEF, agent };
  const write = { ...by, write: true };
  return [
    rawEvent(at(4), 'Sts:GetCallerIdentity', by),
    rawEvent(at(6), 'Ram:ListPoliciesForUser', by),
    ...Array.from({ length: 9 }, (_, i) =>
      rawEvent(at(7 + i), 'Ecs:DescribeInstances', { ...by, region: 'cn-beijing' }),
    ),
    rawEvent(at(12), 'Ram:CreateUser', write, {
      requestParameters: { UserName: 'crossfire<b>' },
      resourceName: 'crossfire<b>',
    }),
    rawEvent(at(13), 'Ims:CreateLoginProfile', write, {
      requestParameters: { UserPrincipalName: 'crossfire@1234.onaliyun.com' },
    }),
    rawEvent(at(14), 'Ram:AttachPolicyToUser', write, {
      requestParameters: { UserName: 'crossfire', PolicyName: 'AdministratorAccess' },
    }),
    rawEvent(at(16), 'Ram:CreateAccessKey', write, {
      requestParameters: { UserName: 'crossfire' },
      responseElements: { AccessKey: { AccessKeyId: 'LTAI5tThiefsSecondKey9999' } },
    }),
    rawEvent(at(19), 'Ecs:RunInstances', { ...write, region: 'cn-beijing' }, { resourceName: 'i-2ze8miner0001' }),
    ...Array.from({ length: 14 }, (_, i) =>
      rawEvent(at(27 + i * 1.4), i % 2 ? 'Ecs:RunInstances' : 'Ram:CreateUser', {
        ...write,
        errorCode: 'NoPermission',
      }),
    ),
    rawEvent(at(33), 'Ecs:DescribeInstances', { ip: OFFICE }),
    rawEvent(at(40), 'Oss:ListBuckets', by),
  ];
}

function bills(): BillDay[] {
  return Array.from({ length: 13 }, (_, i) => {
    const hot = i === 12;
    const ecs = hot ? '1893.42' : `${(212 + ((i * 37) % 29)).toFixed(2)}`;
    return {
      day: shift('2026-04-18T00:00:00.000Z', i * 86_400_000).slice(0, 10),
      currency: 'CNY',
      total: hot ? '1987.62' : (Number(ecs) + 61.7).toFixed(2),
      byProduct: [
        { product: '云服务器ECS', amount: ecs },
        { product: '对象存储OSS', amount: '48.20' },
        { product: '日志服务', amount: '13.50' },
      ],
    };
  });
}

const FILES: readonly ManifestItem[] = [
  'before.json',
  'evidence/round-1/audit/cn-hangzhou-0001.jsonl',
  'evidence/round-1/audit/cn-beijing-0001.jsonl',
  'evidence/round-1/bills.json',
  'findings.json',
].map((path, i) => ({
  path,
  bytes: 1834 * (i + 1),
  sha256: `${i}a7f`.repeat(16),
  source: 'x',
  complete: i !== 2,
  ...(i === 2 ? { cut: 'Throttling.User' } : {}),
}));

const INSTANCE = 'i-2ze8miner0001';

/** By instance what `bills()` says by product: the last day is the thief's. */
function lines() {
  const of = (ProductCode: string, PretaxAmount: string, InstanceID: string, Region = 'cn-hangzhou') => ({
    ProductCode,
    PretaxAmount,
    InstanceID,
    Region,
  });
  const reader = new BillReader(new Set([INSTANCE]));
  for (const [i, { day, byProduct }] of bills().entries())
    reader.take({
      BillingDate: day,
      response: {
        Data: {
          Items: [
            of('ecs', i === 12 ? '230.00' : (byProduct[0]?.amount ?? '0'), 'i-own'),
            ...(i === 12 ? [of('ecs', '1663.42', INSTANCE, 'cn-beijing')] : []),
            of('oss', '48.20', 'bucket'),
          ],
        },
      },
    });
  return reader.result();
}

/** A report of a takeover that was contained; `over` replaces parts of it. */
export async function aReport(
  over: Partial<ReportModel> = {},
  incident: Partial<IncidentFacts> = {},
): Promise<ReportModel> {
  const to = shift(DENY, 60_000);
  const from = shift(to, -90 * 86_400_000);
  const { parts, read } = partsOf(thiefCalls(), businessCalls());
  const suspicion = {
    began: FOUND,
    denyAt: DENY,
    denies: (e: { name: string }) => /^(Create|Run|Attach)/.test(e.name),
  };
  const audit = await analyseAudit(parts, { from, to }, suspicion, read);
  const createdAt = shift(DENY, 72_000);
  const facts: IncidentFacts = {
    incidentId: `1234567890123456/${KEY}`,
    accountId: '1234567890123456',
    accessKeyId: KEY,
    mode: 'enforce',
    row: 'in-use',
    verdict: 'contain',
    reason: 'the key is in use',
    plan: [],
    findings: [],
    window: { publishedAt: shift(FOUND, -41_000), foundAt: FOUND, signalAt: SIGNAL, denyAt: DENY },
    thief: thiefSeen(audit, { to, complete: false, until: DENY }),
    owner: {
      type: 'ram-user',
      userName: 'ci-bot',
      administrator: { value: true },
      otherKeys: [{ id: 'LTAI5tOther', status: 'Active' }],
      console: { value: false },
    },
    attached: 'quarantine',
    keyDisabled: false,
    lastUse: { value: shift(FOUND, -7_200_000) },
    application: { value: [] },
    businessImpact: { couldNotCheck: 'actiontrail GetAccessKeyLastUsedEvents failed: Throttling.User' },
    liveSessions: { value: [] },
    billable: { value: audit.billable },
    published: {
      repository: 'someone/deploy-scripts',
      url: 'https://github.com/someone/deploy-scripts/blob/main/.env',
    },
    source: 'security-center',
    steps: [{ step: 'attach-quarantine', ok: true, detail: 'attached', at: DENY }],
    verification: { state: 'deny attached', at: shift(DENY, 640), problems: [], residual: { value: [] } },
    heldUntilDecision: false,
    caveats: [],
    ...incident,
  };
  return {
    schema: 1,
    createdAt,
    round: 1,
    language: 'en',
    site: 'china',
    incident: facts,
    moments: [
      { at: shift(FOUND, -41_000), what: 'published', detail: 'someone/deploy-scripts' },
      { at: FOUND, what: 'found', detail: 'security-center' },
      { at: shift(FOUND, 4000), what: 'thief-first' },
      { at: shift(FOUND, 19_000), what: 'thief-last' },
      { at: SIGNAL, what: 'signal' },
      { at: DENY, what: 'deny' },
      { at: shift(DENY, 640), what: 'verified' },
      { at: shift(FOUND, 27_000), what: 'refused-first' },
      { at: shift(DENY, 1_400), what: 'alerted' },
      { at: createdAt, what: 'investigated' },
    ],
    auditComplete: false,
    findings: [
      {
        rule: 'persistence-user',
        kind: 'persistence',
        severity: 'high',
        technique: 'T1136.003',
        actors: [KEY],
        eventIds: ['e-1'],
        text: { zh: '创建了 RAM 用户', en: 'A RAM user was made' },
        advice: { zh: '不是您创建的：删除该用户。', en: 'Not made by you: delete the user.' },
        count: 1,
        firstAt: FOUND,
        lastAt: FOUND,
        targets: ['crossfire<b>'],
        events: [
          {
            id: 'e-1',
            at: FOUND,
            call: 'Ram CreateUser',
            ip: THIEF,
            outcome: 'allowed',
            target: 'crossfire<b>',
          },
        ],
      },
    ],
    others: OTHERS,
    data: DATA,
    dataParties: { [`exports ${KEY} ${THIEF}`]: 'attack' },
    leastPrivilege: LEAST,
    origins: ORIGINS,
    notes: ['the chain is followed 5 steps deep, and goes on'],
    actors: [
      { type: 'access-key', id: KEY, name: KEY, parent: null, how: 'leaked' },
      { type: 'user', id: 'crossfire<b>', name: 'crossfire<b>', parent: KEY, how: 'Ram CreateUser' },
      {
        type: 'access-key',
        id: 'LTAI5tMadeByHim0000001',
        name: 'LTAI5tMadeByHim0000001',
        parent: 'crossfire<b>',
        how: 'Ram CreateAccessKey',
      },
    ],
    thief: thiefSeen(audit, { to, complete: false, until: DENY }),
    audit,
    auditWindow: { from, to },
    usage: {
      products: [used('Ecs', 'Ecs'), used('Oss', 'Oss')],
      events: [used('DescribeInstances', 'Ecs'), used('GetObject<b>', 'Oss')],
      ips: [used(OFFICE, 'Ecs')],
      resources: [used('artifacts', 'Oss'), used('i-1', 'Ecs')],
      failures: [],
    },
    bills: {
      asked: [],
      days: bills(),
      failures: ['2026-05-01, bill by instance: bss DescribeInstanceBill failed: Throttling'],
      balance: { amount: '812.40', currency: 'CNY', at: createdAt },
      ordersFrom: from,
    },
    cost: judgeCost({
      bills: {
        asked: [],
        days: bills(),
        failures: [],
        ordersFrom: from,
        balance: { amount: '812.40', currency: 'CNY', at: createdAt },
        orders: [],
      },
      lines: lines(),
      resources: [{ id: INSTANCE, region: 'cn-beijing', at: shift(FOUND, 19_000), how: 'Ecs RunInstances' }],
      since: '2026-04-30T20:00:00.000Z',
      earlier: [],
    }).answer,
    sources: [
      { source: 'actiontrail LookupEvents cn-hangzhou', complete: true, count: 430, from, to },
      {
        source: 'actiontrail LookupEvents cn-beijing',
        ...{ complete: false, count: 10, from, to },
        cut: 'actiontrail LookupEvents failed: Throttling.User',
      },
    ],
    items: FILES,
    evidenceAt: { bucket: 'ak-tourniquet-evidence', prefix: `ak-tourniquet/incidents/1234567890123456/${KEY}` },
    ...over,
  };
}
