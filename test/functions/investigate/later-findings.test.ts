import { investigate } from '../../../functions/investigate/investigate';
import type { RunningSandbox } from '../../../sandbox/start';
import type { Finding } from '../../../shared/findings/model';
import { aSandbox } from '../../builders';
import { aRun } from '../../run';
import { callRpc } from '../../sdk-clients';
import { anAccount, ENV, read, stolen, THIEF, usual } from './an-account';
import { handOver, incidentOf, recordIncident } from './an-incident';

let sandbox: RunningSandbox;
afterEach(() => sandbox.stop());

test('a grave finding of a later round is told once', async () => {
  sandbox = await anAccount(aSandbox().withEvents(usual(6), stolen('RunInstances', 'ecs')));
  const id = incidentOf(sandbox, 'ci');
  // No deny holds, so that no call can be news for having passed one.
  await recordIncident(await aRun(sandbox, ENV, 'investigate'), id, 'ci-bot', { denied: false });
  const look = async (round: number) => {
    const run = await aRun(sandbox, ENV, 'investigate');
    const { alert } = await investigate((await handOver(run, id, round)).event, run);
    const body = await read(sandbox, run.paths.incident(id))('findings.json');
    const { findings } = JSON.parse(String(body)) as { findings: Finding[] };
    const told = sandbox.inbox.mail.length;
    sandbox.clock.advance(2 * 3_600_000);
    return { alert, told, grave: findings.flatMap(({ rule, severity }) => (severity === 'high' ? [rule] : [])) };
  };
  const first = await look(1);
  expect(first).toMatchObject({ alert: 'sent', told: 1 });
  expect(first.grave).not.toContain('persistence-user');
  expect(await look(2)).toMatchObject({ alert: 'no news', told: 1 });

  const leaked = sandbox.keys.get('ci')?.key;
  const speaks = { accessKeyId: leaked?.accessKeyId ?? '', accessKeySecret: leaked?.accessKeySecret ?? '' };
  await callRpc(sandbox, speaks, 'ram', 'CreateUser', { UserName: 'svc-backup' }, { 'x-sandbox-source-ip': THIEF });
  sandbox.clock.advance(60_000);
  const third = await look(3);
  expect(third).toMatchObject({ alert: 'sent', told: 2 });
  expect(third.grave).toContain('persistence-user');
  expect(await look(4)).toMatchObject({ alert: 'no news', told: 2 });
});
