import { CloudError } from '../kernel/types';

/** One version of a secret: its value never changes, its stages move on. */
export interface SecretVersion {
  readonly id: string;
  readonly data: string;
  readonly type: 'text' | 'binary';
  readonly createdAt: Date;
  readonly stages: Set<string>;
}

export interface StoredSecret {
  readonly name: string;
  readonly type: 'Generic' | 'RAMCredentials';
  readonly description: string;
  readonly createdAt: Date;
  updatedAt: Date;
  /** Set while the secret waits for its deletion: nothing can be read of it or put into it then. */
  plannedDeleteAt?: Date;
  /** Oldest first. */
  versions: SecretVersion[];
}

export const CURRENT = 'ACSCurrent';
export const PREVIOUS = 'ACSPrevious';
/** A generic secret keeps so many; the earliest goes when one more comes (KMS PutSecretValue). */
const MOST_VERSIONS = 10;
/** Stages of one secret, the two of the service among them (KMS UpdateSecretVersionStage). */
const MOST_STAGES = 8;

type Put = Pick<SecretVersion, 'id' | 'data' | 'type'>;

/** The secrets of Key Management Service, by their names, as its pages of 2025 tell of them. */
export class SecretStore {
  private readonly secrets = new Map<string, StoredSecret>();

  constructor(private readonly now: () => Date) {}

  /** A generic secret with one version, `v1`, as an account has it that is found. */
  set(name: string, text: string): void {
    this.secrets.delete(name);
    this.create(name, '', { id: 'v1', data: text, type: 'text' });
  }

  create(name: string, description: string, first: Put, type: StoredSecret['type'] = 'Generic'): StoredSecret {
    if (this.secrets.has(name)) throw new CloudError(409, 'Rejected.ResourceExist', 'The resource already exists.');
    const createdAt = this.now();
    const versions = [{ ...first, createdAt, stages: new Set([CURRENT]) }];
    const secret: StoredSecret = { name, type, description, createdAt, updatedAt: createdAt, versions };
    this.secrets.set(name, secret);
    return secret;
  }

  /** Throws Forbidden.ResourceNotFound. */
  named(name: string): StoredSecret {
    const secret = this.secrets.get(name);
    if (!secret) throw notFound();
    return secret;
  }

  /** What can be used: throws for a secret that waits for its deletion. */
  usable(name: string): StoredSecret {
    const secret = this.named(name);
    if (secret.plannedDeleteAt)
      throw new CloudError(409, 'Rejected.PendingDeletion', 'The request was rejected because of pending deletion.');
    return secret;
  }

  /**
   * Stores a new version. The same id with the same value changes nothing; with another it is refused. Without `stages`
   * it becomes ACSCurrent, and what was current becomes ACSPrevious.
   */
  put(name: string, version: Put, stages: readonly string[] = [CURRENT]): SecretVersion {
    const secret = this.usable(name);
    if (secret.type !== 'Generic')
      throw new CloudError(400, 'Forbidden.InvalidSecretType', 'Only generic secrets take a value.');
    const known = secret.versions.find(({ id }) => id === version.id);
    if (known && (known.data !== version.data || known.type !== version.type))
      throw new CloudError(409, 'Rejected.ResourceExist', 'The version exists with another value.');
    if (known) return known;
    const made: SecretVersion = { ...version, createdAt: this.now(), stages: new Set() };
    secret.versions.push(made);
    for (const stage of stages) this.give(secret, stage, made);
    if (secret.versions.length > MOST_VERSIONS) secret.versions.shift();
    secret.updatedAt = this.now();
    return made;
  }

  /** Throws Forbidden.ResourceNotFound for a version or a stage that is not there. */
  version(name: string, versionId: string | undefined, stage: string | undefined): SecretVersion {
    const secret = this.usable(name);
    const wanted = stage ?? (versionId === undefined ? CURRENT : undefined);
    const found = secret.versions.find(
      ({ id, stages }) => (versionId === undefined || id === versionId) && (wanted === undefined || stages.has(wanted)),
    );
    if (!found) throw notFound();
    return found;
  }

  /** Takes a stage from one version, gives it to another, or both. */
  moveStage(name: string, stage: string, from: string | undefined, to: string | undefined): void {
    const secret = this.usable(name);
    const holder = secret.versions.find(({ stages }) => stages.has(stage));
    if (from !== undefined && holder?.id !== from) throw invalidStage('the version does not have the stage');
    if (to !== undefined && holder && holder.id !== to && from === undefined)
      throw invalidStage('another version has the stage');
    if (to === undefined) {
      if (stage === CURRENT) throw invalidStage('a secret always has a current version');
      holder?.stages.delete(stage);
      return;
    }
    const target = secret.versions.find(({ id }) => id === to);
    if (!target) throw notFound();
    const all = new Set(secret.versions.flatMap(({ stages }) => [...stages]));
    if (!all.has(stage) && all.size >= MOST_STAGES) throw invalidStage('too many stages');
    this.give(secret, stage, target);
    secret.updatedAt = this.now();
  }

  private give(secret: StoredSecret, stage: string, to: SecretVersion): void {
    const holder = secret.versions.find(({ stages }) => stages.has(stage));
    if (holder === to) return;
    holder?.stages.delete(stage);
    to.stages.add(stage);
    if (stage !== CURRENT || holder === undefined) return;
    for (const { stages } of secret.versions) stages.delete(PREVIOUS);
    holder.stages.add(PREVIOUS);
  }
}

function notFound(): CloudError {
  return new CloudError(404, 'Forbidden.ResourceNotFound', 'Resource not found or resource does not exist.');
}

const invalidStage = (why: string): CloudError => new CloudError(400, 'InvalidParameter', `VersionStage: ${why}.`);
