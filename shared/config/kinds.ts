import { InvalidAccessKeyId, InvalidUserName, TemporaryAccessKey } from '../errors';
import { type AccessKeyId, parseAccessKeyId, parseUserName, type UserName } from '../ids';
import { closest } from './closest';
import { shown } from './shown';
import type { SecretRef } from './types';

/** What is wrong with one value, as the rest of a sentence that begins with the variable's name. Never leaves this room. */
export class Problem extends Error {}

/** What a reader may know beside the text. */
export interface Surroundings {
  /** TOURNIQUET_ENDPOINT names the sandbox, so that alerts may go to loopback too. */
  readonly isSandboxed: boolean;
}

/** A kind of value: how to read it (throws Problem), and how docs/configuration.md calls it. */
export interface Kind<T> {
  readonly label: string;
  read(text: string, surroundings: Surroundings): T;
}

export function oneOf<T extends string>(...values: readonly T[]): Kind<T> {
  return {
    label: values.map((value) => `\`${value}\``).join(', '),
    read(text) {
      const known = values.find((value) => value === text);
      if (known !== undefined) return known;
      throw new Problem(`must be one of ${values.join(', ')}, not ${shown(text)} (closest: ${closest(text, values)})`);
    },
  };
}

/** Decimal digits and nothing else within the range: `20x`, `1e3`, `2.5` and `+5` are refused. */
export function wholeNumber(from: number, to: number): Kind<number> {
  return {
    label: `whole number, ${from} to ${to}`,
    read(text) {
      const value = /^[0-9]{1,9}$/.test(text) ? Number(text) : Number.NaN;
      if (value >= from && value <= to) return value;
      throw new Problem(`must be a whole number from ${from} to ${to}, not ${shown(text)}`);
    },
  };
}

/** Items between commas, trimmed, repeats folded. An empty item is refused: something was meant to stand there. */
export function listOf<T>(item: Kind<T>): Kind<readonly T[]> {
  return {
    label: `list (${item.label})`,
    read(text, surroundings) {
      const items = text.split(',').map((part) => part.trim());
      const empty = items.indexOf('');
      if (empty >= 0) throw new Problem(`has nothing as item ${empty + 1} of its list`);
      const problems: string[] = [];
      const values = [...new Set(items)].flatMap((part) => {
        try {
          return [item.read(part, surroundings)];
        } catch (error) {
          if (!(error instanceof Problem)) throw error;
          problems.push(`item ${items.indexOf(part) + 1} ${error.message}`);
          return [];
        }
      });
      if (problems.length > 0) throw new Problem(`is a list in which ${problems.join('; ')}`);
      return values;
    },
  };
}

/** A text of a fixed form. `example` stands in the problem. */
export function textLike(label: string, form: RegExp, example: string): Kind<string> {
  return {
    label,
    read(text) {
      if (form.test(text)) return text;
      throw new Problem(`must be a ${label} such as ${example}, not ${shown(text)}`);
    },
  };
}

/** OSS PutBucket: 3 to 63 lower-case letters, digits and hyphens, a letter or digit at both ends. */
export const bucketName = textLike('bucket name', /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/, 'acme-leak-evidence');
export const regionId = textLike('region', /^[a-z]{2,10}(-[a-z0-9]{1,20}){1,4}$/, 'cn-hangzhou');
export const functionName = textLike(
  'function name',
  /^[A-Za-z_][A-Za-z0-9_-]{0,127}(\/[A-Za-z_][A-Za-z0-9_-]{0,127})?$/,
  'ak-tourniquet-investigate',
);

/** A path inside a bucket, without slashes at its ends; OSS takes keys of up to 1,023 bytes, ours add some 150. */
export const prefix: Kind<string> = {
  label: 'path',
  read(text) {
    const path = text.replace(/^\//, '').replace(/\/$/, '');
    const isPath = path.split('/').every((part) => /^[A-Za-z0-9._-]+$/.test(part) && !/^\.+$/.test(part));
    if (isPath && path.length <= 200) return path;
    throw new Problem(
      `must be a path of letters, digits, ".", "_", "-" with single slashes (no empty part, no ".."), not ${shown(text)}`,
    );
  },
};

export const accessLogs: Kind<{ readonly bucket: string; readonly prefix: string }> = {
  label: 'bucket/prefix',
  read(text) {
    const [, bucket, rest] =
      /^([a-z0-9][a-z0-9-]{1,61}[a-z0-9])\/([A-Za-z0-9._-][A-Za-z0-9._/-]{0,199})$/.exec(text) ?? [];
    if (bucket !== undefined && rest !== undefined && !/\/\/|\.\./.test(rest)) return { bucket, prefix: rest };
    throw new Problem(
      `must be a bucket and the prefix of the logs in it, such as acme-logs/oss-access/, not ${shown(text)}`,
    );
  },
};

export const logstore: Kind<{ readonly project: string; readonly logstore: string }> = {
  label: 'project/logstore',
  read(text) {
    const [, project, name] =
      /^([a-z0-9][a-z0-9-]{1,61}[a-z0-9])\/([a-z0-9][a-z0-9_-]{0,61}[a-z0-9])$/.exec(text) ?? [];
    if (project !== undefined && name !== undefined) return { project, logstore: name };
    throw new Problem(`must be a Log Service project/logstore such as acme-audit/actiontrail, not ${shown(text)}`);
  },
};

export const userName: Kind<UserName> = {
  label: 'RAM user name',
  read: (text) =>
    unless(
      InvalidUserName,
      () => parseUserName(text),
      `${shown(text, 70)} is no RAM user name (whole, without @domain)`,
    ),
};

export const accessKeyId: Kind<AccessKeyId> = {
  label: 'AccessKey id',
  read: (text) =>
    unless(
      TemporaryAccessKey,
      () =>
        // Eight characters at most: who swaps id and secret must not find the secret in an alert.
        unless(InvalidAccessKeyId, () => parseAccessKeyId(text), `${shown(text, 8)} is no AccessKey id (LTAI…)`),
      `${shown(text, 8)} is an STS session's key, which cannot be excluded`,
    ),
};

/** The text itself, or `kms:<name>`. Nothing of it is ever in a problem. */
export function secret(leastBytes = 1): Kind<SecretRef> {
  return {
    label: 'secret',
    read(text) {
      if (text.startsWith('kms:')) {
        const name = text.slice('kms:'.length);
        if (/^[A-Za-z0-9_/+=.@-]{1,192}$/.test(name)) return { kind: 'kms', name };
        throw new Problem('must have the name of a KMS secret after "kms:"');
      }
      if (Buffer.byteLength(text) >= leastBytes) return { kind: 'plain', value: text };
      throw new Problem(`must be at least ${leastBytes} bytes long, or "kms:" and the name of a KMS secret`);
    },
  };
}

function unless<T>(kind: new (value: string) => Error, read: () => T, problem: string): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof kind) throw new Problem(problem, { cause: error });
    throw error;
  }
}
