import type { ObjectStore } from '../aliyun/object-store';
import { CloudNotFound, EvidenceChanged } from '../errors';
import type { IncidentId, Paths } from '../incident/paths';
import { sha256 } from '../incident/seal';
import { type KeptBody, keptDocument, TAKEN_OUT } from '../secrecy/kept';
import { isObject, type JsonObject } from '../signal/loose';
import type { EvidenceSource, ManifestItem } from './types';

/** What the pack holds, and what each source gave or did not give. Stored as `manifest.json`. */
export interface Manifest {
  readonly schema: 1;
  /** `<accountId>/<accessKeyId>` */
  readonly incident: string;
  readonly createdAt: string;
  readonly round: number;
  /** No source of this round was cut or failed. */
  readonly complete: boolean;
  readonly sources: readonly EvidenceSource[];
  readonly items: readonly ManifestItem[];
  readonly notes: readonly string[];
  /** What was taken out of all of it, and what stands there. English. */
  readonly takenOut: string;
}

export interface ItemOrigin {
  readonly source: string;
  readonly complete?: boolean;
  readonly cut?: string;
  readonly contentType?: string;
}

/** An object of a round that is read back later, by this run or by the one that goes on. */
export interface KeptObject {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  /** False: whoever goes on asks for it anew, and writes over it. */
  readonly isWhole: boolean;
}

/**
 * Writes the objects of one incident's evidence pack and remembers the hash of each, for the manifest. Writing a path
 * again replaces the object and its item. The bucket is not believed: what is read back is held against the hash of what
 * was written.
 */
export class Pack {
  private readonly written = new Map<string, ManifestItem>();
  private readonly kept = new Map<string, KeptObject>();
  /** Paths of this round at which something else lay than was written there, or nothing. */
  readonly changed = new Set<string>();

  constructor(
    private readonly store: ObjectStore,
    paths: Paths,
    readonly id: IncidentId,
  ) {
    this.folder = `${paths.incident(id)}/`;
  }
  private readonly folder: string;

  keyOf(path: string): string {
    return `${this.folder}${path}`;
  }

  /** Writes an object and takes it into the manifest. */
  async put(path: string, body: KeptBody, origin: ItemOrigin): Promise<ManifestItem> {
    await this.write(path, body, origin.contentType);
    const item = itemOf(path, body, origin);
    this.written.set(path, item);
    return item;
  }

  /** Writes an object whose item comes later, by {@link include}. */
  async write(path: string, body: KeptBody, contentType = 'application/x-ndjson'): Promise<void> {
    await this.store.put(this.keyOf(path), body, { contentType });
  }

  /** Writes an object that is read back later, by {@link readKept}, and comes into the manifest by {@link includeKept}. */
  async keep(path: string, body: KeptBody, { isWhole = true } = {}): Promise<void> {
    await this.write(path, body, 'application/json');
    this.kept.set(path, { path, bytes: body.length, sha256: sha256(body), isWhole });
  }

  /** What was kept so far, for the run that goes on. */
  keptObjects(): KeptObject[] {
    return [...this.kept.values()];
  }

  /** What the runs before this one kept, and found changed. */
  recall(objects: readonly KeptObject[], changed: readonly string[]): void {
    for (const one of objects) this.kept.set(one.path, one);
    for (const path of changed) this.changed.add(path);
  }

  /** What lies under `prefix` is collected anew: whatever was kept there before is no part of it. */
  forget(prefix: string): void {
    for (const path of this.kept.keys()) if (path.startsWith(prefix)) this.kept.delete(path);
  }

  /**
   * An object as it was kept; undefined when this round kept none there. Throws EvidenceChanged, and remembers it, when
   * that is not what lies there.
   */
  async readKept(path: string): Promise<Buffer | undefined> {
    const known = this.kept.get(path);
    return known && this.readAs(path, known.sha256);
  }

