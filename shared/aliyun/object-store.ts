import type { Readable } from 'node:stream';
import type OSS from 'ali-oss';
import type { Clock } from '../clock';
import { CloudAnswerMalformed } from '../errors';
import { type CallPatience, callCloud, isTimeout, nameFailure, ORDINARY } from './call';
import type { Connection } from './connection';
import { type ListedObject, type ListedPage, type ObjectPage, readEtag, readObjectPage } from './object-list';
import { ossOptions } from './oss-options';
import { pagesOf } from './pages';

export interface StoredObject {
  readonly body: Buffer;
  readonly etag: string | undefined;
}
type AliOss = typeof OSS;

/** Bytes. The index of ten thousand users' keys takes one and a half megabytes; most else some kilobytes. */
export const MOST_REMEMBERED = 4 * 2 ** 20;
/** Bytes of what is read many at once: entries of journal, schedule and outbox. */
export const MOST_OF_MANY = 2 ** 20;
/** Bytes of evidence, reports and what the command line reads. */
const MOST_KEPT = 128 * 2 ** 20;

/** How long a bucket that did not answer is waited for at the next call. */
const SILENT_MS = 5_000;

/** Objects of one bucket in OSS. The SDK is loaded at the first use: containment does not wait for it. */
export class ObjectStore {
  private client: Promise<OSS> | undefined;
  private isSilent = false;

  constructor(
    private readonly connection: Connection,
    readonly bucket: string,
  ) {}

  private oss(): Promise<OSS> {
    this.client ??= import('ali-oss').then((loaded) => {
      const Client = ((loaded as { default?: AliOss }).default ?? loaded) as AliOss;
      return new Client(ossOptions(this.connection, this.bucket));
    });
    return this.client;
  }

  /**
   * A bucket that let one call wait for nothing, with all its tries, is asked once a call until it answers again: much
   * follows one another here (schedule, journal, outbox), and the owner is told behind it. `object`: the one that the call is
   * about, for whoever looks for it.
   */
  private async call<T>(
    action: string,
    patience: CallPatience,
    attempt: (oss: OSS, timeoutMs: number) => Promise<T>,
    object?: string,
  ): Promise<T> {
    const oss = await this.oss();
    const named = (timeoutMs: number): Promise<T> =>
      attempt(oss, timeoutMs).catch((error: unknown) => {
        throw nameFailure('oss', action, error, object);
      });
    const asked = this.isSilent
      ? { timeoutMs: Math.min(patience.timeoutMs, SILENT_MS), retries: 0 }
      : { ...patience, isInVain: () => this.isSilent };
    try {
      const answer = await callCloud('oss', action, asked, this.connection, named);
      this.isSilent = false;
      return answer;
    } catch (error) {
      const failure = nameFailure('oss', action, error);
      this.isSilent = isTimeout(failure) || (this.isSilent && failure.status === undefined);
      throw failure;
    }
  }

  /**
   * An object's first bytes, `most` of them: whoever may write to the bucket can lay an object there that is larger than
   * the memory. Nothing that is remembered is longer; of what is, the seal is broken by the cut. For anything that bears no
   * seal there is {@link getWhole}. Throws CloudNotFound when there is no such object.
   */
  async get(key: string, patience = ORDINARY, most = MOST_REMEMBERED): Promise<StoredObject> {
    // OSS answers the whole object where it is shorter (GetObject, "Range").
    const headers = { Range: `bytes=0-${most - 1}` };
    // Whoever put it may call it gzip: the SDK would unpack a megabyte to a gigabyte, or fail at what is none (GetObject,
    // "response-content-encoding": the header that OSS answers with).
    const subres = { 'response-content-encoding': 'identity' };
    const answer = await this.call(
      'GetObject',
      patience,
      (oss, timeout) => oss.get(key, undefined as never, { timeout, headers, subres } as never),
      key,
    );
    return { body: answer.content as Buffer, etag: etagOf(answer.res.headers) };
  }

  /** A whole object. Throws CloudAnswerMalformed where it is larger than `most`, and as `get` does. */
  async getWhole(key: string, patience = ORDINARY, most = MOST_KEPT): Promise<StoredObject> {
    const { body, etag } = await this.get(key, patience, most + 1);
    if (body.length <= most) return { body, etag };
    const why = `${key} is larger than ${most} bytes: nothing of ours is`;
    throw new CloudAnswerMalformed('oss', 'GetObject', 'TooLarge', 200, undefined, why);
  }

  /**
   * The object's bytes as they come; nothing is kept. A connection that breaks or says nothing for the patience's time
   * is taken up where it broke, if the object is still the same. Throws as `get` does, before or between the bytes.
   */
  async *read(key: string, patience = ORDINARY): AsyncGenerator<Buffer, void> {
    let got = 0;
    let etag: string | undefined;
    for (let tries = 0; ; tries += 1) {
      const headers = { ...(got > 0 ? { Range: `bytes=${got}-` } : {}), ...(etag ? { 'If-Match': `"${etag}"` } : {}) };
      const answer = await this.call(
        'GetObject',
        patience,
        (oss, timeout) => oss.getStream(key, { headers, timeout } as never),
        key,
      );
      etag ??= etagOf(answer.res?.headers);
      const stream = answer.stream as Readable;
      try {
        for await (const chunk of whileItSpeaks(this.connection.clock, stream, patience.timeoutMs)) {
          got += chunk.length;
          yield chunk;
        }
        return;
      } catch (error) {
        const failure = nameFailure('oss', 'GetObject', error);
        if (tries >= patience.retries) throw failure;
        await this.connection.clock.sleep(Math.random() * 100 * 2 ** tries + 20);
      } finally {
        stream.destroy();
      }
    }
  }

