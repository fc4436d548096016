import { releaseCommand } from '../../../cli/release';
import { investigate } from '../../../functions/investigate/investigate';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { Account, busEvent, QUARANTINE, used } from './arrange';

const ENV = { TOURNIQUET_LANGUAGE: 'en', TOURNIQUET_REGIONS: 'cn-hangzhou' };
const OFFICE = '203.0.113.7';
const THIEF = '185.220.101.34';
const stolen = (action: string, more: object = {}) => ({
  key: 'ci-bot',
  daysAgo: 20 / 86_400,
  service: 'ram',
  action,
  sourceIp: THIEF,
  ...more,
});

let account: Account;
afterEach(() => account.stop());

async function look(round = 1, env: Readonly<Record<string, string>> = ENV) {
  const run = await aRun(account.sandbox, env, 'investigate');
  const assignment = { command: 'investigate', accessKeyId: account.keyOf('ci-bot'), round };
  return investigate(Buffer.from(JSON.stringify(assignment)), run);
}

test('after a release the alerts of the same leak, of a new one and of a later look say who released it, and no deny', async () => {
  account = await Account.start(aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot')));
  const key = account.keyOf('ci-bot');
  await account.respond(busEvent(key, { userName: 'ci-bot' }), ENV);
  const admin = account.sandbox.identities.admin;
  const run = await aRun(account.sandbox, ENV, 'respond', undefined, admin);
  const cli = { run, credentials: admin, clock: run.clock, config: run.config };
  const how = { reason: 'false alarm', by: 'alice', yes: true, reactivate: [], ownKeys: [], falseAlarm: true };
  expect(await releaseCommand(cli, key, how)).toBe(0);
  await look();
  await account.respond(busEvent(key, { userName: 'ci-bot' }), ENV);
  await account.respond(busEvent(key, { userName: 'ci-bot' }, 'e-2'), ENV);
  const told = account.mails.filter(({ subject }) => !/released; the power|high-risk calls are denied/.test(subject));
  expect(told).toHaveLength(3);
  for (const { text } of told) {
    expect(text.trimStart().split('\n')[0]).toMatch(/released by alice, \d{4}-/);
    expect(text).not.toMatch(/Done: attach|attached to ci-bot|could not be contained|Disable it now/);
    expect(text).toContain(`ak-tourniquet approve ${key}`);
    expect(text).not.toContain('ak-tourniquet release');
  }
});

test("the thief's calls stand apart from the business's, also where the business calls every minute", async () => {
  account = await Account.start(
    aSandbox()
      .withUser(aUser('ci-bot').withKey())
      .withEvents(
        used('ci-bot'),
        { key: 'ci-bot', daysAgo: 30 / 86_400, service: 'ecs', action: 'DescribeInstances', sourceIp: OFFICE },
        stolen('CreateUser', { parameters: { UserName: 'svc-backup' } }),
        stolen('ListUsers'),
      ),
  );
  account.leak('ci-bot');
  await account.poll(ENV);
  const text = account.mails[0]?.text ?? '';
  const table = /# Which application uses it\n([\s\S]*?)\n\n/.exec(text)?.[1] ?? '';
  expect(table.split('\n').filter((row) => row.startsWith(OFFICE))).not.toEqual([]);
  expect(table.split('\n').filter((row) => row.startsWith(THIEF))).toEqual([]);
  expect(table).toMatch(new RegExp(`perhaps by the thief: at least \\d+ calls from ${THIEF}`));
  expect(/# What your business will feel\n([\s\S]*?)\n\n/.exec(text)?.[1]).not.toContain('CreateUser');
});

test('what the key made is named while it is there, by alert and report, and no more when it is gone', async () => {
  account = await Account.start(
    aSandbox()
      .withUser(aUser('ci-bot').withKey(), aUser('svc-backup').withPolicy('System/AdministratorAccess'))
      .withEvents(
        used('ci-bot'),
        stolen('CreateUser', { parameters: { UserName: 'svc-backup' } }),
        stolen('AttachPolicyToUser', { parameters: { UserName: 'svc-backup', PolicyName: 'AdministratorAccess' } }),
        stolen('CreateUser', { parameters: { UserName: 'svc-gone' } }),
      ),
  );
  account.leak('ci-bot');
  await account.poll(ENV);
  await look();
  const [mail] = account.mails.slice(-1);
  const now = mail?.text.split('\n').find((one) => one.startsWith('You now')) ?? '';
  expect(now).toContain('(2 identities or grants): user svc-backup (AdministratorAccess)');
  expect(now).not.toContain('svc-gone');
  const report = Buffer.from(mail?.attachments[0]?.content ?? '', 'base64').toString();
  const [head = ''] = /<header .*?<\/header>/s.exec(report) ?? [];
  expect(head).toContain('2 identities or grants');
});

describe('the deny is judged by the document that is attached in the account', () => {
  async function contained(): Promise<void> {
    account = await Account.start(aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot')));
    account.leak('ci-bot');
    await account.poll(ENV);
    account.sandbox.clock.advance(31 * 60_000);
  }
  const verified = async () => {
    const { entries } = await account.incident('ci-bot');
    const last = entries.findLast((entry) => entry.type === 'investigated');
    return last?.type === 'investigated' ? last.verification : undefined;
  };

  test('silence is quiet while it can be read', async () => {
    await contained();
    await look();
    expect(await verified()).toMatchObject({ state: 'contained, quiet' });
  });

  test('what cannot be read is "could not check", never quiet; the next look that can read it says quiet', async () => {
    await contained();
    account.fault('ram', 'GetPolicy', 'deny', 50);
    await look();
    expect(await verified()).toMatchObject({
      state: 'not verified',
      problems: [expect.stringContaining(`the attached deny could not be read: ram GetPolicy failed`)],
    });
    account.clearFaults();
    await look(2);
    expect(await verified()).toMatchObject({ state: 'contained, quiet' });
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  });
});
