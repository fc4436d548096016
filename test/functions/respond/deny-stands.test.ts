import { attachPolicy, detachPolicy } from '../../../sandbox/world/attachments';
import { addVersion, policyNamed } from '../../../sandbox/world/policies';
import { userNamed } from '../../../sandbox/world/users';
import { aSandbox, aUser } from '../../builders';
import { Account, FREEZE, QUARANTINE, used, withFullUser } from './arrange';

const ENGLISH = { TOURNIQUET_LANGUAGE: 'en' };
const ALLOW_ALL = JSON.stringify({ Version: '1', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] });

let account: Account;
afterEach(() => account.stop());

const policy = (name: string) => policyNamed(account.sandbox.world, 'Custom', name);
const user = () => userNamed(account.sandbox.world, 'ci-bot');

/** From now on the responder's role may put no deny on anybody. */
function roleLosesItsRight(): void {
  for (const action of ['AttachPolicyToUser', 'AddUserToGroup']) account.fault('ram', action, 'deny', 1000);
}

async function contained(builder = aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot'))) {
  account = await Account.start(builder);
  account.leak('ci-bot', { tokenValid: 1 });
  expect(await account.poll(ENGLISH)).toMatchObject([{ row: 'in-use', failures: [] }]);
}

/** Another record of the key, behind the first. */
async function leakedAgain() {
  roleLosesItsRight();
  account.sandbox.clock.advance(60_000);
  account.leak('ci-bot', { tokenValid: 1 });
  return account.poll(ENGLISH);
}

describe('no deny can be put on, and the user carries one: his key in use stays on', () => {
  test('by himself', async () => {
    await contained();
    expect(await leakedAgain()).toMatchObject([{ verdict: 'contain', failures: [], denyAt: expect.any(String) }]);
    expect([account.statusOf('ci-bot'), account.policiesOf('ci-bot')]).toEqual(['Active', [QUARANTINE]]);
  });

  test('by the group', async () => {
    await contained(withFullUser('ci-bot'));
    expect(await leakedAgain()).toMatchObject([{ verdict: 'contain', failures: [] }]);
    expect([account.statusOf('ci-bot'), account.groupsOf('ci-bot')]).toEqual(['Active', [QUARANTINE]]);
  });

  test('the freeze that a person put on, of which no journal knows', async () => {
    account = await Account.start(aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot')));
    attachPolicy(account.sandbox.world, user(), policy(FREEZE));
    expect(await leakedAgain()).toMatchObject([{ verdict: 'contain', failures: [] }]);
    expect(account.statusOf('ci-bot')).toBe('Active');
    expect((await account.incident('ci-bot')).state.attached).toEqual(new Set(['freeze']));
  });

  test('which could not be looked at, and stands in the journal', async () => {
    await contained();
    account.fault('ram', 'ListPoliciesForUser', 'deny', 1000);
    await expect(leakedAgain()).rejects.toThrow(/whether one is on ci-bot already could not be checked/);
    expect(account.statusOf('ci-bot')).toBe('Active');
  });
});

describe('no deny can be put on, and none is on: the key is switched off', () => {
  test('somebody has taken it off', async () => {
    await contained();
    detachPolicy(account.sandbox.world, user(), policy(QUARANTINE));
    await expect(leakedAgain()).rejects.toThrow(/no deny could be attached to ci-bot/);
    expect(account.statusOf('ci-bot')).toBe('Inactive');
  });

  test('what is called like it allows everything', async () => {
    await contained();
    addVersion(account.sandbox.world, policy(QUARANTINE), ALLOW_ALL, { setAsDefault: true, rotate: false });
    await expect(leakedAgain()).rejects.toThrow(/no deny could be attached to ci-bot/);
    expect(account.statusOf('ci-bot')).toBe('Inactive');
  });

  test('whether one is could not be looked at, and nobody has ever put one on', async () => {
    account = await Account.start(aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot')));
    account.fault('ram', 'ListPoliciesForUser', 'deny', 1000);
    await expect(leakedAgain()).rejects.toThrow(/no deny could be attached to ci-bot/);
    expect(account.statusOf('ci-bot')).toBe('Inactive');
  });
});
