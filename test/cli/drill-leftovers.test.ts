import { COMMENT, REASON } from '../../cli/doctor/drill-end';
import { leftovers } from '../../cli/doctor/drill-leftovers';
import { renameUser, userNamed } from '../../sandbox/world/users';
import { aSandbox, aUser } from '../builders';
import { Account, QUARANTINE, used } from '../functions/respond/arrange';
import { callRpc } from '../sdk-clients';
import { output, person } from './release-arrange';

const ENV = { TOURNIQUET_LANGUAGE: 'en' };
const DRILL = 'ak-tourniquet-drill-0123abcd';
const HOUR_MS = 3_600_000;

let account: Account;
beforeEach(async () => {
  account = await Account.start(
    aSandbox().withUser(aUser('ci-bot').withKey().withPolicy('System/AdministratorAccess')).withEvents(used('ci-bot')),
  );
});
afterEach(() => account.stop());

const named = (from: string, to: string) =>
  renameUser(account.sandbox.world, userNamed(account.sandbox.world, from), to);
const ofDrill = () => account.respond({ accessKeyId: account.keyOf('ci-bot'), userName: DRILL, reason: REASON }, ENV);
const asAdmin = (action: string, parameters: Record<string, string>) =>
  callRpc(account.sandbox, account.sandbox.identities.admin, 'ram', action, parameters);

/** What the plan says, and what became of it. */
async function takenAway() {
  account.sandbox.clock.advance(HOUR_MS);
  const left = await leftovers(await person(account, ENV));
  let found: readonly { readonly kind: string; readonly what: string }[] = [];
  await output(async () => {
    found = await left.takeAway();
  });
  return { plan: left.lines, found: found.map(({ kind, what }) => `${kind}: ${what}`) };
}

test('the incident of a leak is no drill, whatever its user was called when he was contained', async () => {
  named('ci-bot', DRILL);
  account.leak('ci-bot');
  await account.poll(ENV);
  named(DRILL, 'ci-bot');
  const { plan, found } = await takenAway();
  expect(plan).toEqual([]);
  expect(found).toEqual([
    expect.stringMatching(/^note: .* stays open, .*: something else than a drill told of this key$/),
  ]);
  expect(account.policiesOf('ci-bot')).toContain(QUARANTINE);
});

test.each<[string, () => Promise<unknown>]>([
  ['by his key', async () => undefined],
  [
    'by his id, where the key is deleted',
    () => asAdmin('DeleteAccessKey', { UserName: 'ci-bot', UserAccessKeyId: account.keyOf('ci-bot') }),
  ],
])('nor is what says that it is a drill, where the user has another name today: %s', async (_, meanwhile) => {
  named('ci-bot', DRILL);
  await ofDrill();
  named(DRILL, 'ci-bot');
  await meanwhile();
  const { plan, found } = await takenAway();
  expect(plan).toEqual([]);
  expect(found).toEqual([expect.stringMatching(/^note: .* \(ci-bot\) stays open, .*: the key is ci-bot's$/)]);
  expect(account.policiesOf('ci-bot')).toContain(QUARANTINE);
});

test('whose key it is could not be asked: nothing is released', async () => {
  named('ci-bot', DRILL);
  await ofDrill();
  named(DRILL, 'ci-bot');
  account.fault('ims', 'GetUser', 'deny', 100);
  const { plan, found } = await takenAway();
  expect(plan).toEqual([]);
  expect(found).toEqual([expect.stringMatching(/^could not check: what earlier drills have left: the incident of /)]);
  expect(account.policiesOf('ci-bot')).toContain(QUARANTINE);
});

test('a leak that is told while a person reads the plan keeps its incident', async () => {
  await asAdmin('CreateUser', { UserName: DRILL, Comments: COMMENT });
  await asAdmin('CreateAccessKey', { UserName: DRILL });
  const accessKeyId = account.sandbox.world.users.get(DRILL)?.keys[0]?.accessKeyId ?? '';
  await account.respond({ accessKeyId, userName: DRILL, reason: REASON }, ENV);
  account.sandbox.clock.advance(HOUR_MS);
  const left = await leftovers(await person(account, ENV));
  expect(left.lines).toEqual([expect.stringContaining(`delete the RAM user ${DRILL}`), expect.stringContaining(DRILL)]);
  await account.respond({ accessKeyId, reason: 'a person has seen it' }, ENV);
  const printed = await output(async () => {
    expect(await left.takeAway()).toEqual([
      expect.objectContaining({ kind: 'ok' }),
      expect.objectContaining({ kind: 'note', what: expect.stringContaining('stays open') }),
    ]);
  });
  expect(printed).not.toContain('contain no more');
});
