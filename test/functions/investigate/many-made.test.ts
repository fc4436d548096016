import { investigate } from '../../../functions/investigate/investigate';
import type { RunningSandbox } from '../../../sandbox/start';
import { aSandbox } from '../../builders';
import { aRun } from '../../run';
import { callRpc } from '../../sdk-clients';
import { anAccount, ENV, read, THIEF, usual } from './an-account';
import { handOver, incidentOf, manifestOf, recordIncident } from './an-incident';

const FROM = { 'x-sandbox-source-ip': THIEF };
let sandbox: RunningSandbox;
beforeEach(async () => {
  sandbox = await anAccount(aSandbox().withEvents(usual(6)));
});
afterEach(() => sandbox.stop());

/** A call of the thief's with the leaked key. */
async function call(action: string, parameters: Record<string, string>): Promise<void> {
  const leaked = sandbox.keys.get('ci')?.key as NonNullable<ReturnType<typeof sandbox.keys.get>>['key'];
  const { status } = await callRpc(sandbox, leaked, 'ram', action, parameters, FROM);
  expect(status).toBe(200);
  sandbox.clock.advance(1_000);
}

async function anAdministrator(): Promise<void> {
  await call('CreateUser', { UserName: 'evil' });
  await call('AttachPolicyToUser', { UserName: 'evil', PolicyName: 'AdministratorAccess', PolicyType: 'System' });
  await call('CreateAccessKey', { UserName: 'evil' });
}

/** The events of users that were made and deleted again: two a second. */
function manyUsers(count: number): void {
  const { events } = sandbox.world;
  const [pattern] = events.all().filter(({ eventName }) => eventName === 'CreateUser');
  const began = sandbox.clock.now().getTime();
  const made = Array.from({ length: count }, (_, i) => ({
    ...pattern,
    eventId: sandbox.world.newId('request'),
    eventTime: `${new Date(began + i * 500).toISOString().slice(0, 19)}Z`,
    requestParameters: { UserName: `zz${i}` },
  }));
  events.appendPast(made as Parameters<typeof events.appendPast>[0]);
  sandbox.clock.advance(count * 500);
}

async function investigated() {
  sandbox.clock.advance(15 * 60_000);
  const run = await aRun(sandbox, ENV, 'investigate');
  const id = incidentOf(sandbox, 'ci');
  await recordIncident(run, id, 'ci-bot', { agoMs: 30 * 60_000 });
  await investigate((await handOver(run, id)).event, run);
  const text = String(sandbox.inbox.mail.at(-1)?.text);
  const report = JSON.parse(String(await read(sandbox, run.paths.incident(id))('report.json')));
  return { text, report, manifest: await manifestOf(run, id) };
}

test('an administrator that the key made is told before a hundred users without power, with the number of all', async () => {
  await anAdministrator();
  for (let i = 0; i < 130; i++) await call('CreateUser', { UserName: `zz${i}` });
  const { text, report } = await investigated();
  expect(text).toMatch(
    /what was made with the key \(133 identities or grants\): user evil \(AdministratorAccess, AccessKey \S+\), user zz0, .*… and 123 more\./,
  );
  expect(text).toMatch(/Identities it made: RAM user evil, AdministratorAccess granted to evil, .* … and 125 more/);
  expect(report.incident.made).toHaveLength(133);
  expect(report.incident.made[0]).toEqual({ kind: 'user', name: 'evil' });
});

test('of more than a report lists the rest is a cut, the look is not complete, and an administrator is followed', async () => {
  await call('CreateUser', { UserName: 'zz' });
  manyUsers(1_100);
  await anAdministrator();
  const { text, report, manifest } = await investigated();
  expect(text).toMatch(/\(1\d\d\d identities or grants\): user evil \(AdministratorAccess, AccessKey \S+\), user zz, /);
  expect(report.audit.identitiesMade).toHaveLength(1_000);
  expect([report.audit.madeLeftOut, report.incident.madeLeftOut]).toEqual([104, 104]);
  const cut = 'more than 1000 identities, keys and grants were made: not listed are 104 that can do least';
  expect(manifest.sources).toContainEqual(expect.objectContaining({ cut: expect.stringContaining(cut) }));
  expect([manifest.complete, report.auditComplete]).toEqual([false, false]);
  // Two hundred others were made before him: he is followed, and can be contained, all the same.
  expect(report.actors).toContainEqual(expect.objectContaining({ type: 'user', name: 'evil' }));
});
