import { investigate } from '../../../functions/investigate/investigate';
import { noteLogins } from '../../../functions/investigate/note-logins';
import type { RunningSandbox } from '../../../sandbox/start';
import type { Entry } from '../../../shared/incident/entries';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { anAccount, ENV, OFFICE, stolen, usual } from './an-account';
import { handOver, incidentOf, recordIncident } from './an-incident';

let sandbox: RunningSandbox;
afterEach(() => sandbox.stop());

const of = (UserName: string, more: object = {}) => ({ parameters: { UserName }, ...more });
const logins = (entries: readonly Entry[]) => entries.flatMap((entry) => (entry.type === 'logins' ? [entry] : []));
const idOf = (name: string) => sandbox.world.users.get(name)?.id;
const USUAL = { service: 'ram', action: 'CreateLoginProfile', parameters: { UserName: 'a-colleague' } };

async function looks(rounds: number) {
  const id = incidentOf(sandbox, 'ci');
  await recordIncident(await aRun(sandbox, ENV, 'investigate'), id, 'ci-bot');
  for (let round = 1; round <= rounds; round += 1) {
    const run = await aRun(sandbox, ENV, 'investigate');
    await investigate((await handOver(run, id, round)).event, run);
  }
  return (await aRun(sandbox, ENV, 'investigate')).journal.read(id);
}

test.each([
  ['UnbindMFA', 'ims'],
  ['DisableVirtualMFA', 'ims'],
  ['DeleteVirtualMFADevice', 'ram'],
])('%s counts as well', async (call, service) => {
  sandbox = await anAccount(
    aSandbox()
      .withUser(aUser('alice').withKey())
      .withEvents(usual(6), stolen(call, service, of('alice'))),
  );
  const { entries } = await looks(1);
  expect(entries.flatMap((entry) => (entry.type === 'logins' ? entry.taken : []))).toEqual([
    expect.objectContaining({ userName: 'alice' }),
  ]);
});

test('whose login or second factor the attack changed is written down once, before the owner is told', async () => {
  sandbox = await anAccount(
    aSandbox()
      .withUser(aUser('alice').withKey(), aUser('bob'), aUser('carol'), aUser('dave'))
      .withEvents(
        usual(6),
        { ...usual(6), calls: [USUAL] },
        stolen('CreateLoginProfile', 'ram', of('alice')),
        stolen('BindMFADevice', 'ram', of('alice')),
        stolen('BindMFADevice', 'ims', of('bob', { parameters: { UserPrincipalName: 'bob@x.onaliyun.com' } })),
        stolen('UpdateLoginProfile', 'ram', of('carol', { errorCode: 'NoPermission' })),
        stolen('CreateLoginProfile', 'ram', of('dave', { sourceIp: OFFICE })),
        stolen('UpdateLoginProfile', 'ram', of('gone')),
        stolen('UpdateLoginProfile', 'ram', of('no name: <b>')),
      ),
  );
  const { entries } = await looks(2);
  const noted = entries.filter(({ type }) => type === 'logins');
  expect(noted).toHaveLength(1);
  expect(noted[0]).toMatchObject({
    taken: expect.arrayContaining([
      { userName: 'alice', userId: idOf('alice') },
      { userName: 'bob', userId: idOf('bob') },
      // Who cannot be looked up is known by his name.
      { userName: 'gone' },
    ]),
  });
  expect(JSON.stringify(noted)).not.toMatch(/carol|no name/);
  const types = entries.map(({ type }) => type);
  expect(types.indexOf('logins')).toBeLessThan(types.indexOf('alert-claim'));
});

test('what the key did where it always works is a suspicion, and what it did before the leak is none', async () => {
  const makes = { ...USUAL, action: 'CreateUser' };
  sandbox = await anAccount(
    aSandbox()
      .withUser(aUser('dave'))
      .withEvents(
        { ...usual(6), calls: [USUAL, makes] },
        stolen('CreateUser', 'ram', of('dave', { sourceIp: OFFICE, daysAgo: 40 / 86_400 })),
        stolen('CreateLoginProfile', 'ram', of('dave', { sourceIp: OFFICE })),
      ),
  );
  const { entries } = await looks(1);
  expect(entries.filter(({ type }) => type === 'logins')).toMatchObject([
    { taken: [], suspected: [{ userName: 'dave' }] },
  ]);
});

test('nobody’s login was touched: nothing is written', async () => {
  sandbox = await anAccount(aSandbox().withEvents(usual(6), stolen('RunInstances', 'ecs')));
  const { entries } = await looks(1);
  expect(entries.map(({ type }) => type)).not.toContain('logins');
});

test('who is renamed before he is looked up is known by both names, and by his id', async () => {
  const renamed = { parameters: { UserName: 'alice', NewUserName: 'alice2' } };
  sandbox = await anAccount(
    aSandbox()
      .withUser(aUser('alice2'))
      .withEvents(
        usual(6),
        stolen('UpdateLoginProfile', 'ram', of('alice', { daysAgo: 30 / 86_400 })),
        stolen('UpdateUser', 'ram', renamed),
        stolen('UpdateUser', 'ram', {
          parameters: { UserName: 'alice2', NewUserName: 'x' },
          errorCode: 'NoPermission',
        }),
      ),
  );
  const userId = idOf('alice2');
  expect(userId).toBeDefined();
  expect(logins((await looks(2)).entries)).toMatchObject([
    {
      taken: [
        { userName: 'alice2', userId },
        { userName: 'alice', userId },
      ],
    },
  ]);
});

test('users of the attack’s making take nobody’s place', async () => {
  const decoys = Array.from({ length: 40 }, (_, i) => `decoy-${i}`);
  const asDecoy = (action: string, daysAgo: number) =>
    decoys.map((name) => stolen(action, 'ram', of(name, { daysAgo: daysAgo / 86_400 })));
  sandbox = await anAccount(
    aSandbox()
      .withUser(aUser('alice'), ...decoys.map((name) => aUser(name)))
      .withEvents(
        usual(6),
        ...asDecoy('CreateUser', 90),
        ...asDecoy('CreateLoginProfile', 60),
        stolen('UpdateLoginProfile', 'ram', of('alice')),
      ),
  );
  const [first, ...later] = logins((await looks(1)).entries);
  expect(later).toEqual([]);
  expect(first?.taken[0]).toEqual({ userName: 'alice', userId: idOf('alice') });
  expect(first?.taken).toHaveLength(41);
  expect(first?.taken.filter(({ userId }) => userId !== undefined)).toHaveLength(30);
});

test('an id that could not be looked up is looked up in the next round, and written down once', async () => {
  sandbox = await anAccount(
    aSandbox()
      .withUser(aUser('alice'))
      .withEvents(usual(6), stolen('UpdateLoginProfile', 'ram', of('alice'))),
  );
  const id = incidentOf(sandbox, 'ci');
  await recordIncident(await aRun(sandbox, ENV, 'investigate'), id, 'ci-bot');
  const before = async () => (await aRun(sandbox, ENV, 'investigate')).journal.read(id);
  const alice = { now: 'alice', names: ['alice'], isMade: false };
  const note = async () =>
    noteLogins(await aRun(sandbox, ENV, 'investigate'), await before(), { taken: [alice], suspected: [] });
  const user = sandbox.world.users.get('alice');
  sandbox.world.users.delete('alice');
  await note();
  if (user) sandbox.world.users.set('alice', user);
  await note();
  await note();
  expect(logins((await before()).entries).map(({ taken }) => taken)).toEqual([
    [{ userName: 'alice' }],
    [{ userName: 'alice', userId: user?.id }],
  ]);
});