  /** Writes an object, whatever was there. */
  async put(key: string, body: Buffer | string, options: PutOptions = {}): Promise<void> {
    await this.write(key, body, options, false);
  }

  /**
   * Writes an object that must not be there yet. Resolves with its ETag, where OSS tells it. Throws CloudAlreadyThere (409
   * FileAlreadyExists): another was first.
   */
  create(key: string, body: Buffer | string, options: PutOptions = {}): Promise<string | undefined> {
    return this.write(key, body, options, true);
  }

  private async write(
    key: string,
    body: Buffer | string,
    options: PutOptions,
    mustBeNew: boolean,
  ): Promise<string | undefined> {
    const content = typeof body === 'string' ? Buffer.from(body) : body;
    const headers: Record<string, string> = {
      'Content-Type': options.contentType ?? 'application/json',
      'x-oss-server-side-encryption': 'AES256',
      ...(mustBeNew ? { 'x-oss-forbid-overwrite': 'true' } : {}),
    };
    const answer = await this.call(
      'PutObject',
      options.patience ?? ORDINARY,
      (oss, timeout) => oss.put(key, content, { headers, timeout } as never),
      key,
    );
    return etagOf(answer.res.headers);
  }

  /** Copies an object of another bucket in the same region, without its bytes passing here. At most 1 GB (CopyObject). */
  async copy(key: string, from: { readonly bucket: string; readonly key: string }): Promise<void> {
    const headers = { 'x-oss-server-side-encryption': 'AES256' };
    await this.call(
      'CopyObject',
      ORDINARY,
      (oss, timeout) => oss.copy(key, from.key, from.bucket, { headers, timeout } as never),
      key,
    );
  }

  async delete(key: string): Promise<void> {
    await this.call('DeleteObject', ORDINARY, (oss, timeout) => oss.delete(key, { timeout }), key);
  }

  /**
   * Deletes objects in one call, at most 1,000 (DeleteMultipleObjects); what is not there counts as deleted. Needs the
   * right oss:DeleteObject for each. Throws CloudAnswerMalformed naming what the answer does not tell as deleted.
   */
  async deleteAll(keys: readonly string[]): Promise<void> {
    const answer = await this.call('DeleteMultipleObjects', ORDINARY, (oss, timeout) =>
      oss.deleteMulti([...keys], { timeout }),
    );
    const deleted = new Set((answer.deleted as readonly Deleted[] | undefined)?.map(({ Key }) => Key));
    const left = keys.filter((key) => !deleted.has(key));
    if (left.length > 0)
      throw new CloudAnswerMalformed('oss', 'DeleteMultipleObjects', 'NotDeleted', 200, undefined, left.join(', '));
  }

  /** Every object under a prefix, all pages, in the order of the keys, each once. */
  async list(prefix: string, patience = ORDINARY): Promise<ListedObject[]> {
    const all = new Map<string, ListedObject>();
    for await (const { objects } of this.pages(prefix, {}, patience))
      for (const object of objects) all.set(object.key, object);
    return [...all.values()];
  }

  /** The names of the folders directly under a prefix that ends with a slash, whatever lies in them. */
  async folders(prefix: string): Promise<string[]> {
    const all = new Set<string>();
    for await (const { folders } of this.pages(prefix, { delimiter: '/' }, ORDINARY))
      for (const folder of folders) all.add(folder.slice(prefix.length, -1));
    return [...all];
  }

  private pages(
    prefix: string,
    more: Readonly<Record<string, string>>,
    patience: CallPatience,
  ): AsyncGenerator<ObjectPage, void> {
    const ask = async (token: string | undefined): Promise<ObjectPage> => {
      const asked = { prefix, ...more, 'max-keys': '1000', ...(token ? { 'continuation-token': token } : {}) };
      const page = await this.call('ListObjects', patience, (oss, timeout) =>
        (oss as OSS & { listV2(q: object, o: object): Promise<ListedPage> }).listV2(asked, { timeout }),
      );
      return readObjectPage(page, prefix);
    };
    return pagesOf('oss', 'ListObjects', ask, ({ next }) => next);
  }

  /** `undefined`: versioning was never switched on; else `Enabled` or `Suspended`. */
  async versioning(): Promise<'Enabled' | 'Suspended' | undefined> {
    type Asked = { getBucketVersioning(name: string, options: object): Promise<{ versionStatus?: string }> };
    const answer = await this.call('GetBucketVersioning', ORDINARY, (oss, timeout) =>
      (oss as OSS & Asked).getBucketVersioning(this.bucket, { timeout }),
    );
    const status = answer.versionStatus;
    return status === 'Enabled' || status === 'Suspended' ? status : undefined;
  }
}

/** What the SDK hands on; its types say names. */
type Deleted = { readonly Key?: string } & string;

export interface PutOptions {
  readonly contentType?: string;
  readonly patience?: CallPatience;
}

/** A stream's chunks, as long as the next one comes within the time. The time that a slow reader takes does not count. */
async function* whileItSpeaks(clock: Clock, stream: Readable, silenceMs: number): AsyncGenerator<Buffer, void> {
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  for (;;) {
    const cancel = clock.after(silenceMs, () => stream.destroy(new Error(`no bytes for ${silenceMs} ms`)));
    const next = await chunks.next().finally(cancel);
    if (next.done) return;
    yield next.value;
  }
}

function etagOf(headers: object | undefined): string | undefined {
  return readEtag((headers as Record<string, unknown> | undefined)?.['etag']);
}
