import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CommandEnded } from '../../cli/exit';
import type { CliRun } from '../../cli/run';
import { investigate } from '../../functions/investigate/investigate';
import type { Run } from '../../functions/platform';
import { respond } from '../../functions/respond/respond';
import type { Identity } from '../../sandbox/identities';
import { EVIDENCE_BUCKET, type RunningSandbox } from '../../sandbox/start';
import type { StoredKey, User } from '../../sandbox/world/entities';
import { policyNamed } from '../../sandbox/world/policies';
import { type AccessKeyId, parseAccessKeyId } from '../../shared/ids';
import type { Incident } from '../../shared/incident/journal';
import type { FunctionName } from '../../shared/ram-policy/role-rights';
import { aSandbox, aUser } from '../builders';
import { catchOutput } from '../cli/catch-output';
import { used } from '../functions/respond/arrange';
import { incidentsOf } from '../incidents';
import { aRun } from '../run';
import { invokedAndKilled } from './killed';
import type { KeyName, Kill, Settings } from './operations';

export { EVIDENCE_BUCKET as EVIDENCE } from '../../sandbox/start';
export const SECRET = 'app/ci-bot';
const ADMIN = 'Custom/runs-it';

/** A signal that was handed to respond, and whether a run has dealt with it without a failure. */
interface Delivery {
  readonly keys: readonly string[];
  /** Whether it went well. */
  readonly handOver: () => Promise<boolean>;
  isDone: boolean;
}

export async function handOver(delivery: Delivery): Promise<void> {
  if (await delivery.handOver()) delivery.isDone = true;
}

/** An account with a leaked key, and with people who have nothing to do with it. */
export class PlayedAccount {
  /** Where a rotation puts its files. */
  readonly folder = mkdtempSync(path.join(tmpdir(), 'any-order-'));
  /** Everything that a command line or a function wrote. */
  output = '';
  /** What the last run that failed threw. */
  lastFailure = '';
  readonly deliveries: Delivery[] = [];
  /** Deletions that somebody asked for: a rotation's step, or a person in the console. */
  readonly askedToDelete = new Set<string>();
  /** Excluded users that a person approved. */
  readonly approved = new Set<KeyName>();
  readonly byHand = {
    keysOn: new Set<string>(),
    keysGone: new Set<string>(),
    detached: false,
    network: undefined as string | undefined,
  };
  /** Users and roles that the thief made: `user svc-1`. */
  readonly thiefMade = new Set<string>();
  readonly secrets = new Set<string>();
  readonly leaked: User;
  /** The quarantine's document as set-up wrote it. */
  readonly quarantine: string;
  /** Every name that the leaked key's user ever had. */
  readonly names: string[];
  private commands = 0;
  private asyncSeen = 0;

  private constructor(
    readonly sandbox: RunningSandbox,
    readonly settings: Settings,
  ) {
    const { user } = sandbox.keys.get('ci-bot') ?? {};
    if (user === undefined) throw new Error('the account has no leaked user');
    this.leaked = user;
    this.names = [user.name];
    this.quarantine = policyNamed(sandbox.world, 'Custom', 'AkTourniquetQuarantine').document.current;
  }

  static async start(settings: Settings): Promise<PlayedAccount> {
    const history = settings.isUsed ? [2, 10, 20, 30].map((daysAgo) => used('ci-bot', daysAgo)) : [];
    const sandbox = await aSandbox()
      .withPolicy('runs-it', { Effect: 'Allow', Action: '*', Resource: '*' })
      .withUser(
        aUser('ci-bot').withKey().withKey('second').withConsole().withPolicy(ADMIN),
        aUser('bystander').withKey().withConsole().withPolicy('System/AliyunECSReadOnlyAccess'),
        aUser('excluded').withKey().withPolicy(ADMIN),
      )
      .withRole('batch', 'System/AliyunECSReadOnlyAccess')
      .withEvents(...history, used('excluded'), used('second'))
      .start({
        env: {
          TOURNIQUET_LANGUAGE: 'en',
          TOURNIQUET_REGIONS: 'cn-hangzhou',
          TOURNIQUET_CONTAINMENT: settings.containment,
          TOURNIQUET_ESCALATE: settings.escalate,
          TOURNIQUET_MAX_PER_HOUR: String(settings.maxPerHour),
          TOURNIQUET_EXCLUDE_USERS: 'excluded',
        },
      });
    // Asynchronous work is taken, and run or lost as a step says.
    await sandbox.fc.stop();
    sandbox.world.secrets.set(SECRET, 'the old key');
    // Flow control counts real time, and nobody here waits for that.
    sandbox.kernel.rates.pass = () => true;
    return new PlayedAccount(sandbox, settings);
  }

  async end(): Promise<void> {
    rmSync(this.folder, { recursive: true, force: true });
    await this.sandbox.stop();
  }

  keyOf(name: KeyName): AccessKeyId {
    return parseAccessKeyId(this.sandbox.keys.get(name)?.key.accessKeyId);
  }

  incidents(): Promise<Incident[]> {
    return incidentsOf(this.sandbox);
  }

