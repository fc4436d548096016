import { randomBytes, randomInt, randomUUID } from 'node:crypto';

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

export type IdKind = 'request' | 'access-key' | 'secret' | 'numeric';

/** New ids in the shapes that the cloud gives them. */
export function newId(kind: IdKind): string {
  switch (kind) {
    case 'request':
      return randomUUID().toUpperCase();
    case 'access-key':
      return `LTAI5t${letters(18)}`;
    case 'secret':
      return letters(30);
    case 'numeric':
      return `2${Array.from({ length: 17 }, () => randomInt(10)).join('')}`;
  }
}

/** The id of an STS session's key. */
export const newSessionKeyId = (): string => `STS.NU${letters(23)}`;

/** An opaque token, as STS hands out. */
export const newToken = (): string => `CAIS${randomBytes(96).toString('base64')}`;

export function letters(length: number): string {
  return Array.from({ length }, () => ALPHANUMERIC[randomInt(ALPHANUMERIC.length)]).join('');
}
