import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { type FunctionName, roleName } from '../../shared/ram-policy/role-rights';
import { makeCall } from '../attacker/clients';
import { checkoutRoot } from '../checkout';
import { setTrails } from '../furnish';
import { credentialsOf } from '../identities';
import type { AttackerStep, Scenario, ScenarioNight } from '../scenario';
import { type RunningSandbox, startSandbox } from '../start';
import { saveAlerts, saveFile } from './harvest';
import { judgeNights, type NightReport } from './judge-nights';
import type { Printer } from './print';

const DAY_MS = 86_400_000;
const REPORTS = /^ak-tourniquet\/hygiene\/(\d{4}-\d\d-\d\d\/(?:report\.html|report\.json|findings\.csv))$/;

/** Plays a scenario's nights with the built functions, and leaves their reports under `out/`. */
export async function playNights(
  scenario: Scenario & { readonly nights: readonly ScenarioNight[] },
  env: Readonly<Record<string, string>>,
  { latencyMs, print }: { readonly latencyMs: number; readonly print: Printer },
) {
  const { nights } = scenario;
  const startedAt = new Date();
  const excluded = { TOURNIQUET_EXCLUDE_USERS: (scenario.excludeUsers ?? []).join(',') };
  const daysBefore = nights[0]?.daysAgo ?? 0;
  const sandbox = await startSandbox({ scenario, env: { ...env, ...excluded }, latencyMs, daysAgo: daysBefore });
  try {
    print.begin(scenario.name, scenario.description);
    await putExceptions(sandbox);
    let daysAgo = daysBefore;
    for (const night of nights) {
      sandbox.clock.advance((daysAgo - night.daysAgo) * DAY_MS);
      daysAgo = night.daysAgo;
      print.night(await playNight(sandbox, night));
      // Whoever is still at work would find his session over when the clock is moved.
      await sandbox.fc.idle();
    }
    const out = path.join('out', `${scenario.name}-${startedAt.toISOString().replaceAll(/[:.]/g, '-')}`);
    const reports = harvestReports(sandbox, out);
    const result = judgeNights(scenario, nights, reports, sandbox.inbox, out);
    print.nights(result);
    return result;
  } finally {
    await sandbox.stop();
  }
}

async function playNight(sandbox: RunningSandbox, night: ScenarioNight) {
  const { world, keys, kernel, clock } = sandbox;
  if (night.trails) setTrails(world, night.trails);
  if (night.root?.mfa !== undefined) world.settings.rootMfa = night.root.mfa;
  for (const { key, user } of keys.values()) {
    if (user !== undefined) continue;
    if (night.root?.keyStatus) key.status = night.root.keyStatus;
    if (night.root?.isKeyUsed) key.lastUsed = { at: new Date(clock.now().getTime() - DAY_MS / 24), serviceName: 'Oss' };
  }
  for (const key of night.leaks ?? []) sandbox.publishLeak({ key });
  await runResponder(sandbox, night.responder ?? 'runs');
  for (let i = 0; i < (night.deadLetters ?? 0); i += 1)
    sandbox.deadLetters.put(queueOf(sandbox), {
      ...{ from: roleName('respond'), why: 'the platform ended it' },
      event: Buffer.from(JSON.stringify({ triggerName: 'poll', triggerTime: clock.now().toISOString() })),
    });
  for (const step of night.steps ?? []) await take(sandbox, step);
  clock.advance((night.silentMinutes ?? 0) * 60_000);
  for (const match of night.refused ?? []) kernel.faults.add({ match, fault: 'deny', times: 1_000 });
  const answer = await run(sandbox, 'hygiene', 'nightly');
  kernel.faults.clear();
  return { date: clock.now().toISOString().slice(0, 10), note: night.note ?? '', answer };
}