  /** An object whose hash is known, as above. Read once more before anybody is accused: an answer may come by half. */
  async readAs(path: string, hash: string): Promise<Buffer> {
    for (let tries = 0; tries < 2; tries += 1) {
      const body = await this.read(path);
      if (body !== undefined && sha256(body) === hash) return body;
    }
    this.changed.add(path);
    throw new EvidenceChanged(path);
  }

  /**
   * Takes what was kept into the manifest, by the hash of what was written; nothing where this round kept none. False when
   * something else lies there: its item says so.
   */
  async includeKept(path: string, origin: ItemOrigin): Promise<boolean> {
    const known = this.kept.get(path);
    if (known === undefined) return true;
    const { bytes, sha256: hash } = known;
    const isThere = await this.readKept(path).then(
      () => true,
      (error) => {
        if (error instanceof EvidenceChanged) return false;
        throw error;
      },
    );
    const cut = isThere ? origin.cut : 'what lies there is not what was written';
    this.include(itemFor(path, { bytes, sha256: hash }, { ...origin, ...(cut === undefined ? {} : { cut }) }));
    return isThere;
  }

  include(item: ManifestItem): void {
    this.written.set(item.path, item);
  }

  /** Takes an object that another run wrote into the manifest; false when there is none. */
  async includeExisting(path: string, origin: ItemOrigin): Promise<boolean> {
    const body = await this.read(path);
    if (body === undefined) return false;
    this.written.set(path, itemOf(path, body, origin));
    return true;
  }

  /** Undefined when there is no such object. */
  async read(path: string): Promise<Buffer | undefined> {
    try {
      return (await this.store.getWhole(this.keyOf(path))).body;
    } catch (error) {
      if (error instanceof CloudNotFound && error.cloudCode === 'NoSuchKey') return undefined;
      throw error;
    }
  }

  items(): ManifestItem[] {
    return [...this.written.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /**
   * Writes `manifest.json`, last of all, once `vouch` has put its SHA-256 where nobody else writes: the journal keeps it
   * under its seal. Resolves with it.
   */
  async seal(
    about: Omit<Manifest, 'schema' | 'incident' | 'items' | 'complete' | 'takenOut'>,
    vouch: (manifestSha256: string) => Promise<void>,
  ): Promise<string> {
    const manifest: Manifest = {
      schema: 1,
      incident: `${this.id.accountId}/${this.id.accessKeyId}`,
      ...about,
      complete: about.sources.every(({ complete }) => complete),
      items: this.items(),
      takenOut: TAKEN_OUT,
    };
    const body = keptDocument(manifest);
    const hash = sha256(body);
    await vouch(hash);
    await this.write('manifest.json', body, 'application/json');
    return hash;
  }
}

function itemOf(path: string, body: Buffer, origin: ItemOrigin): ManifestItem {
  return itemFor(path, { bytes: body.length, sha256: sha256(body) }, origin);
}

function itemFor(
  path: string,
  of: Pick<ManifestItem, 'bytes' | 'sha256'>,
  { source, complete = true, cut }: ItemOrigin,
): ManifestItem {
  return {
    path,
    ...of,
    source,
    complete: complete && cut === undefined,
    ...(cut === undefined ? {} : { cut }),
  };
}

/** Reads a manifest; undefined for what is none. */
export function parseManifest(body: Buffer): Manifest | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString());
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  const isManifest =
    isObject(parsed) &&
    parsed['schema'] === 1 &&
    typeof parsed['incident'] === 'string' &&
    isListOf(parsed['sources'], (source) => typeof source['source'] === 'string') &&
    isListOf(parsed['items'], isItem);
  return isManifest ? (parsed as unknown as Manifest) : undefined;
}

function isListOf(value: unknown, is: (one: JsonObject) => boolean): boolean {
  return Array.isArray(value) && value.every((one) => isObject(one) && is(one));
}

function isItem({ path, bytes, sha256: hash }: JsonObject): boolean {
  return typeof path === 'string' && typeof bytes === 'number' && typeof hash === 'string';
}
