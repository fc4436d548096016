import type { ObjectStore } from '../aliyun/object-store';
import { CloudNotFound } from '../errors';
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

/**
 * Writes the objects of one incident's evidence pack and remembers the hash of each, for the manifest. Writing a path
 * again replaces the object and its item.
 */
export class Pack {
  private readonly written = new Map<string, ManifestItem>();

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

function itemOf(path: string, body: Buffer, { source, complete = true, cut }: ItemOrigin): ManifestItem {
  return {
    path,
    bytes: body.length,
    sha256: sha256(body),
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
