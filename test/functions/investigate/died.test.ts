import { type InvestigateResult, investigate } from '../../../functions/investigate/investigate';
import type { RunningSandbox } from '../../../sandbox/start';
import { aSandbox } from '../../builders';
import { aRun } from '../../run';
import { anAccount, ENV, stolen, usual } from './an-account';
import { handOver, incidentOf, manifestOf, recordIncident } from './an-incident';

let sandbox: RunningSandbox;
beforeEach(async () => {
  sandbox = await anAccount(
    aSandbox().withEvents(usual(6), stolen('CreateUser', 'ram', { parameters: { UserName: 'crossfire' } })),
  );
});
afterEach(() => sandbox.stop());

const id = () => incidentOf(sandbox, 'ci');

/** So many looks were begun, and none came to its end; then one that does. */
async function afterDeaths(deaths: number): Promise<InvestigateResult> {
  const run = await aRun(sandbox, ENV, 'investigate');
  await recordIncident(run, id(), 'ci-bot', { agoMs: 13 * 60_000 });
  for (let death = 0; death < deaths; death += 1) {
    const leaseUntil = new Date(run.clock.now().getTime() - 1_000).toISOString();
    await run.journal.append(id(), () => ({ type: 'look-claim', run: 'r', leaseUntil, round: 1, part: 'reading' }));
  }
  return investigate((await handOver(run, id())).event, run);
}

const lookedFor = () =>
  sandbox.kernel.calls
    .all()
    .filter(({ action }) => action === 'LookupEvents')
    .map(({ parameters }) => JSON.stringify(parameters));

test('a look says in the journal what it is at, so that the next one knows where it died', async () => {
  expect(await afterDeaths(0)).toMatchObject({ state: 'finished', complete: true });
  const { entries } = await (await aRun(sandbox, ENV, 'investigate')).journal.read(id());
  const parts = entries.flatMap((entry) =>
    entry.type === 'look-claim' ? `${entry.round} ${entry.part}` : entry.type === 'look-end' ? `${entry.end}` : [],
  );
  expect(parts).toEqual(['1 reading', '1 judging', '1 writing', 'finished']);
  expect(lookedFor().some((asked) => asked.includes('crossfire'))).toBe(true);
});

test('where three died, the key alone is looked at, and that is no complete look', async () => {
  const result = await afterDeaths(3);
  expect(result).toMatchObject({ state: 'finished', complete: false, thiefSeen: 'yes', alert: 'sent' });
  expect(result.unread?.join()).toContain('left out, for 3 looks died before they came to their end');
  expect(lookedFor().length).toBeGreaterThan(0);
  expect(lookedFor().some((asked) => asked.includes('crossfire'))).toBe(false);
  const manifest = await manifestOf(await aRun(sandbox, ENV, 'investigate'), id());
  expect(manifest.complete).toBe(false);
  expect(manifest.items.some(({ path }) => path.startsWith('evidence/round-1/audit/'))).toBe(true);
});

test('where three more died, no call is read: what else there is comes to its owner all the same', async () => {
  const result = await afterDeaths(6);
  expect(result).toMatchObject({ state: 'finished', complete: false, events: 0, alert: 'sent' });
  expect(result.thiefSeen).not.toBe('no');
  const { items } = await manifestOf(await aRun(sandbox, ENV, 'investigate'), id());
  expect(items.filter(({ path }) => path.startsWith('evidence/round-1/audit/'))).toEqual([]);
  expect(sandbox.inbox.mail.at(-1)?.text).toContain('left out, for 6 looks died before they came to their end');
  const { tasks } = await (await aRun(sandbox, ENV, 'respond')).schedule.due();
  expect(tasks.map(({ task }) => task)).not.toContain('investigate');
});
