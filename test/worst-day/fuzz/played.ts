import { hygiene } from '../../../functions/hygiene/hygiene';
import { investigate } from '../../../functions/investigate/investigate';
import type { MailMessage } from '../../../sandbox/inbox';
import { aSandbox, aUser } from '../../builders';
import { cli, type Ended } from '../../cli/run-cli';
import { NIGHTLY } from '../../functions/hygiene/arrange';
import { A_SERVER, ENV } from '../../functions/investigate/an-account';
import { handOver, incidentOf } from '../../functions/investigate/an-incident';
import { Account, used } from '../../functions/respond/arrange';
import { aRun } from '../../run';
import { IS_LONG } from '../table';

/** Everything that the product showed or wrote. */
export interface Shown {
  readonly mails: readonly MailMessage[];
  readonly chats: readonly { readonly title: string; readonly text: string }[];
  /** What was written into the evidence bucket, by its key. */
  readonly objects: ReadonlyMap<string, string>;
  /** Objects that somebody else had put there and that are gone, or other than they were. */
  readonly changed: readonly string[];
  readonly screens: readonly Ended[];
  readonly folder: string;
}

const CASES = [[], ['--json']] as const;

/** A leak, its containment and investigation, a night and the command line, in an account that a thief has written full. */
export async function played(texts: readonly string[]): Promise<Shown> {
  const account = await Account.start(
    aSandbox()
      .withUser(aUser('ci-bot').withKey('ci-bot').withPolicy('System/AdministratorAccess'), aUser('alice').withKey())
      .withBills(3, A_SERVER)
      .withEvents(used('ci-bot'), { key: 'ci-bot', daysAgo: 89, service: 'ecs', action: 'DescribeInstances' })
      .withLeak('ci-bot', { tokenValid: 1 }),
    ENV,
  );
  try {
    return await shownOf(account, texts);
  } finally {
    await account.stop();
  }
}

async function shownOf(account: Account, texts: readonly string[]): Promise<Shown> {
  const { sandbox } = account;
  write(account, texts);
  const bucket = sandbox.oss.buckets.get('ak-tourniquet-evidence');
  if (bucket === undefined) throw new Error('no evidence bucket');
  const before = new Map([...bucket.objects].map(([key, { body }]) => [key, body.toString('base64')]));
  // What was planted fails its own task; the rest of the run goes on.
  await account.poll(ENV).catch(() => undefined);
  const id = incidentOf(sandbox, 'ci-bot');
  const run = await aRun(sandbox, ENV, 'investigate');
  const { event } = await handOver(run, id);
  await investigate(event, run);
  await hygiene(NIGHTLY, await aRun(sandbox, ENV, 'hygiene'));
  const key = account.keyOf('ci-bot');
  const screens: Ended[] = [];
  for (const more of CASES) {
    const reason = (texts[0] ?? 'x').replaceAll('\0', '');
    screens.push(await cli(sandbox, ['status', ...more], ENV));
    if (!IS_LONG) continue;
    screens.push(await cli(sandbox, ['investigate', key, ...more], ENV));
    screens.push(await cli(sandbox, ['respond', key, '--reason', reason, '--yes', ...more], ENV));
    screens.push(await cli(sandbox, ['release', key, '--reason', reason, '--yes', ...more], ENV));
  }
  const objects = new Map(
    [...bucket.objects].filter(([name]) => !before.has(name)).map(([name, { body }]) => [name, body.toString()]),
  );
  const changed = [...before]
    .filter(([name, body]) => bucket.objects.get(name)?.body.toString('base64') !== body)
    .map(([name]) => name);
  return { mails: account.mails, chats: account.chats, objects, changed, screens, folder: run.paths.incident(id) };
}

