import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { approveCommand } from '../../cli/approve';
import { CommandEnded, EXIT } from '../../cli/exit';
import { investigateCommand } from '../../cli/investigate';
import { releaseCommand } from '../../cli/release';
import { respondCommand } from '../../cli/respond';
import { startCommand } from '../../cli/rotate/start';
import { stepCommand } from '../../cli/rotate/step';
import { verifyCommand } from '../../cli/rotate/verify';
import type { CliRun } from '../../cli/run';
import { investigate } from '../../functions/investigate/investigate';
import type { Run } from '../../functions/platform';
import { respond } from '../../functions/respond/respond';
import type { Identity } from '../../sandbox/identities';
import type { RunningSandbox } from '../../sandbox/start';
import type { StoredKey, User } from '../../sandbox/world/entities';
import { policyNamed } from '../../sandbox/world/policies';
import { type Clock, systemClock } from '../../shared/clock';
import { type AccessKeyId, parseAccessKeyId, parseAccountId } from '../../shared/ids';
import { chainOf, type Incident } from '../../shared/incident/journal';
import { pathsOf } from '../../shared/incident/paths';
import { Seal } from '../../shared/incident/seal';
import { stateOf } from '../../shared/incident/state';
import type { FunctionName } from '../../shared/ram-policy/role-rights';
import { aSandbox, aUser } from '../builders';
import { catchOutput } from '../cli/catch-output';
import { used } from '../functions/respond/arrange';
import { aRun } from '../run';
import { commandKilled, invokedAndKilled } from './killed';
import type { KeyName, Kill, Op, RotationStep, Settings } from './operations';

export const EVIDENCE = 'ak-tourniquet-evidence';
export const SECRET = 'app/ci-bot';
const ADMIN = 'Custom/runs-it';

/** A signal that was handed to respond, and whether a run has dealt with it without a failure. */
interface Delivery {
  readonly keys: readonly string[];
  /** Whether it went well. */
  readonly handOver: () => Promise<boolean>;
  isDone: boolean;
}

async function handOver(delivery: Delivery): Promise<void> {
  if (await delivery.handOver()) delivery.isDone = true;
}

/** An account with a leaked key, and with people who have nothing to do with it. */
export class PlayedAccount {
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
  private files = 0;

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

  /** Every journal of the bucket, read as the responder reads it, and by nobody's call. */
  async incidents(): Promise<Incident[]> {
    const accountId = parseAccountId(this.sandbox.accountId);
    const paths = pathsOf('ak-tourniquet');
    const seal = new Seal(async () => this.sandbox.endpointEnv['TOURNIQUET_STATE_KEY'] ?? '');
    const journals = new Map<string, Map<number, Buffer>>();
    for (const [key, { body }] of this.sandbox.oss.buckets.get(EVIDENCE)?.objects ?? []) {
      const [, id, seq] = /incidents\/\d+\/([^/]+)\/journal\/(\d+)\.json$/.exec(key) ?? [];
      if (id !== undefined) journals.set(id, (journals.get(id) ?? new Map()).set(Number(seq), body));
    }
    return Promise.all(
      [...journals].map(async ([id, bodies]) => {
        const incident = { accountId, accessKeyId: parseAccessKeyId(id) };
        const chain = await chainOf(incident, bodies, paths, seal);
        return { ...chain, state: stateOf(chain.entries) };
      }),
    );
  }

  /** Whether a signal of one of these keys was handed over, and no run has dealt with it yet. */
  isPending(keys: readonly string[]): boolean {
    return this.deliveries.some((one) => !one.isDone && one.keys.some((key) => keys.includes(key)));
  }

  get schedule(): string[] {
    const prefix = 'ak-tourniquet/schedule/';
    return [...(this.sandbox.oss.buckets.get(EVIDENCE)?.objects.keys() ?? [])].filter((key) => key.startsWith(prefix));
  }

