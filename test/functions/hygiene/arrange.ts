import { type HygieneResult, hygiene } from '../../../functions/hygiene/hygiene';
import type { Run } from '../../../functions/platform';
import type { CallRecord, Fault } from '../../../sandbox/kernel/types';
import type { RunningSandbox } from '../../../sandbox/start';
import type { TrailEvent } from '../../../sandbox/world/events';
import type { HygieneReport } from '../../../shared/hygiene/model';
import type { SandboxBuilder } from '../../builders';
import { aRun } from '../../run';

export const PREFIX = 'ak-tourniquet';
export const NIGHTLY = Buffer.from('{"triggerTime":"2026-05-20T18:30:00Z","triggerName":"nightly","payload":""}');
export type Env = Readonly<Record<string, string>>;

/** An account with the hygiene function's run, under its own role. */
export class Night {
  private constructor(readonly sandbox: RunningSandbox) {}

  static async in(builder: SandboxBuilder, env: Env = {}): Promise<Night> {
    const sandbox = await builder.start({ env });
    return new Night(sandbox);
  }

  stop(): Promise<void> {
    return this.sandbox.stop();
  }

  run(env: Env = {}): Promise<Run> {
    return aRun(this.sandbox, env, 'hygiene');
  }

  /** One whole night; `but` changes the run before it begins. */
  async pass(env: Env = {}, but: (run: Run) => Run = (run) => run): Promise<HygieneResult> {
    return hygiene(NIGHTLY, but(await this.run(env)));
  }

  /** The responder's timer ran so long ago; `hand`: somebody else wrote it. */
  async beat(minutesAgo = 0, hand: 'ours' | 'foreign' = 'ours'): Promise<void> {
    const run = await aRun(this.sandbox);
    const at = new Date(run.clock.now().getTime() - minutesAgo * 60_000).toISOString();
    const beat = { schema: 1, at, run: 'r', failures: [] };
    const sealed = await run.seal.close(run.paths.heartbeat, beat);
    await run.cloud.evidence.put(run.paths.heartbeat, hand === 'ours' ? sealed : JSON.stringify(beat));
  }

  fault(service: string, action: string, fault: Fault, times = 1000): void {
    this.sandbox.kernel.faults.add({ match: { service, action }, fault, times });
  }

  calls(action?: string): readonly CallRecord[] {
    const calls = this.sandbox.kernel.calls.all();
    return action === undefined ? calls : calls.filter((call) => call.action === action);
  }

  keyOf(name: string): string {
    return this.sandbox.keys.get(name)?.key.accessKeyId ?? '';
  }

  object(key: string): string {
    const bucket = this.sandbox.oss.buckets.get('ak-tourniquet-evidence');
    // Of several nights, the last.
    const found = [...(bucket?.objects.entries() ?? [])].filter(([name]) => name.endsWith(key)).at(-1)?.[1];
    if (found === undefined) throw new Error(`no object ${key} in ${[...(bucket?.objects.keys() ?? [])].join(', ')}`);
    return found.body.toString();
  }

  /** An object as whoever may write there leaves it. */
  put(key: string, text: string): void {
    const bucket = this.sandbox.oss.buckets.get('ak-tourniquet-evidence');
    const body = Buffer.from(text);
    const about = { contentType: 'application/json', headers: {}, type: 'Normal' as const };
    bucket?.objects.set(key, { key, body, etag: '0', lastModified: this.sandbox.clock.now(), ...about });
  }

  report(): HygieneReport {
    return JSON.parse(this.object('/report.json')) as HygieneReport;
  }
}

/** A call that a key made on a bucket, as ActionTrail keeps it: scenarios name no resources. */
export function recordBucketUse({ world, clock }: RunningSandbox, accessKeyId: string, bucket: string): void {
  const { accountId } = world;
  world.events.append({
    ...{ eventId: `${accessKeyId}-${bucket}`, eventVersion: 1, eventName: 'PutBucketAcl', eventRW: 'Write' },
    ...{ eventSource: 'oss.aliyuncs.com', eventType: 'ApiCall', eventCategory: 'Management', serviceName: 'Oss' },
    ...{ acsRegion: 'cn-hangzhou', isGlobal: false, requestId: 'r', recipientAccountId: accountId },
    ...{ sourceIpAddress: '203.0.113.7', userAgent: 'sdk' },
    eventTime: `${new Date(clock.now().getTime() - 86_400_000).toISOString().slice(0, 19)}Z`,
    userIdentity: { type: 'ram-user', accountId, principalId: '1', userName: 'x', accessKeyId },
    referencedResources: { 'ACS::OSS::Bucket': [bucket] },
  } as TrailEvent);
}

/** What each check came to about one key, by the key's name in the test. */
export function resultsOf(night: Night, key: string) {
  return night.report().keys.find(({ subject }) => subject.accessKeyId === night.keyOf(key))?.results;
}

/** For every check the three results add up; every key stands in the table once. */
export function expectToAddUp(report: HygieneReport): void {
  for (const { id, about, total, ok, finding, couldNotCheck, excepted } of report.checks) {
    expect([id, ok + finding + couldNotCheck + excepted]).toEqual([id, total]);
    if (about === 'key') expect([id, total]).toEqual([id, report.keys.length]);
    if (about === 'user') expect([id, total]).toEqual([id, report.userCount]);
  }
  const { total, ok, finding, couldNotCheck, excepted } = report.keyCounts;
  expect(ok + finding + couldNotCheck + excepted).toBe(total);
  expect(total).toBe(report.keys.length);
  const all = report.checks.reduce((sum, check) => sum + check.finding, 0);
  expect(report.findings).toHaveLength(all);
  expect(report.notChecked).toHaveLength(report.checks.reduce((sum, check) => sum + check.couldNotCheck, 0));
}