/** Every place that a thief with the key, or whoever publishes it, can write. */
function write({ sandbox, ...account }: Account, texts: readonly string[]): void {
  const text = texts.join(' ').slice(0, 12_000);
  const owner = sandbox.world.users.get('ci-bot');
  if (owner) Object.assign(owner, { comments: text, displayName: text });
  const { faults } = sandbox.kernel;
  const records = (answer: Record<string, unknown>) => ({
    ...answer,
    AccessKeyLeakList: (answer['AccessKeyLeakList'] as object[]).map((one) => ({
      ...one,
      Url: text,
      AliUserName: text,
      DealType: text,
    })),
  });
  faults.rewrite({ service: 'sas', action: 'DescribeAccesskeyLeakList', answer: records });
  const detail = { GithubRepoName: text, GithubFileUrl: text, GithubFileName: text, GithubUser: text };
  faults.rewrite({
    service: 'sas',
    action: 'DescribeAccessKeyLeakDetail',
    answer: (usual) => ({ ...usual, ...detail }),
  });
  // Messages of the cloud's own errors repeat what they were asked.
  faults.rewrite({
    service: 'bss',
    action: 'QueryAccountBalance',
    answer: () => ({ Success: false, Code: text, Message: text }),
  });
  faults.rewrite({
    service: 'bss',
    action: 'QueryOrders',
    answer: () => ({ Success: false, Code: 'X', Message: text }),
  });
  const accessKeyId = sandbox.keys.get('ci-bot')?.key.accessKeyId ?? '';
  sandbox.world.events.appendPast(
    texts.flatMap((one, i) => thefts(one, i, accessKeyId, sandbox.accountId, sandbox.clock.now())) as never,
  );
  const bucket = sandbox.oss.buckets.get('ak-tourniquet-evidence');
  for (const [i, one] of texts.entries())
    for (const folder of ['schedule/', 'outbox/mail/', 'status/contained--', 'incidents/1234567890123456/']) {
      const key = `ak-tourniquet/${folder}${one.toWellFormed().replaceAll('\0', '').slice(0, 800)}${i}`;
      const about = { contentType: 'text/html', headers: {}, type: 'Normal' as const, etag: '0' };
      bucket?.objects.set(key, { ...about, key, body: Buffer.from(one), lastModified: sandbox.clock.now() });
    }
  void account;
}

function thefts(text: string, i: number, accessKeyId: string, accountId: string, now: Date): object[] {
  const call = (eventName: string, more: object) => ({
    ...{
      eventId: `${eventName}-${i}`,
      eventVersion: '1',
      eventName,
      eventRW: 'Write',
      eventType: 'ApiCall',
      eventCategory: 'Management',
    },
    ...{
      eventSource: 'ram.aliyuncs.com',
      serviceName: 'Ram',
      acsRegion: 'cn-hangzhou',
      isGlobal: false,
      requestId: text,
    },
    ...{
      eventTime: `${new Date(now.getTime() - (500 - i) * 1000).toISOString().slice(0, 19)}Z`,
      recipientAccountId: accountId,
    },
    ...{ sourceIpAddress: `185.220.101.${i}`, userAgent: text },
    userIdentity: { type: 'ram-user', accountId, principalId: text, userName: 'ci-bot', accessKeyId },
    ...more,
  });
  return [
    call('CreateUser', { requestParameters: { UserName: text, Comments: text, DisplayName: text } }),
    call('CreateRole', {
      requestParameters: { RoleName: text, Description: text },
      errorCode: text,
      errorMessage: text,
    }),
    call('PutBucketAcl', {
      serviceName: 'Oss',
      requestParameters: { bucketName: text, 'x-oss-acl': 'public-read' },
      resourceName: text,
    }),
    call('RunInstances', {
      serviceName: 'Ecs',
      acsRegion: text,
      requestParameters: { InstanceName: text, KeyPairName: text, Amount: '9' },
      sourceIpAddress: text,
    }),
    call('AssumeRole', {
      serviceName: 'Sts',
      requestParameters: { RoleArn: text, RoleSessionName: text },
      responseElements: { Credentials: { AccessKeyId: `STS.${text}` } },
    }),
  ];
}
