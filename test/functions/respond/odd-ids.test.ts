import { approveCommand } from '../../../cli/approve';
import { releaseCommand } from '../../../cli/release';
import type { CliRun } from '../../../cli/run';
import { statusCommand } from '../../../cli/status';
import { investigate } from '../../../functions/investigate/investigate';
import { aSandbox, aUser } from '../../builders';
import { giveId, NAMED_IDS, UNNAMED_ID } from '../../odd-ids';
import { aRun } from '../../run';
import { Account, busEvent, QUARANTINE, used } from './arrange';

const ENV = { TOURNIQUET_LANGUAGE: 'en', TOURNIQUET_REGIONS: 'cn-hangzhou' };
const HOW = { reason: 'drill', by: 'alice', yes: true } as const;
const RELEASE = { ...HOW, reactivate: [] as string[], ownKeys: [] as string[], falseAlarm: true };

let account: Account;
afterEach(() => account.stop());

async function start(...more: ReturnType<typeof used>[]): Promise<void> {
  account = await Account.start(
    aSandbox()
      .withUser(aUser('ci-bot').withKey().withKey('second'))
      .withEvents(used('ci-bot'), ...more),
  );
}

async function cli(env: Readonly<Record<string, string>> = ENV): Promise<CliRun> {
  const { admin } = account.sandbox.identities;
  const run = await aRun(account.sandbox, env, 'respond', undefined, admin);
  return { run, credentials: admin, clock: run.clock, config: run.config };
}

const said = () => account.mails.map(({ text }) => text).join('\n');

describe("another key of the leaked key's user", () => {
  test.each([...NAMED_IDS, UNNAMED_ID])('%s: the deny is verified, minute for minute, and taken off', async (id) => {
    await start();
    giveId(account.sandbox, 'second', id);
    account.leak('ci-bot');
    for (let minute = 0; minute < 3; minute += 1) {
      for (const { failures } of await account.poll(ENV)) expect(failures).toEqual([]);
      account.sandbox.clock.advance(60_000);
    }
    const { state } = await account.incident('ci-bot');
    expect(state.verification?.state).toBe('deny attached');
    expect(account.policiesOf('ci-bot')).toContain(QUARANTINE);
    const unchecked = 'a key of ci-bot could not be checked: its id (odd_…_his)';
    expect(said().includes(unchecked)).toBe(id === UNNAMED_ID);
    expect(await releaseCommand(await cli(), account.keyOf('ci-bot'), RELEASE)).toBe(0);
    expect(account.policiesOf('ci-bot')).not.toContain(QUARANTINE);
  });
});

describe('the leaked key itself', () => {
  test.each(NAMED_IDS)('%s: contained, told, listed, released and approved by its id', async (id) => {
    await start();
    giveId(account.sandbox, 'ci-bot', id);
    account.leak('ci-bot');
    const [handled] = await account.poll(ENV);
    expect(handled).toMatchObject({ row: 'in-use', failures: [] });
    expect(account.policiesOf('ci-bot')).toContain(QUARANTINE);
    expect(said()).toContain(id);
    expect(JSON.stringify(account.chats)).not.toContain(id);
    expect(await statusCommand(await cli(), id, true)).toBe(0);
    const run = await aRun(account.sandbox, ENV);
    const { command } = await import('../../../functions/respond/command');
    expect(JSON.stringify(await command(run, { kind: 'command', command: 'status' }))).toContain(`"${id}"`);
    expect(await releaseCommand(await cli(), id, RELEASE)).toBe(0);
    expect(account.policiesOf('ci-bot')).not.toContain(QUARANTINE);
    expect(await approveCommand(await cli(), [id], HOW)).toBe(0);
    expect(account.policiesOf('ci-bot')).toContain(QUARANTINE);
  });

  test.each(NAMED_IDS)('%s: what it did is found, and told', async (id) => {
    await start({
      key: 'ci-bot',
      daysAgo: 20 / 86_400,
      service: 'ram',
      action: 'CreateUser',
      sourceIp: '185.220.101.34',
    });
    giveId(account.sandbox, 'ci-bot', id);
    for (const event of account.sandbox.world.events.all())
      Object.assign(event.userIdentity ?? {}, { accessKeyId: id });
    account.leak('ci-bot');
    await account.poll(ENV);
    const run = await aRun(account.sandbox, ENV, 'investigate');
    const result = await investigate(Buffer.from(JSON.stringify({ command: 'investigate', accessKeyId: id })), run);
    expect(result).toMatchObject({ state: 'finished', thiefSeen: 'yes' });
    expect(account.mails.at(-1)?.subject).toContain('what the leaked key of ci-bot did');
    expect(account.mails.at(-1)?.text).toContain('CreateUser');
  });

  test('is excluded by its id, and contained by hand', async () => {
    await start();
    const [, , id] = NAMED_IDS;
    giveId(account.sandbox, 'ci-bot', id);
    const env = { ...ENV, TOURNIQUET_EXCLUDE_KEYS: id };
    const [held] = await account.handled({ accessKeyId: id, reason: 'seen in a forum' }, env);
    expect(held).toMatchObject({ row: 'excluded' });
    const [contained] = await account.handled({ accessKeyId: id, reason: 'seen in a forum' }, ENV);
    expect(contained).toMatchObject({ row: 'in-use', failures: [] });
  });

  test('of a form that a notice may not name, the notice is kept and told', async () => {
    await start();
    const [, , id] = NAMED_IDS;
    giveId(account.sandbox, 'ci-bot', id);
    await account.respond(busEvent(id, { userName: 'ci-bot' }), ENV);
    expect(account.policiesOf('ci-bot')).not.toContain(QUARANTINE);
    expect(account.objects('unparsed/')).toHaveLength(1);
    expect(account.mails.map(({ subject }) => subject)).toEqual([
      expect.stringContaining('an event could not be understood'),
    ]);
  });
});