  /** Whether a signal of one of these keys was handed over, and no run has dealt with it yet. */
  isPending(keys: readonly string[]): boolean {
    return this.deliveries.some((one) => !one.isDone && one.keys.some((key) => keys.includes(key)));
  }

  get schedule(): string[] {
    const prefix = 'ak-tourniquet/schedule/';
    return [...(this.sandbox.oss.buckets.get(EVIDENCE_BUCKET)?.objects.keys() ?? [])].filter((key) =>
      key.startsWith(prefix),
    );
  }

  later(ms: number): void {
    this.sandbox.kernel.faults.clear();
    this.sandbox.clock.advance(ms);
  }

  /** What failed or died is delivered again, as EventBridge does; and a person runs his command again. */
  async redeliver(): Promise<void> {
    for (const one of this.deliveries) if (!one.isDone) await handOver(one);
  }

  async timer(kill?: Kill): Promise<boolean> {
    const event = { triggerTime: this.sandbox.clock.now().toISOString(), triggerName: 'poll', payload: '' };
    if (kill !== undefined) return (await this.killedFunction('respond', event, kill)).ok;
    return this.respond(event);
  }

  /** What the platform has taken and not run yet. */
  async asynchronous(lost = false, kill?: Kill): Promise<void> {
    const waiting = this.sandbox.fc.asyncInvocations.slice(this.asyncSeen);
    this.asyncSeen += waiting.length;
    if (lost) return;
    for (const { functionName, event } of waiting) {
      if (!functionName.endsWith('investigate')) continue;
      // LookupEvents takes whole seconds: the second that runs is not looked at.
      this.sandbox.clock.advance(2_000);
      if (kill !== undefined) await this.killedFunction('investigate', event, kill);
      else await this.heard(async () => investigate(event, await this.run('investigate')));
    }
  }

  delivery(name: KeyName, handOver: Delivery['handOver']): Delivery {
    const delivery = { keys: this.keysBeside(name), handOver, isDone: false };
    this.deliveries.push(delivery);
    return delivery;
  }

  async respond(event: unknown): Promise<boolean> {
    return this.heard(async () => respond(Buffer.from(JSON.stringify(event)), await this.run('respond')));
  }

  private run(role: FunctionName, identity?: Identity): Promise<Run> {
    return aRun(this.sandbox, {}, role, undefined, identity);
  }

  /** Whether it went well. What it threw is output, too. */
  private async heard(work: () => Promise<unknown>): Promise<boolean> {
    try {
      const answer = JSON.stringify(await work()) ?? '';
      this.output += answer;
      return true;
    } catch (error) {
      this.lastFailure = error instanceof Error ? `${error.message}\n${error.stack}` : String(error);
      this.output += this.lastFailure;
      return false;
    }
  }

  async killedFunction(name: 'respond' | 'investigate', event: unknown, kill: Kill) {
    const bytes = Buffer.isBuffer(event) ? event : Buffer.from(JSON.stringify(event));
    const ended = await invokedAndKilled(this.sandbox, name, bytes, kill);
    this.output += ended.output;
    return ended;
  }

  /** One command as the administrator; what it writes is caught. Resolves with its exit code. */
  async cli(work: (cli: CliRun) => Promise<number>): Promise<number> {
    const identity = this.sandbox.identities.admin;
    this.commands += 1;
    const release = catchOutput((_, text) => {
      this.output += text;
    });
    try {
      const run = {
        ...(await this.run('respond', identity)),
        runId: `command-${this.commands}`,
      };
      return await work({ run, credentials: identity, clock: run.clock, config: run.config });
    } catch (error) {
      this.output += error instanceof Error ? error.message : String(error);
      return error instanceof CommandEnded ? error.exitCode : 1;
    } finally {
      release();
    }
  }

  private keysBeside(name: KeyName): string[] {
    const { user } = this.sandbox.keys.get(name) ?? {};
    return [this.keyOf(name), ...(user?.keys ?? []).map(({ accessKeyId }) => accessKeyId)];
  }

  /** Whoever has or had a secret. Called before each step: sessions end, and keys go. */
  keepSecrets(): void {
    const { world, endpointEnv } = this.sandbox;
    const keys: StoredKey[] = [
      ...[...world.users.values()].flatMap((user) => user.keys),
      ...[...world.recycledKeys.values()].map((recycled) => recycled.key),
    ];
    const sessions = [...world.sessions.values()].flatMap((one) => [one.accessKeySecret, one.securityToken]);
    for (const secret of [...keys.map((one) => one.accessKeySecret), ...sessions]) this.secrets.add(secret);
    for (const name of ['TOURNIQUET_STATE_KEY', 'TOURNIQUET_DINGTALK_SECRET'])
      this.secrets.add(endpointEnv[name] ?? '-');
    const { password } = new URL(endpointEnv['TOURNIQUET_SMTP_URL'] ?? 'smtp://a:none-at-all@b');
    const token = new URL(endpointEnv['TOURNIQUET_DINGTALK_URL'] ?? '').searchParams.get('access_token');
    this.secrets.add(password);
    if (token) this.secrets.add(token);
  }
}
