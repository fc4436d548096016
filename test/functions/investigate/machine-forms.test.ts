import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { investigate } from '../../../functions/investigate/investigate';
import type { RunningSandbox } from '../../../sandbox/start';
import { aSandbox } from '../../builders';
import { aRun } from '../../run';
import { anAccount, ENV, read, stolen, usual } from './an-account';
import { handOver, incidentOf, recordIncident } from './an-incident';

const ROOT = path.resolve(__dirname, '..', '..', '..');
const made = mkdtempSync(path.join(tmpdir(), 'schemas-'));
const write = (...more: string[]) =>
  execFileSync(process.execPath, [path.join(ROOT, 'scripts', 'schemas.mjs'), ...more], { encoding: 'utf8' });
/** Schemas that allow no field that the types do not have. */
function closed(name: string): ValidateFunction {
  const schema = JSON.parse(readFileSync(path.join(made, 'closed', `${name}.schema.json`), 'utf8')) as object;
  const formats = { 'date-time': (text: string) => !Number.isNaN(Date.parse(text)) };
  return new Ajv({ allErrors: true, strict: false, formats }).compile(schema);
}

let sandbox: RunningSandbox | undefined;
beforeAll(() => {
  write(path.join(made, 'open'));
  write('--closed', path.join(made, 'closed'));
});
afterAll(() => rmSync(made, { recursive: true }));
afterEach(async () => {
  await sandbox?.stop();
  sandbox = undefined;
});

test('the published schemas are those of the types (node scripts/schemas.mjs writes them)', () => {
  const published = path.join(ROOT, 'docs', 'schemas');
  const names = readdirSync(path.join(made, 'open'));
  expect(readdirSync(published).sort()).toEqual(names.sort());
  for (const name of names)
    expect(readFileSync(path.join(published, name), 'utf8')).toBe(readFileSync(path.join(made, 'open', name), 'utf8'));
});

test.each([
  [
    'a thief in the account',
    [usual(4), stolen('CreateUser', 'ram', { parameters: { UserName: 'crossfire' } }), stolen('RunInstances', 'ecs')],
    {},
  ],
  ['nothing at all', [], { fault: 'deny' as const }],
])('what a run writes is what the schemas say: %s', async (_, events, { fault }: { fault?: 'deny' }) => {
  const account = await anAccount(
    aSandbox()
      .withAccount({ balance: '20.00' })
      .withEvents(...events),
  );
  sandbox = account;
  const run = await aRun(account, ENV, 'investigate');
  const id = incidentOf(account, 'ci');
  await recordIncident(run, id, 'ci-bot');
  if (fault)
    for (const service of ['bss', 'actiontrail']) account.kernel.faults.add({ match: { service }, times: 5, fault });
  await investigate((await handOver(run, id)).event, run);

  const file = async (name: string) => String(await read(account, run.paths.incident(id))(name));
  for (const name of ['report', 'findings']) {
    const check = closed(name);
    check(JSON.parse(await file(`${name}.json`)));
    expect(check.errors ?? []).toEqual([]);
  }
  const { findings } = JSON.parse(await file('findings.json')) as { findings: { rule: string; title: string }[] };
  const lines = (await file('findings.ocsf.jsonl')).split('\n').filter((line) => line !== '');
  const check = closed('finding.ocsf');
  for (const line of lines) {
    check(JSON.parse(line));
    expect(check.errors ?? []).toEqual([]);
  }
  expect(lines.map((line) => JSON.parse(line).metadata.event_code)).toEqual(findings.map(({ rule }) => rule));
  if (fault === undefined) expect(findings.length).toBeGreaterThan(1);
});

test('the schemas refuse what is no report', () => {
  expect(closed('report')({})).toBe(false);
  expect(closed('findings')({ schema: 1, findings: [{ rule: 'x' }], actors: [], skipped: {}, notes: [] })).toBe(false);
});
