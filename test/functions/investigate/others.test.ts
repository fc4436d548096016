import { investigate } from '../../../functions/investigate/investigate';
import type { RunningSandbox } from '../../../sandbox/start';
import type { ReportModel } from '../../../shared/report/model';
import { aSandbox, aUser } from '../../builders';
import { giveId, NAMED_IDS } from '../../odd-ids';
import { aRun } from '../../run';
import { callRpc } from '../../sdk-clients';
import { anAccount, ENV, read, stolen, THIEF, usual } from './an-account';
import { handOver, incidentOf, manifestOf, recordIncident } from './an-incident';

const TRAIL = { TOURNIQUET_TRAIL_BUCKET: 'account-trail', TOURNIQUET_TRAIL_PREFIX: 'audit' };
const FROM = { 'x-sandbox-source-ip': THIEF };

let sandbox: RunningSandbox;
afterEach(() => sandbox.stop());

/** The thief uses the leaked key, and the keys `others` of other users as well. */
async function account(
  others: readonly string[],
  env: Readonly<Record<string, string>> = {},
  ids: Readonly<Record<string, string>> = {},
): Promise<void> {
  sandbox = await anAccount(
    aSandbox()
      .withUser(aUser('backup').withKey('backup').withPolicy('System/AdministratorAccess'))
      .withUser(aUser('alice').withKey('alice').withPolicy('System/AdministratorAccess'))
      .withEvents(
        usual(6),
        { ...usual(3), key: 'backup', sourceIps: ['47.96.10.50'] },
        stolen('CreateUser', 'ram', { parameters: { UserName: 'crossfire' } }),
      ),
    env,
  );
  for (const [name, id] of Object.entries(ids)) giveId(sandbox, name, id);
  for (const name of others) {
    const key = sandbox.keys.get(name)?.key;
    if (key === undefined) throw new Error(`no key of ${name}`);
    await callRpc(sandbox, key, 'ecs', 'DescribeRegions', {}, FROM);
  }
  // At the office, as ever.
  const alice = sandbox.keys.get('alice')?.key;
  if (alice) await callRpc(sandbox, alice, 'ecs', 'DescribeRegions', {}, { 'x-sandbox-source-ip': '47.96.10.99' });
  sandbox.clock.advance(5_000);
}

async function look(env: Readonly<Record<string, string>> = ENV) {
  const run = await aRun(sandbox, env, 'investigate');
  const id = incidentOf(sandbox, 'ci');
  await recordIncident(run, id, 'ci-bot', { agoMs: 30_000 });
  const result = await investigate((await handOver(run, id)).event, run);
  const file = async (path: string) => String(await read(sandbox, run.paths.incident(id))(path));
  const findings = JSON.parse(await file('findings.json')) as {
    findings: { kind: string; rule: string; actors: string[]; advice?: { en: string } }[];
    others: ReportModel['others'];
    notes: string[];
  };
  return { result, findings, manifest: await manifestOf(run, id), page: await file('report.html') };
}

const keyId = (name: string) => sandbox.keys.get(name)?.key.accessKeyId ?? '';
const asked = (key: string) =>
  sandbox.kernel.calls
    .all()
    .filter(({ action, parameters }) => action === 'LookupEvents' && parameters['LookupAttribute.1.Key'] === key);

test('whether it was at work before is looked for: an ordinary identity, and one that never was', async () => {
  await account(['backup', 'alice']);
  const { findings } = await look();
  const of = (name: string) => findings.others.find(({ id }) => id === keyId(name));
  expect(of('backup')).toMatchObject({ isOrdinary: true });
  expect(of('alice')).toMatchObject({ isOrdinary: false });
});

test("another key at the attack's address is found by one look a region, and told with what to do", async () => {
  await account(['backup']);
  const { result, findings, manifest, page } = await look();
  expect(result).toMatchObject({ state: 'finished', complete: true, thiefSeen: 'yes' });
  expect(findings.others).toEqual([
    expect.objectContaining({ type: 'access-key', id: keyId('backup'), traces: ['address'], calls: 1 }),
  ]);
  const found = findings.findings.filter(({ kind }) => kind === 'other-identity');
  expect(found).toEqual([expect.objectContaining({ rule: 'other-key', actors: [keyId('backup')] })]);
  expect(found[0]?.advice?.en).toMatch(/contain it, then rotate it/);
  expect(asked('SourceIpAddress').map(({ parameters }) => parameters['LookupAttribute.1.Value'])).toEqual([
    THIEF,
    THIEF,
  ]);
  // In the second message as well, the key masked where everybody reads along.
  const told = sandbox.inbox.mail.at(-1);
  expect(told?.text).toContain(`${keyId('backup')} (backup)`);
  expect(page).toContain(`aliyun ram CreateAccessKey --UserName backup`);
  const parts = manifest.items.filter(({ path }) => path.startsWith('evidence/round-1/others/'));
  expect(parts.length).toBe(1);
  // The leaked key's own calls lie in the pack already.
  const source = manifest.sources.filter(({ source }) => source.endsWith(', other identities'));
  expect(source.every(({ complete }) => complete)).toBe(true);
  // One call of the thief's and those of the habit; in the other region none. The leaked key's own are not among them.
  const [none, some] = source.map(({ count }) => count).sort((a, b) => a - b);
  expect(none).toBe(0);
  expect(some).toBeGreaterThan(10);
  expect(some).toBeLessThanOrEqual(31);
});

test.each(NAMED_IDS)('a key whose id is %s is told as a key as well, and as whose', async (id) => {
  await account(['alice'], {}, { alice: id });
  const { findings } = await look();
  expect(findings.others).toMatchObject([{ type: 'access-key', id, userName: 'alice', traces: ['address'] }]);
  expect(sandbox.inbox.mail.at(-1)?.text).toContain(`${id} (alice)`);
});

test('where nobody else is met, nothing is told; without an attack nothing is asked', async () => {
  await account([]);
  const { findings, page } = await look();
  expect(findings.others).toEqual([]);
  expect(findings.findings.filter(({ kind }) => kind === 'other-identity')).toEqual([]);
  expect(page).not.toContain('Other keys and users of the account');
  await sandbox.stop();

  sandbox = await anAccount(aSandbox().withEvents(usual(6)));
  await look();
  expect(asked('SourceIpAddress')).toEqual([]);
});

test('with a trail one pass finds who else used the address or the program', async () => {
  await account(['backup'], TRAIL);
  sandbox.deliverTrail('account-trail', 'audit');
  const { result, findings } = await look({ ...ENV, ...TRAIL });
  expect(result).toMatchObject({ state: 'finished', complete: true });
  expect(findings.others.map(({ id }) => id)).toContain(keyId('backup'));
  expect(asked('SourceIpAddress')).toEqual([]);
  expect(findings.notes.join()).not.toContain('was not looked for');
});
