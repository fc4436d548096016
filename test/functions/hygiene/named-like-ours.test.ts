import { attachPolicy } from '../../../sandbox/world/attachments';
import { addVersion, policyNamed } from '../../../sandbox/world/policies';
import { userNamed } from '../../../sandbox/world/users';
import { aSandbox, aUser } from '../../builders';
import { Night, resultsOf } from './arrange';

let night: Night;
afterEach(() => night.stop());

const english = { TOURNIQUET_LANGUAGE: 'en' };
const ALL = { Effect: 'Allow', Action: '*', Resource: '*' };
const DENY = { Effect: 'Deny', Action: '*', Resource: '*' };
const keyed = (name: string) => aUser(name).withKey(name, { createdDaysAgo: 20, lastUsedDaysAgo: 1 });
const POWER = ['key-administrator', 'key-power-from-anywhere', 'key-without-network-policy'];
const powerOf = (name: string) => POWER.map((check) => resultsOf(night, name)?.[check]);
const left = () =>
  night
    .report()
    .findings.filter(({ check }) => check === 'quarantine-left')
    .map(({ subject, detail }) => [subject.user, detail.en]);

test('a policy that is called like ours gives the power that its document says, direct and by a group', async () => {
  const names = ['AkTourniquetReader', 'AkTourniquetQuarantine2', 'AkTourniquetQuarantine3'];
  night = await Night.in(
    aSandbox()
      .withPolicy('AkTourniquetReader', ALL)
      .withPolicy('AkTourniquetQuarantine2', ALL)
      .withPolicy('AkTourniquetQuarantine3', DENY, ALL)
      .withGroup('g-AkTourniquetReader', 'Custom/AkTourniquetReader')
      .withGroup('g-AkTourniquetQuarantine2', 'Custom/AkTourniquetQuarantine2')
      .withGroup('g-AkTourniquetQuarantine3', 'Custom/AkTourniquetQuarantine3')
      .withUser(
        ...names.flatMap((name) => [
          keyed(`direct-${name}`).withPolicy(`Custom/${name}`),
          keyed(`grouped-${name}`).inGroup(`g-${name}`),
        ]),
      ),
  );
  await night.pass(english);
  for (const name of names)
    for (const how of ['direct', 'grouped'])
      expect([how, name, ...powerOf(`${how}-${name}`)]).toEqual([how, name, 'finding', 'finding', 'finding']);
  // What allows something is no deny that was left behind.
  expect(left()).toEqual([]);
});

test('our own deny hides nothing that the user could do without it, and alone it is no power', async () => {
  night = await Night.in(
    aSandbox().withUser(keyed('held').withPolicy('System/AdministratorAccess'), keyed('bare').withPolicy()),
  );
  const { world } = night.sandbox;
  for (const name of ['held', 'bare'])
    for (const deny of ['AkTourniquetQuarantine', 'AkTourniquetFreeze'])
      attachPolicy(world, userNamed(world, name), policyNamed(world, 'Custom', deny));
  await night.pass(english);
  expect(powerOf('held')).toEqual(['finding', 'finding', 'finding']);
  expect(powerOf('bare')).toEqual(['ok', 'ok', 'ok']);
  const both = 'AkTourniquetFreeze, AkTourniquetQuarantine';
  expect(left()).toEqual([
    ['bare', both],
    ['held', both],
  ]);
});

test('a deny of ours that was rewritten to allow everything is power, and no deny that the incident wants', async () => {
  night = await Night.in(aSandbox().withUser(keyed('held').withPolicy()));
  const { world } = night.sandbox;
  const freeze = policyNamed(world, 'Custom', 'AkTourniquetFreeze');
  const document = JSON.stringify({ Version: '1', Statement: [ALL] });
  world.setUp(() => addVersion(world, freeze, document, { setAsDefault: true, rotate: false }));
  attachPolicy(world, userNamed(world, 'held'), freeze);
  await night.pass(english);
  expect(powerOf('held')).toEqual(['finding', 'finding', 'finding']);
  expect(left()).toEqual([]);
});

test('a document under a name of ours that cannot be read is no "no power", and nobody is said to carry the deny', async () => {
  night = await Night.in(
    aSandbox()
      .withPolicy('AkTourniquetQuarantine2', ALL)
      .withUser(keyed('unknown').withPolicy('Custom/AkTourniquetQuarantine2'), keyed('other').withPolicy()),
  );
  night.fault('ram', 'GetPolicy', 'deny');
  await night.pass(english);
  expect(powerOf('unknown').slice(0, 2)).toEqual(['could-not-check', 'could-not-check']);
  expect(powerOf('other').slice(0, 2)).toEqual(['ok', 'ok']);
  const { checks } = night.report();
  expect(checks.find(({ id }) => id === 'quarantine-left')).toMatchObject({ ok: 0 });
});
