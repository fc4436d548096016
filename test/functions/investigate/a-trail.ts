import { gunzipSync, gzipSync } from 'node:zlib';
import { investigate } from '../../../functions/investigate/investigate';
import { setTrails } from '../../../sandbox/furnish';
import type { RunningSandbox } from '../../../sandbox/start';
import type { FindingsFile } from '../../../shared/findings/file';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { callRpc } from '../../sdk-clients';
import { anAccount, ENV, read, THIEF, usual } from './an-account';
import { handOver, incidentOf, manifestOf, recordIncident } from './an-incident';

export const BUCKET = 'account-trail';
export const TRAIL = { TOURNIQUET_TRAIL_BUCKET: BUCKET };
const FROM = { 'x-sandbox-source-ip': THIEF };
export const MINUTE_MS = 60_000;

export type Event = { eventId: string; eventName: string; userIdentity: { accessKeyId?: string; userName?: string } };

export let sandbox: RunningSandbox;
export const stop = (): Promise<void> => sandbox.stop();

export async function started(env: Readonly<Record<string, string>> = TRAIL): Promise<void> {
  sandbox = await anAccount(aSandbox().withUser(aUser('alice').withKey()).withEvents(usual(6)), env);
  setTrails(sandbox.world, [{ name: 'main', bucket: BUCKET }]);
}

/** The thief makes a user with a key, which looks around; forty minutes later the trail has delivered it. */
export async function attacked(env: Readonly<Record<string, string>> = TRAIL, minutes = 40): Promise<void> {
  await started(env);
  const key = sandbox.keys.get('ci')?.key;
  if (!key) throw new Error('the account has no such key');
  const own = { accessKeyId: key.accessKeyId, accessKeySecret: key.accessKeySecret };
  const ram = (speaks: typeof own, action: string, parameters: Record<string, string>) =>
    callRpc(sandbox, speaks, 'ram', action, parameters, FROM);
  await ram(own, 'CreateUser', { UserName: 'svc' });
  await ram(own, 'AttachPolicyToUser', {
    UserName: 'svc',
    PolicyName: 'AdministratorAccess',
    PolicyType: 'System',
  });
  const { body } = await ram(own, 'CreateAccessKey', { UserName: 'svc' });
  const made = body['AccessKey'] as { AccessKeyId: string; AccessKeySecret: string };
  sandbox.clock.advance(3_000);
  await ram({ accessKeyId: made.AccessKeyId, accessKeySecret: made.AccessKeySecret }, 'ListUsers', {});
  sandbox.clock.advance(minutes * MINUTE_MS);
}

/** What the trail delivered, changed by whoever may write there. */
export function rewrites(change: (events: Event[]) => Event[]): void {
  const { objects } = sandbox.oss.buckets.get(BUCKET) ?? { objects: new Map() };
  for (const [key, object] of objects) {
    const events = JSON.parse(gunzipSync(object.body).toString()) as Event[];
    objects.set(key, { ...object, body: gzipSync(JSON.stringify(change(events))) });
  }
}

export async function look(env: Readonly<Record<string, string>> = TRAIL) {
  const run = await aRun(sandbox, { ...ENV, ...env }, 'investigate');
  const id = incidentOf(sandbox, 'ci');
  await recordIncident(run, id, 'ci-bot', { agoMs: 45 * MINUTE_MS });
  const result = await investigate((await handOver(run, id)).event, run);
  const manifest = await manifestOf(run, id);
  const file = async (path: string) => String(await read(sandbox, run.paths.incident(id))(path));
  const { findings, actors } = JSON.parse(await file('findings.json')) as FindingsFile;
  const lacks = findings.find(({ rule }) => rule === 'trail-lacks-calls');
  const source = (name: string) => manifest.sources.filter((one) => one.source.startsWith(name));
  const early = sandbox.clock.now().getTime() - 60 * 86_400_000;
  const lookups = sandbox.kernel.calls
    .all()
    .filter(
      ({ action, parameters }) => action === 'LookupEvents' && Date.parse(String(parameters['StartTime'])) < early,
    );
  const mail = JSON.stringify(sandbox.inbox);
  return {
    result,
    manifest,
    source,
    findings,
    lacks,
    lookups: lookups.length,
    actors: actors.map(({ id }) => id),
    mail,
  };
}
