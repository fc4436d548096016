import fc from 'fast-check';
import type { Cloud } from '../../../shared/aliyun';
import { parseAccessKeyId, parseUserName } from '../../../shared/ids';
import { namedOr, SharedAccount } from './an-account';
import { mutated } from './mutate';
import type { Target } from './target';

type Call = (cloud: Cloud, key: never, user: never) => Promise<unknown>;
async function whole<T>(pages: AsyncGenerator<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const page of pages) all.push(page);
  return all;
}
const NOW = new Date('2026-05-20T12:00:00Z');

/** Reads of every service that the product decides by, each by its call. */
const CALLS: readonly (readonly [service: string, action: string, call: Call])[] = [
  ['ram', 'ListAccessKeys', (cloud, _, user) => cloud.ram.listAccessKeys(user)],
  ['ram', 'ListUsers', (cloud) => whole(cloud.ram.listUsers())],
  ['ram', 'ListPolicies', (cloud) => whole(cloud.ramPolicies.listPolicies())],
  ['ram', 'ListPoliciesForUser', (cloud, _, user) => cloud.ram.listPoliciesForUser(user)],
  ['ram', 'ListGroupsForUser', (cloud, _, user) => cloud.ram.listGroupsForUser(user)],
  ['sas', 'DescribeAccesskeyLeakList', (cloud) => cloud.securityCenter.describeAccesskeyLeakList(1)],
  ['actiontrail', 'GetAccessKeyLastUsedInfo', (cloud, key) => cloud.actionTrail().getAccessKeyLastUsedInfo(key)],
  [
    'actiontrail',
    'GetAccessKeyLastUsedProducts',
    (cloud, key) => cloud.actionTrail().getAccessKeyLastUsedProducts(key),
  ],
  [
    'actiontrail',
    'GetAccessKeyLastUsedEvents',
    (cloud, key) => cloud.actionTrail().getAccessKeyLastUsedEvents(key, 'Ecs'),
  ],
  [
    'actiontrail',
    'LookupEvents',
    (cloud) =>
      cloud.actionTrail().lookupEvents({
        attributes: [{ key: 'EventName', value: 'DescribeInstances' }],
        from: new Date(Date.now() - 86_400_000),
        to: new Date(),
      }),
  ],
  ['actiontrail', 'DescribeRegions', (cloud) => cloud.actionTrail().describeRegions()],
  ['actiontrail', 'DescribeTrails', (cloud) => cloud.actionTrail().describeTrails()],
  ['ims', 'GetCredentialReport', (cloud) => cloud.ims.getCredentialReport()],
  ['bss', 'QueryAccountBill', (cloud) => cloud.billing.queryAccountBill('2026-05-20')],
  ['bss', 'DescribeInstanceBill', (cloud) => cloud.billing.describeInstanceBill('2026-05-20')],
  ['bss', 'QueryOrders', (cloud) => cloud.billing.queryOrders(NOW, NOW)],
  ['bss', 'QueryAccountBalance', (cloud) => cloud.billing.queryAccountBalance()],
];

const account = new SharedAccount();
const usual = new Map<string, unknown>();

async function asked(at: number, answer: unknown): Promise<boolean> {
  const [service, action, call] = CALLS[at] as (typeof CALLS)[number];
  const { sandbox, run } = account;
  sandbox.kernel.faults.clear();
  sandbox.kernel.faults.rewrite({ service, action, answer: () => ({ ...(answer as object) }) });
  await namedOr(
    call(
      run.cloud,
      parseAccessKeyId(sandbox.keys.get('ci-bot')?.key.accessKeyId) as never,
      parseUserName('ci-bot') as never,
    ),
  );
  return true;
}

const keep = (action: string) => (truly: Record<string, unknown>) => {
  usual.set(action, truly);
  return truly;
};

async function open(): Promise<void> {
  await account.open();
  const { sandbox, run } = account;
  while ((await run.cloud.ims.generateCredentialReport()) !== 'COMPLETED') await run.clock.sleep(2_000);
  // What each call is answered with in truth: the inputs are made from it.
  for (const [service, action, call] of CALLS) {
    sandbox.kernel.faults.clear();
    sandbox.kernel.faults.rewrite({ service, action, answer: keep(action) });
    await namedOr(
      call(
        run.cloud,
        parseAccessKeyId(sandbox.keys.get('ci-bot')?.key.accessKeyId) as never,
        parseUserName('ci-bot') as never,
      ),
    );
  }
  const missing = CALLS.filter(([, action]) => !usual.has(action)).map(([, action]) => action);
  if (missing.length > 0) throw new Error(`never answered: ${missing.join(', ')}`);
}

export const cloudAnswers: Target = {
  name: {
    en: 'answers of RAM, Security Center, ActionTrail, IMS, BSS over HTTP',
    zh: 'RAM、云安全中心、ActionTrail、IMS、BSS 的 HTTP 应答',
  },
  holds: {
    en: 'an answer in our words, or a named failure: never a crash, never without end',
    zh: '得到规范的结果或明确的失败；不崩溃、不无限循环',
  },
  runs: [150, 15_000],
  open,
  close: account.close,
  property: () =>
    fc.asyncProperty(
      fc
        .nat(CALLS.length - 1)
        .chain((at) => fc.tuple(fc.constant(at), mutated(fc.constant(usual.get(CALLS[at]?.[1] ?? '') ?? {}), 3))),
      ([at, answer]) => asked(at, answer),
    ),
};
