import http from 'node:http';
import https from 'node:https';
import pino from 'pino';
import { type Cloud, connect } from '../shared/aliyun';
import type { OnRetry } from '../shared/aliyun/call';
import { type Clock, systemClock } from '../shared/clock';
import type { Config, SecretRef } from '../shared/config/types';
import { DenyLooks } from '../shared/containment/fit-deny';
import type { LookProgress } from '../shared/evidence/audit';
import { KeyDirectory } from '../shared/identity/directory';
import { type AccountId, parseAccountId } from '../shared/ids';
import { Journal } from '../shared/incident/journal';
import { type Paths, pathsOf } from '../shared/incident/paths';
import { Schedule } from '../shared/incident/schedule';
import { Seal } from '../shared/incident/seal';
import type { ProtectedScope } from '../shared/ram-policy/documents';
import { keepSecret, keepSecretsOf, withoutKnownSecrets } from '../shared/secrecy/known';
import { OwnerIndex } from './owner-index';

/** What Function Compute hands to a Node.js handler (FC 3.0, "Context"). */
export interface FcContext {
  readonly requestId: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly accessKeySecret: string;
    readonly securityToken?: string;
  };
  readonly function: {
    readonly name: string;
    readonly handler?: string;
    readonly memory?: number;
    readonly timeout: number;
  };
  readonly region?: string;
  readonly accountId: string;
}

export type Log = pino.Logger;

/** Everything that one invocation works with: made anew for each, because the credentials are the call's. */
export interface Run {
  readonly config: Config;
  readonly cloud: Cloud;
  readonly clock: Clock;
  readonly accountId: AccountId;
  readonly runId: string;
  readonly functionName: string;
  /** When the invocation reached the function. */
  readonly receivedAt: Date;
  /** `clock.elapsedMs()` at which the platform ends the invocation. */
  readonly deadlineMs: number;
  readonly journal: Journal;
  readonly schedule: Schedule;
  /** One walk over the account's users for the whole run, begun where nobody else knows the owner. */
  readonly directory: KeyDirectory;
  /** Which user had a key last night: read by the first who asks. */
  readonly ownerIndex: OwnerIndex;
  /** What our denies say: looked at by the first who is about to attach one. */
  readonly denies: DenyLooks;
  readonly seal: Seal;
  readonly paths: Paths;
  readonly log: Log;
  /** Hears how far reading the audit has come: somebody waits for it at a terminal. */
  readonly onProgress?: (progress: LookProgress) => void;
  /** The secret behind a reference: itself, or KMS's answer (asked once a run). */
  secret(ref: SecretRef): Promise<string>;
}

/** Synchronous: what is not written when the instance freezes is lost. */
const output = pino.destination({ dest: 1, sync: true });

/** Redaction by path, and of what is known to be a secret wherever it stands, as a net under the code. */
export const log: Log = pino(
  {
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: [
      '*.accessKeySecret',
      '*.securityToken',
      '*.secret',
      'accessKeySecret',
      'securityToken',
      'headers.authorization',
    ],
  },
  { write: (line: string) => output.write(withoutKnownSecrets(line)) },
);

/** A secret by itself, or an address with one in it. */
function kept(secret: string): string {
  keepSecret(secret);
  keepSecretsOf(secret);
  return secret;
}

export async function startRun(config: Config, context: FcContext): Promise<Run> {
  return runWith(config, context, await clockOf(config));
}

/** The clock that everything is told by: the system's, or the sandbox's where that stands in for the cloud. */
export function clockOf(config: Pick<Config, 'endpoint'>): Promise<Clock> {
  return config.endpoint ? sandboxClock(config.endpoint) : Promise.resolve(systemClock);
}

/** What is left of a run when asking every user ends: where nobody could say whose key it is, that must be told. */
const BEHIND_A_WALK = 0.4;

/** The run of an invocation, or of the command line, which speaks for itself in the same form. */
export async function runWith(config: Config, context: FcContext, clock: Clock, onRetry?: OnRetry): Promise<Run> {
  const accountId = parseAccountId(String(context.accountId));
  const timeLimitMs = context.function.timeout * 1000;
  const deadlineMs = clock.elapsedMs() + timeLimitMs;
  const cloud = connect(config, clock, context.credentials, accountId, deadlineMs, onRetry);
  const secrets = new Map<string, Promise<string>>();
  const secret = (ref: SecretRef): Promise<string> => {
    if (ref.kind === 'plain') return Promise.resolve(ref.value);
    const asked = secrets.get(ref.name) ?? cloud.kms.getSecretValue(ref.name).then(kept);
    secrets.set(ref.name, asked);
    return asked;
  };
  const { stateKey } = config;
  const seal = new Seal(stateKey && (() => secret(stateKey)));
  const paths = pathsOf(config.evidence.prefix);
  const runLog = log.child({ run: context.requestId });
  return {
    config,
    cloud,
    clock,
    accountId,
    runId: context.requestId,
    functionName: context.function.name,
    receivedAt: clock.now(),
    deadlineMs,
    journal: new Journal(cloud.evidence, paths, seal, clock),
    schedule: new Schedule(cloud.evidence, paths, seal, clock),
    directory: new KeyDirectory(cloud, clock, deadlineMs - timeLimitMs * BEHIND_A_WALK),
    ownerIndex: new OwnerIndex({ cloud, clock, paths, seal, log: runLog }),
    denies: new DenyLooks(cloud, protectedScope({ config, accountId })),
    seal,
    paths,
    log: runLog,
    secret,
  };
}

/**
 * The time of the sandbox: the system's plus the offset of its Date header, which moves when somebody moves its clock.
 * The header counts whole seconds; an offset below two of them is none.
 */
function sandboxClock(endpoint: URL): Promise<Clock> {
  return new Promise((resolve, reject) => {
    const { request: ask } = endpoint.protocol === 'https:' ? https : http;
    const request = ask(endpoint, { method: 'HEAD' }, (response) => {
      response.resume();
      const offsetMs = Date.parse(response.headers.date ?? '') - Date.now();
      const moved = Number.isFinite(offsetMs) && Math.abs(offsetMs) >= 2000 ? offsetMs : 0;
      resolve({ ...systemClock, now: () => new Date(Date.now() + moved) });
    });
    request.on('error', reject);
    request.setTimeout(2000, () => request.destroy(new Error(`no answer from ${endpoint.origin}`)));
    request.end();
  });
}

/** What the quarantine protects of the tool's own: the same values that set-up fills into the policy. */
export function protectedScope(run: Pick<Run, 'config' | 'accountId'>): ProtectedScope {
  const { bucket, archiveBucket } = run.config.evidence;
  const { bucket: trailBucket, prefix } = run.config.trail;
  return {
    ...{ bucket, accountId: run.accountId },
    ...(archiveBucket ? { archiveBucket } : {}),
    ...(trailBucket ? { trailBucket, trailFolder: prefix ? `${prefix}/` : '' } : {}),
  };
}
