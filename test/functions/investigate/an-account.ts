import type { RunningSandbox } from '../../../sandbox/start';
import { aSandbox, aUser } from '../../builders';

export const OFFICE = '47.96.10.20';
export const THIEF = '185.220.101.34';
export const ENV = { TOURNIQUET_REGIONS: 'cn-hangzhou,cn-beijing', TOURNIQUET_LANGUAGE: 'en' };

/** A line of the bill, the same every day. */
export const A_SERVER = {
  productCode: 'ecs',
  productName: 'Elastic Compute Service',
  instanceId: 'i-1',
  item: 'ecs',
  usage: '24',
  usageUnit: 'h',
  subscriptionType: 'PayAsYouGo',
  amount: '12.50',
  region: 'cn-hangzhou',
} as const;

/** The business's own calls, in the days before. */
export const usual = (perDay: number, region = 'cn-hangzhou') => ({
  key: 'ci',
  days: 10,
  perDay,
  untilDaysAgo: 1,
  sourceIps: [OFFICE],
  calls: [{ service: 'ecs', action: 'DescribeInstances', region }],
});

export const stolen = (action: string, service = 'ram', more: object = {}) => ({
  key: 'ci',
  daysAgo: 20 / 86_400,
  service,
  action,
  sourceIp: THIEF,
  ...more,
});

/** An administrator's key in use, with bills. */
export const anAccount = (build = aSandbox(), env: Readonly<Record<string, string>> = {}): Promise<RunningSandbox> =>
  build
    .withUser(aUser('ci-bot').withKey('ci').withPolicy('System/AdministratorAccess'))
    .withBills(15, A_SERVER)
    .start({ env });

export const objects = (of: RunningSandbox): string[] =>
  [...(of.oss.buckets.get('ak-tourniquet-evidence')?.objects.keys() ?? [])].sort();

/** An object of the pack as it lies in the bucket, whoever may read it. */
export const read = (sandbox: RunningSandbox, folder: string) => async (path: string) =>
  sandbox.oss.buckets.get('ak-tourniquet-evidence')?.objects.get(`${folder}/${path}`)?.body;
