import { written } from './nesting';
import { cutWithoutSecrets } from './secrecy/cut';
import { withoutKnownSecrets, withoutSecretsOf } from './secrecy/known';

/**
 * Every failure that this project names, one class a kind, its cause kept. A message says what happened to what;
 * it holds no secret, and neither does the cause;
 * docs/errors.md says what to do about each code.
 */
export abstract class TourniquetError extends Error {
  /** The stable name of the kind, as docs/errors.md lists it. */
  get code(): string {
    return (this.constructor as unknown as { code: string }).code;
  }

  constructor(message: string, options?: ErrorOptions) {
    super(
      withoutKnownSecrets(message),
      'cause' in (options ?? {}) ? { cause: withoutSecretsOf(options?.cause) } : options,
    );
    this.name = new.target.name;
  }
}

/** Text from outside, fit for one line of a message: printable, and no longer than a person reads. */
export function shown(value: unknown, limit = 60): string {
  // Before it is cut: half of a secret would not be known for one.
  const whole = typeof value === 'string' ? value : (written(value) ?? String(value));
  return cutWithoutSecrets(whole, limit, '…').replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?');
}