/** With `fails` neither the leak list nor the robot can be reached in the timer's last minute. */
async function runResponder(sandbox: RunningSandbox, how: 'runs' | 'fails'): Promise<void> {
  const { faults } = sandbox.kernel;
  if (how === 'fails')
    for (const [service, action] of [
      ['sas', 'DescribeAccesskeyLeakList'],
      ['dingtalk', 'send'],
    ] as const)
      faults.add({ match: { service, action }, fault: 'deny', times: 1_000 });
  // A run that fails has told so itself.
  await run(sandbox, 'respond', 'poll').catch(() => undefined);
  faults.clear();
}

/** Sets a function off as its timer does. Throws what it failed with. */
async function run({ fc, clock }: RunningSandbox, name: FunctionName, triggerName: string): Promise<unknown> {
  const event = { triggerTime: clock.now().toISOString(), triggerName, payload: '' };
  const { error, payload } = await fc.invoke(roleName(name), event);
  if (error) throw new Error(`${name} failed: ${payload.toString()}`);
  return JSON.parse(payload.toString());
}

/** A call of the administrator's, or of a key of the scenario. Throws where the account refuses it: the story needs it. */
async function take(sandbox: RunningSandbox, step: AttackerStep): Promise<void> {
  const { identities, keys, url, region } = sandbox;
  const named = keys.get(step.as)?.key;
  const identity = step.as === 'admin' || named === undefined ? identities.admin : credentialsOf(named);
  const parameters = Object.fromEntries(
    Object.entries(step.parameters ?? {}).map(([name, value]) => [name, keyNamed(sandbox, value)]),
  );
  const { service, action } = step;
  const answer = await makeCall({ url, region, identity, service, action, parameters });
  if (answer.status >= 300 || answer.status === 0) throw new Error(`${action} was refused: ${answer.code}`);
}

/** `{name}` stands for the id of the scenario's key. */
function keyNamed({ keys }: RunningSandbox, value: string): string {
  const name = /^\{([\w.-]+)\}$/.exec(value)?.[1];
  return name === undefined ? value : (keys.get(name)?.key.accessKeyId ?? value);
}

/** As the owner would: a file, and the command line. */
async function putExceptions({ scenario, endpointEnv, identities, clock }: RunningSandbox): Promise<void> {
  const { exceptions = [] } = scenario ?? {};
  if (exceptions.length === 0) return;
  const folder = mkdtempSync(path.join(tmpdir(), 'ak-tourniquet-'));
  try {
    const file = path.join(folder, 'exceptions.json');
    const dated = exceptions.map(({ untilDays, ...rest }) => ({
      ...rest,
      until: new Date(clock.now().getTime() + untilDays * DAY_MS).toISOString().slice(0, 10),
    }));
    writeFileSync(file, JSON.stringify({ schema: 1, exceptions: dated }));
    const { accessKeyId, accessKeySecret } = identities.admin;
    const env = {
      PATH: process.env['PATH'],
      ...endpointEnv,
      ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret,
    };
    const cli = path.join(checkoutRoot(), 'dist', 'cli', 'index.js');
    await promisify(execFile)(process.execPath, [cli, 'exceptions', file, '--yes'], { env });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Each date's report as the functions have written it, saved below `out`. */
function harvestReports(sandbox: RunningSandbox, out: string): NightReport[] {
  const bucket = sandbox.oss.buckets.get(sandbox.endpointEnv['TOURNIQUET_EVIDENCE_BUCKET'] ?? '');
  const reports: NightReport[] = [];
  for (const [key, { body }] of bucket?.objects ?? []) {
    const name = REPORTS.exec(key)?.[1];
    if (name === undefined) continue;
    saveFile(path.join(out, name), body);
    if (name.endsWith('.json')) reports.push(JSON.parse(body.toString()) as NightReport);
  }
  saveAlerts(sandbox, path.join(out, 'alerts'));
  sandbox.fc.invocations.forEach(({ functionName, logs }, i) => {
    saveFile(path.join(out, 'logs', `${i + 1}-${functionName}.log`), logs);
  });
  return reports.sort((a, b) => a.date.localeCompare(b.date));
}

const queueOf = ({ region, accountId }: RunningSandbox): string =>
  `acs:mns:${region}:${accountId}:/queues/ak-tourniquet-dead-letters/messages`;