  async perform(op: Op): Promise<void> {
    this.keepSecrets();
    switch (op.kind) {
      case 'listed':
        this.sandbox.publishLeak({ key: op.key, when: 'found', tokenValid: op.tokenValid });
        return;
      case 'event': {
        const event = this.eventOf(op.key, op.by, op.id);
        return handOver(this.delivery(op.key, () => this.respond(event)));
      }
      case 'again': {
        const last = this.deliveries.at(-1);
        return last && handOver(last);
      }
      case 'at-once': {
        const last = this.deliveries.at(-1);
        if (last) await Promise.all([handOver(last), handOver(last)]);
        return;
      }
      case 'timer':
        await this.timer(op.kill);
        return;
      case 'dies': {
        const event = this.eventOf(op.key, 'bus', op.id);
        const delivery = this.delivery(op.key, () => this.respond(event));
        delivery.isDone = (await this.killedFunction('respond', event, op.kill)).ok;
        return;
      }
      case 'invoked':
        return this.asynchronous(op.lost, op.kill);
      case 'person':
        return this.command(op.command, op.key, op.kill);
      case 'release':
        await this.release(op.key, op, op.kill);
        return;
      case 'rotate':
        return this.rotate(op.step, op.kill);
      case 'thief': {
        const { thiefActs } = await import('./people');
        return thiefActs(this, op.does);
      }
      case 'by-hand': {
        const { byHand } = await import('./people');
        return byHand(this, op.does);
      }
      case 'trouble': {
        const [service, action] = op.at;
        this.sandbox.kernel.faults.add({
          match: { service, ...(action ? { action } : {}) },
          fault: op.fault,
          times: op.times,
        });
        return;
      }
      case 'later':
        this.later(op.minutes * 60_000);
    }
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

  async release(
    name: KeyName,
    wish: {
      readonly falseAlarm: boolean;
      readonly reactivate: boolean;
      readonly ownKeys: boolean;
      readonly keepNetwork?: boolean;
    },
    kill?: Kill,
  ): Promise<number> {
    const key = this.keyOf(name);
    const others = this.leaked.keys.filter(({ accessKeyId }) => accessKeyId !== key).map((one) => one.accessKeyId);
    const { reactivate, ownKeys } = {
      reactivate: wish.reactivate ? await this.offByUs(name) : [],
      ownKeys: wish.ownKeys && name !== 'excluded' ? others : [],
    };
    if (kill !== undefined) {
      const args = ['release', key, '--reason', 'done', '--yes'];
      if (wish.falseAlarm) args.push('--false-alarm');
      if (reactivate.length > 0) args.push('--reactivate', ...reactivate);
      if (ownKeys.length > 0) args.push('--own-key', ...ownKeys);
      const { ok, output } = await commandKilled(this.sandbox, args, kill);
      this.output += output;
      return ok ? 0 : 1;
    }
    const { falseAlarm, keepNetwork = false } = wish;
    const options = { reason: 'done', by: 'alice', yes: true, falseAlarm, reactivate, ownKeys, keepNetwork };
    return this.cli((cli) => releaseCommand(cli, key, options));
  }

  private async offByUs(name: KeyName): Promise<string[]> {
    const of = (await this.incidents()).find(({ id }) => id.accessKeyId === this.keyOf(name));
    return [...(of?.state.offByUs ?? [])];
  }

  private async command(command: 'respond' | 'approve' | 'investigate', name: KeyName, kill?: Kill): Promise<void> {
    const key = this.keyOf(name);
    if (command === 'approve') this.approved.add(name);
    this.sandbox.clock.advance(2_000);
    const why = { reason: 'seen on a forum', by: 'alice', yes: true };
    const act = (cli: CliRun): Promise<number> => {
      if (command === 'investigate') return investigateCommand(cli, key, false);
      return command === 'respond' ? respondCommand(cli, key, why) : approveCommand(cli, [key], why);
    };
    const again = async (): Promise<boolean> => (await this.cli(act)) !== EXIT.failed;
    // Who sees his command die runs it again; an approval that stands in the journal is the timer's to bring to its end.
    const delivery = command === 'respond' || kill === undefined ? this.delivery(name, again) : undefined;
    if (kill === undefined) return delivery && handOver(delivery);
    const reason = command === 'investigate' ? [] : ['--reason', why.reason, '--yes'];
    const { ok, output } = await commandKilled(this.sandbox, [command, key, ...reason], kill);
    this.output += output;
    if (delivery) delivery.isDone = ok;
  }

  private async rotate(step: RotationStep, kill?: Kill): Promise<void> {
    const key = this.keyOf('ci-bot');
    const newKey = this.leaked.keys.find(({ accessKeyId }) => !this.isFirst(accessKeyId));
    const discard = step === 'discard' ? (newKey?.accessKeyId ?? this.keyOf('second')) : undefined;
    if (discard !== undefined) this.askedToDelete.add(discard);
    if (step === 'delete') this.askedToDelete.add(key);
    this.files += 1;
    const place = step === 'start' && this.files % 2 === 0 ? path.join(this.folder, `key-${this.files}`) : undefined;
    if (kill !== undefined) {
      const to = place === undefined ? ['--to-kms', SECRET] : ['--to-file', place];
      const args = {
        start: ['start', key, ...to, '--yes'],
        discard: ['start', key, ...to, '--discard', discard ?? '', '--yes'],
        verify: ['verify', key],
        finish: ['finish', key, '--anyway', '--reason', 'known', '--yes'],
        delete: ['delete', key, '--now', '--reason', 'known', '--yes'],
        undo: ['undo', key, '--anyway', '--reason', 'known', '--yes'],
      }[step];
      this.output += (await commandKilled(this.sandbox, ['rotate', ...args], kill)).output;
      return;
    }
    const by = { by: 'alice', yes: true, json: false };
    await this.cli((cli) => {
      switch (step) {
        case 'start':
        case 'discard': {
          const to =
            place === undefined ? { kind: 'kms' as const, secretName: SECRET } : { kind: 'file' as const, path: place };
          return startCommand(cli, key, { ...by, place: to, format: 'json', ...(discard ? { discard } : {}) });
        }
        case 'verify':
          return verifyCommand(cli, key, by);
        default:
          return stepCommand(cli, key, step, { ...by, anyway: true, reason: 'known', observeDays: 0 });
      }
    });
  }

  private isFirst(id: string): boolean {
    return id === this.keyOf('ci-bot') || id === this.keyOf('second');
  }

  private eventOf(name: KeyName, by: 'bus' | 'refusal' | 'manual', id: number): unknown {
    const accessKeyId = this.keyOf(name);
    const userName = this.sandbox.keys.get(name)?.user?.name;
    if (by === 'manual') return { accessKeyId, userName, reason: 'seen on a forum' };
    if (by === 'bus')
      return {
        specversion: '1.0',
        id: `e-${name}-${id}`,
        source: 'my.scanner',
        type: 'scanner:leak:found',
        time: this.sandbox.clock.now().toISOString(),
        data: { accessKeyId, userName },
      };
    return {
      specversion: '1.0',
      id: this.sandbox.world.newId('request'),
      source: 'acs.ram',
      type: 'ram:ActionTrail:ApiCall',
      aliyunaccountid: this.sandbox.accountId,
      data: {
        eventId: this.sandbox.world.newId('request'),
        eventVersion: 1,
        eventName: 'CreateUser',
        eventRW: 'Write',
        eventSource: 'ram.aliyuncs.com',
        eventTime: this.sandbox.clock
          .now()
          .toISOString()
          .replace(/\.\d{3}Z$/, 'Z'),
        eventType: 'ApiCall',
        serviceName: 'Ram',
        acsRegion: 'cn-hangzhou',
        recipientAccountId: this.sandbox.accountId,
        sourceIpAddress: '203.0.113.66',
        userAgent: 'python',
        userIdentity: { type: 'ram-user', accountId: this.sandbox.accountId, principalId: '1', userName, accessKeyId },
        errorCode: 'Forbidden',
        errorMessage: 'Forbidden : There is a risk of leakage of this AccessKey.',
      },
    };
  }

  private delivery(name: KeyName, handOver: Delivery['handOver']): Delivery {
    const delivery = { keys: this.keysBeside(name), handOver, isDone: false };
    this.deliveries.push(delivery);
    return delivery;
  }

  private async respond(event: unknown): Promise<boolean> {
    return this.heard(async () => respond(Buffer.from(JSON.stringify(event)), await this.run('respond')));
  }

  /** A run that waits a twentieth of the time; what a person waits at the terminal passes in the account. */
  private run(role: FunctionName, identity?: Identity): Promise<Run> {
    const { clock } = this.sandbox;
    const quick: Clock = {
      now: () => clock.now(),
      elapsedMs: () => systemClock.elapsedMs() * 20,
      sleep: async (ms) => {
        await systemClock.sleep(ms / 20);
        if (identity !== undefined) clock.advance(ms);
      },
    };
    return aRun(this.sandbox, {}, role, quick, identity);
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

  private async killedFunction(name: 'respond' | 'investigate', event: unknown, kill: Kill) {
    const bytes = Buffer.isBuffer(event) ? event : Buffer.from(JSON.stringify(event));
    const ended = await invokedAndKilled(this.sandbox, name, bytes, kill);
    this.output += ended.output;
    return ended;
  }

  /** One command as the administrator; what it writes is caught. Resolves with its exit code. */
  private async cli(work: (cli: CliRun) => Promise<number>): Promise<number> {
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
