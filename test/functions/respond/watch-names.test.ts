import { attachPolicy, detachPolicy } from '../../../sandbox/world/attachments';
import { addToGroup, groupNamed, removeFromGroup } from '../../../sandbox/world/groups';
import { policyNamed } from '../../../sandbox/world/policies';
import { createUser, deleteUser, renameUser, userNamed } from '../../../sandbox/world/users';
import { QUARANTINE_GROUP } from '../../../shared/ram-policy/documents';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { Account, busEvent, FREEZE, QUARANTINE, TIMER, used, withFullUser } from './arrange';

const AUTO = { TOURNIQUET_LANGUAGE: 'en', TOURNIQUET_ESCALATE: 'auto' };
const MINUTE_MS = 60_000;

let account: Account;
afterEach(() => account.stop());

const world = () => account.sandbox.world;
const user = (name: string) => userNamed(world(), name);
const attach = (name: string, policy = QUARANTINE): void =>
  attachPolicy(world(), user(name), policyNamed(world(), 'Custom', policy));
const detach = (name: string, policy = QUARANTINE): void =>
  detachPolicy(world(), user(name), policyNamed(world(), 'Custom', policy));
const rename = (from: string, to: string): void => renameUser(world(), user(from), to);
const minute = (env: Record<string, string> = AUTO): Promise<unknown> => {
  account.sandbox.clock.advance(MINUTE_MS);
  return account.respond(TIMER, env);
};
const told = (): string[] => account.mails.map(({ subject }) => subject).filter((subject) => /undid/.test(subject));
const stateOf = async () => (await account.incident('ci-bot')).state;

async function contained(builder = aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot'))) {
  account = await Account.start(builder);
  await account.handled(busEvent(account.keyOf('ci-bot'), { userName: 'ci-bot' }), AUTO);
}

describe('a contained user whose name another has taken', () => {
  const decoy = (): void => {
    rename('ci-bot', 'ci-old');
    createUser(world(), { name: 'ci-bot' });
    attach('ci-bot');
  };

  test('is known by his id: the deny is back within the minute, although the other carries it', async () => {
    await contained();
    await minute();
    decoy();
    await minute();
    expect(told()).toEqual([]);
    detach('ci-old');
    await minute();
    expect(account.policiesOf('ci-old')).toEqual([QUARANTINE]);
    expect(told()).toEqual([expect.stringContaining('somebody undid the containment')]);
  });

  test('also where it was taken before the first look at him', async () => {
    await contained();
    decoy();
    detach('ci-old');
    await minute();
    expect(account.policiesOf('ci-old')).toEqual([QUARANTINE]);
  });

  test('has his turn, where IMS does not tell his id', async () => {
    await contained();
    account.fault('ims', undefined, '500', 1_000);
    await minute();
    account.clearFaults();
    decoy();
    detach('ci-old');
    await minute();
    expect(account.policiesOf('ci-old')).toEqual([QUARANTINE]);
  });

  test('has his turn, where the deny is by the group, whose members have no ids', async () => {
    await contained(withFullUser('ci-bot'));
    await minute();
    rename('ci-bot', 'ci-old');
    createUser(world(), { name: 'ci-bot' });
    const group = groupNamed(world(), QUARANTINE_GROUP);
    addToGroup(world(), user('ci-bot'), group);
    removeFromGroup(world(), user('ci-old'), group);
    await minute();
    expect(account.groupsOf('ci-old')).toEqual([QUARANTINE_GROUP]);
  });

  test('is left where he is, as long as nothing is gone: the decoy is not touched', async () => {
    await contained();
    await minute();
    decoy();
    const before = account.writingCalls().length;
    await minute();
    await minute();
    expect(account.writingCalls().slice(before)).toEqual([]);
  });
});

describe('what the attack made, frozen and then renamed', () => {
  async function frozen(): Promise<void> {
    await contained();
    account.sandbox.clock.advance(5_000);
    createUser(world(), { name: 'svc' });
    const run = await aRun(account.sandbox, AUTO, 'investigate');
    const { id } = await account.incident('ci-bot');
    const made = [{ type: 'user', name: 'svc' }];
    await run.schedule.add(id, 'escalate', run.clock.now(), { row: 'persistence-after-leak', why: 'a user', made });
    await minute();
    expect(account.policiesOf('svc')).toEqual([FREEZE]);
  }

  test('is found by its id and frozen again, and the name it bears now is told', async () => {
    await frozen();
    rename('svc', 'svc2');
    await minute();
    expect(told()).toEqual([]);
    detach('svc2', FREEZE);
    await minute();
    expect(account.policiesOf('svc2')).toEqual([FREEZE]);
    expect(account.mails.at(-1)?.text).toContain('it is called svc2 now');
    await minute();
    expect(told()).toHaveLength(1);
    expect([...(await stateOf()).alsoFrozen]).toEqual(['freeze-user:svc']);
  });

  test('another user of its name who carries the freeze does not stand in for it', async () => {
    await frozen();
    await minute();
    rename('svc', 'svc2');
    createUser(world(), { name: 'svc' });
    attach('svc', FREEZE);
    detach('svc2', FREEZE);
    await minute();
    expect(account.policiesOf('svc2')).toEqual([FREEZE]);
  });

  test('that cannot be looked up is neither gone nor frozen: nothing is done, and the run says so', async () => {
    await frozen();
    rename('svc', 'svc2');
    detach('svc2', FREEZE);
    account.fault('ims', 'GetUser', '500', 1_000);
    await minute().catch(() => undefined);
    expect([account.policiesOf('svc2'), told()]).toEqual([[], []]);
    account.clearFaults();
    await minute();
    expect(account.policiesOf('svc2')).toEqual([FREEZE]);
  });

  test('that was deleted is missed by nobody', async () => {
    await frozen();
    rename('svc', 'svc2');
    detach('svc2', FREEZE);
    deleteUser(world(), 'svc2');
    await minute();
    expect(told()).toEqual([]);
  });
});
