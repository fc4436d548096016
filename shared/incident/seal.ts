import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { DEEPEST_READ, isTextDeeperThan } from '../nesting';

/** Whether an object has what its reader takes for granted. */
export type IsOfForm = (content: Readonly<Record<string, unknown>>) => boolean;

/** How {@link Seal.close} ends a text: what stands before it is what was signed. */
const SEALED = /,?"hmac":"([0-9a-f]{64})"\}$/;
const LONGEST_END = 80;

/** A moment as we write it. */
export const isTime = (value: unknown): boolean => typeof value === 'string' && !Number.isNaN(Date.parse(value));
export const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Signs what the project remembers in OSS (HMAC-SHA256 by TOURNIQUET_STATE_KEY), bound to the object's own key: a
 * thief with OSS rights must neither write our memory nor copy a true entry to another place.
 */
export class Seal {
  private key: Promise<string> | undefined;

  /**
   * Without a key (observe mode alone) nothing is signed and nothing is refused. A key that must be fetched is fetched
   * at the first use: containment waits for OSS no longer than it must, and so not for KMS. While it cannot be fetched,
   * `close` and `open` reject as the fetch did: that is OSS being down.
   */
  constructor(private readonly stateKey: string | (() => Promise<string>) | undefined) {}

  /** The text to store: the content with its `hmac` as last field. */
  async close(objectKey: string, content: object): Promise<string> {
    if (this.stateKey === undefined) return JSON.stringify(content);
    const hmac = await this.hmac(objectKey, JSON.stringify(content));
    return JSON.stringify({ ...content, hmac });
  }

  /**
   * The content, or undefined when the seal is broken or missing, or where it is not of the form: without a key anybody
   * may have written it. With a key nothing is parsed that does not bear the seal: a megabyte of brackets takes hundreds
   * of it. Throws SyntaxError on what is no JSON object.
   */
  async open<T extends object>(
    objectKey: string,
    text: string,
    isOfForm: IsOfForm = () => true,
  ): Promise<T | undefined> {
    if (this.stateKey === undefined) {
      if (isTextDeeperThan(text, DEEPEST_READ)) throw new SyntaxError('nested too deep');
      return formed(JSON.parse(text), isOfForm);
    }
    const [end, hmac = ''] = SEALED.exec(text.slice(-LONGEST_END)) ?? [];
    if (end === undefined) return undefined;
    const content = `${text.slice(0, -end.length)}}`;
    const expected = Buffer.from(await this.hmac(objectKey, content), 'hex');
    return timingSafeEqual(expected, Buffer.from(hmac, 'hex')) ? formed(JSON.parse(content), isOfForm) : undefined;
  }

  private async hmac(objectKey: string, text: string): Promise<string> {
    this.key ??= typeof this.stateKey === 'function' ? this.stateKey() : Promise.resolve(this.stateKey ?? '');
    return createHmac('sha256', await this.key)
      .update(`${objectKey}\n${text}`)
      .digest('hex');
  }
}

/** Without what an older text may hold in the seal's place. Throws SyntaxError on what is no JSON object. */
function formed<T extends object>(parsed: unknown, isOfForm: IsOfForm): T | undefined {
  if (!isMap(parsed)) throw new SyntaxError('not a JSON object');
  const { hmac: _, ...content } = parsed;
  return isOfForm(content) ? (content as T) : undefined;
}

export function sha256(data: Buffer | string): string {
  return createHash('sha256').update(data).digest('hex');
}
