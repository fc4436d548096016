import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CommandEnded } from '../../../cli/exit';
import { respondCommand } from '../../../cli/respond';
import { type StartOptions, startCommand } from '../../../cli/rotate/start';
import { type StepOptions, stepCommand } from '../../../cli/rotate/step';
import { verifyCommand } from '../../../cli/rotate/verify';
import type { CliRun } from '../../../cli/run';
import type { Identity } from '../../../sandbox/identities';
import type { Fault } from '../../../sandbox/kernel/types';
import type { RunningSandbox } from '../../../sandbox/start';
import type { EntryBody } from '../../../shared/incident/entries';
import type { SandboxBuilder } from '../../builders';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { callRpc } from '../../sdk-clients';
import { catchOutput } from '../catch-output';
import { cli, type Ended, environmentOf } from '../run-cli';

export const SECRET = 'app/ci-bot';
export const QUARANTINE = 'AkTourniquetQuarantine';
const CLI = path.resolve(__dirname, '../../../dist/cli/index.js');
const BY = { by: 'alice', yes: true, json: false };
const HOUR_MS = 3_600_000;

/** ci-bot's key has leaked and is contained; a secret of KMS holds it, as version v1. Everything goes by the command line. */
export class Rotation {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'rotate-'));
  /** Everything that the command line wrote, but for what was asked to standard output. */
  output = '';
  private commands = 0;
  private intruder: { when: 'before' | 'behind'; type: string; come: () => unknown } | undefined;

  private constructor(readonly sandbox: RunningSandbox) {}

  static async begin(
    builder: SandboxBuilder = aSandbox()
      .withUser(aUser('ci-bot').withKey().withPolicy('System/AliyunECSFullAccess'))
      .withEvents({ key: 'ci-bot', daysAgo: 1, service: 'ecs', action: 'DescribeInstances' }),
    contained = true,
  ): Promise<Rotation> {
    const rotation = new Rotation(await builder.start());
    await rotation.sandbox.fc.stop();
    rotation.sandbox.world.secrets.set(SECRET, 'the old key');
    if (contained) await rotation.contain();
    return rotation;
  }

  contain(key = this.old) {
    return this.command((cli) => respondCommand(cli, key, { by: 'alice', reason: 'seen on a forum', yes: true }));
  }

  async end(): Promise<void> {
    rmSync(this.folder, { recursive: true, force: true });
    await this.sandbox.stop();
  }

  get old(): string {
    return this.sandbox.keys.get('ci-bot')?.key.accessKeyId ?? '';
  }

  /** The built command line, in a process of its own. */
  async run(args: readonly string[], env: Record<string, string | undefined> = {}): Promise<Ended> {
    const ended = await cli(this.sandbox, args, env);
    this.output += ended.stdout + ended.stderr;
    return ended;
  }

  /** One command as the administrator, here, which is faster; what it writes is caught. */
  async command(work: (cli: CliRun) => Promise<number>, identity: Identity = this.sandbox.identities.admin) {
    const run = await aRun(this.sandbox, { TOURNIQUET_LANGUAGE: 'en' }, 'respond', undefined, identity);
    this.commands += 1;
    const runId = `command-${this.commands}`;
    const cliRun: CliRun = { run: { ...run, runId }, credentials: identity, clock: run.clock, config: run.config };
    this.letIn(run.journal);
    let stdout = '';
    let stderr = '';
    const release = catchOutput((name, text) => {
      if (name === 'stdout') stdout += text;
      else stderr += text;
    });
    let code: number;
    try {
      code = await work(cliRun);
    } catch (error) {
      code = error instanceof CommandEnded ? error.exitCode : 1;
      stderr += error instanceof Error ? error.message : String(error);
    } finally {
      release();
    }
    this.output += stderr;
    if (!stdout.includes('"AccessKeySecret"')) this.output += stdout;
    return { code, stdout, stderr };
  }

  /** Something that happens in the next command, once: as it has looked and is about to write an entry of this type, or has. */
  inNext(when: 'before' | 'behind', type: EntryBody['type'], come: () => unknown): this {
    this.intruder = { when, type, come };
    return this;
  }

  private letIn(journal: CliRun['run']['journal']): void {
    const { intruder } = this;
    this.intruder = undefined;
    if (intruder === undefined) return;
    const append = journal.appendTo.bind(journal);
    journal.appendTo = async (...args) => {
      if (args[1].type !== intruder.type) return append(...args);
      journal.appendTo = append;
      if (intruder.when === 'before') await intruder.come();
      const written = await append(...args);
      if (intruder.when === 'behind') await intruder.come();
      return written;
    };
  }

  start(options: Partial<StartOptions> = {}) {
    const place = { kind: 'kms' as const, secretName: SECRET };
    return this.command((cli) => startCommand(cli, this.old, { ...BY, place, format: 'json', ...options }));
  }

  startInto(file: string, options: Partial<StartOptions> = {}) {
    return this.start({ place: { kind: 'file', path: file }, ...options });
  }

  verify() {
    return this.command((cli) => verifyCommand(cli, this.old, BY));
  }

  step(name: 'finish' | 'delete' | 'undo', options: Partial<StepOptions> = {}) {
    return this.command((cli) =>
      stepCommand(cli, this.old, name, { ...BY, anyway: false, observeDays: 7, ...options }),
    );
  }

  /** The new key works, the old one is quiet, and two hours have passed so that it shows. */
  async moveOver(): Promise<void> {
    await this.use(this.newKey.accessKeyId);
    this.later(3);
  }

  /**
   * The command line in a process that is killed when a call has been made and its answer has not come: the call after
   * `skip` others of its kind.
   */
  async killed(args: readonly string[], [service, action]: readonly [string, string], skip = 0): Promise<void> {
    const { kernel } = this.sandbox;
    const env = environmentOf(this.sandbox);
    const from = kernel.calls.all().length;
    const made = () =>
      kernel.calls
        .all()
        .slice(from)
        .filter((call) => call.service === service && call.action === action).length;
    const child = spawn(process.execPath, [CLI, 'rotate', ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.on('data', (chunk: Buffer) => {
      this.output += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      this.output += chunk.toString();
    });
    let isOver = false;
    const over = new Promise<void>((resolve) =>
      child.on('close', () => {
        isOver = true;
        resolve();
      }),
    );
    let isHung = false;
    while (!isOver && made() < skip + 1) {
      // The call that the process dies in hangs: done, and never answered.
      if (!isHung && made() === skip) {
        kernel.faults.add({ match: { service, action }, fault: 'timeout', times: 1 });
        isHung = true;
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    child.kill('SIGKILL');
    await over;
    kernel.faults.clear();
  }

  file(name = 'key.json'): string {
    return path.join(this.folder, name);
  }

  keysOf(user = 'ci-bot') {
    return this.sandbox.world.users.get(user)?.keys ?? [];
  }

  get newKey() {
    const found = this.keysOf().find(({ accessKeyId }) => accessKeyId !== this.old);
    if (!found) throw new Error('there is no new key');
    return found;
  }

  statusOf(id: string): string | undefined {
    return this.sandbox.world.keyOf(id)?.key.status;
  }

  policiesOf(user = 'ci-bot'): string[] {
    return (this.sandbox.world.users.get(user)?.attached.current ?? []).map(({ policy }) => policy.name).sort();
  }

  get versions() {
    return this.sandbox.world.secrets.named(SECRET).versions.map(({ id, stages }) => [id, [...stages].join()]);
  }

  fault(service: string, action: string, fault: Fault, times = 1): void {
    this.sandbox.kernel.faults.add({ match: { service, action }, fault, times });
  }

  later(hours: number): void {
    this.sandbox.clock.advance(hours * HOUR_MS);
  }

  /** The workload calls with a key. */
  async use(id: string): Promise<number> {
    const key = this.sandbox.world.keyOf(id)?.key;
    if (!key) throw new Error(`${id} is gone`);
    return (await callRpc(this.sandbox, key, 'ecs', 'DescribeInstances', { RegionId: 'cn-hangzhou' })).status;
  }

  /** Calls that change keys, users, attachments or secrets, as `CreateAccessKey 200`. */
  writes(from = 0): string[] {
    return this.sandbox.kernel.calls
      .all()
      .slice(from)
      .filter(({ service, action }) => /^(ram|ims|kms)$/.test(service) && !/^(Get|List|Describe|Generate)/.test(action))
      .map(({ action, status }) => `${action} ${status}`);
  }

  /** Everything in the evidence bucket, as one text. */
  get stored(): string {
    const bucket = this.sandbox.oss.buckets.get('ak-tourniquet-evidence');
    return [...(bucket?.objects.values() ?? [])].map(({ body }) => body.toString()).join('\n');
  }

  /** The journal's entries. */
  get journal(): { readonly type: string; readonly [field: string]: unknown }[] {
    const bucket = this.sandbox.oss.buckets.get('ak-tourniquet-evidence');
    return [...(bucket?.objects.entries() ?? [])]
      .filter(([key]) => key.includes(`${this.old}/journal/`))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, { body }]) => JSON.parse(body.toString()) as { type: string });
  }

  /** Every secret that the account ever made. */
  get secrets(): string[] {
    const { world } = this.sandbox;
    return [
      ...[...world.users.values()].flatMap(({ keys }) => keys),
      ...[...world.recycledKeys.values()].map(({ key }) => key),
    ].map(({ accessKeySecret }) => accessKeySecret);
  }
}
