import { investigate } from '../../../functions/investigate/investigate';
import type { RunningSandbox } from '../../../sandbox/start';
import type { UsageResult } from '../../../shared/evidence/types';
import { verifyManifest } from '../../../shared/evidence/verify';
import type { LeastPrivilege } from '../../../shared/least-privilege/model';
import { evaluate } from '../../../shared/ram-policy/evaluate';
import { parsePolicy } from '../../../shared/ram-policy/parse';
import type { ReportModel } from '../../../shared/report/model';
import { aSandbox } from '../../builders';
import { aRun } from '../../run';
import { callRpc } from '../../sdk-clients';
import { anAccount, ENV, OFFICE, read, THIEF, usual } from './an-account';
import { handOver, incidentOf, manifestOf, recordIncident } from './an-incident';

let sandbox: RunningSandbox;
afterEach(() => sandbox.stop());

test('the pack holds what the business needs, what the key was used upon, and where its addresses are', async () => {
  sandbox = await anAccount(aSandbox().withEvents(usual(6)));
  const key = sandbox.keys.get('ci')?.key;
  if (key === undefined) throw new Error('the account has no such key');
  await callRpc(sandbox, key, 'ram', 'CreateUser', { UserName: 'crossfire' }, { 'x-sandbox-source-ip': THIEF });
  sandbox.clock.advance(5_000);
  const run = await aRun(sandbox, ENV, 'investigate');
  const id = incidentOf(sandbox, 'ci');
  await recordIncident(run, id, 'ci-bot', { agoMs: 30_000 });
  expect(await investigate((await handOver(run, id)).event, run)).toMatchObject({ state: 'finished' });
  const folder = run.paths.incident(id);
  const json = async <T>(path: string) => JSON.parse(String(await read(sandbox, folder)(path))) as T;

  const proposal = await json<LeastPrivilege>('evidence/least-privilege.json');
  expect(proposal.actions.map(({ action }) => action)).toEqual(['ecs:DescribeInstances']);
  expect(proposal.check).toMatchObject({ businessRefused: [], attackAllowed: 0, newPower: [] });
  const decision = (action: string) =>
    evaluate(
      proposal.policies.map(({ document }) => parsePolicy(document)),
      { action, resource: '*', context: {} },
    ).decision;
  expect([decision('ecs:DescribeInstances'), decision('ram:CreateUser')]).toEqual(['Allow', 'ImplicitDeny']);

  const usage = await json<UsageResult>('evidence/round-1/usage.json');
  expect(usage.failures).toEqual([]);
  expect(usage.resources.map(({ name }) => name)).toContain('crossfire');

  const { origins, findings } = await json<ReportModel>('report.json');
  const of = (ip: string) => origins.sources.find((source) => source.ip === ip);
  expect(of(OFFICE)).toMatchObject({ country: 'CN', isNewCountry: false, isNewNetwork: false });
  expect(of(THIEF)).toMatchObject({ country: 'DE', isNewCountry: true, isNewNetwork: true });
  const source = findings.find(({ kind }) => kind === 'new-source');
  expect(source?.text.en).toMatch(/^Calls of the attack: new country, new network: AS\d+ .*, DE$/);
  expect(source?.text.zh).toMatch(/：新国家\/地区、新网络：AS\d+/);

  const page = String(await read(sandbox, folder)('report.html'));
  expect(page).toContain('aliyun ram CreatePolicy --PolicyName LeastPrivilege-ci-bot');
  expect(page.match(/<details>/g)?.length).toBeGreaterThanOrEqual(4);
  const manifest = await manifestOf(run, id);
  expect(manifest.items.map(({ path }) => path)).toContain('evidence/least-privilege.json');
  expect(await verifyManifest(read(sandbox, folder), manifest)).toEqual([]);
});
