import type { LeakRecord } from '../aliyun/security-center';
import { TourniquetError } from '../errors';
import { parseAccessKeyId } from '../ids';
import { isSpelling } from './claims';
import { keptText } from './kept-text';
import type { LeakSignal } from './types';

/** A record that tells of a leak, and not of which key. */
export interface UnreadLeak {
  readonly record: LeakRecord;
  readonly why: string;
}

/**
 * Security Center's records as leak signals: both user types and every status, because a thief needs one call to mark
 * his leak as dealt with. Records whose key cannot be read are leaks all the same, and somebody must look at them.
 */
export function signalsOf(records: readonly LeakRecord[]): {
  signals: LeakSignal[];
  unread: UnreadLeak[];
} {
  const signals: LeakSignal[] = [];
  const unread: UnreadLeak[] = [];
  for (const record of records) {
    try {
      signals.push(signalOf(record));
    } catch (error) {
      if (!(error instanceof TourniquetError)) throw error;
      unread.push({ record, why: error.message });
    }
  }
  return { signals, unread };
}

function signalOf(record: LeakRecord): LeakSignal {
  const { userName, userType, url, dealType } = record;
  // An AccessKey can leak again at another place under another record: the record's number is the leak.
  const dealt =
    record.status === 'dealed' || (dealType !== undefined && dealType !== 'pending')
      ? (dealType ?? 'dealed')
      : undefined;
  return {
    leakId: `sas:${record.id}`,
    accessKeyId: parseAccessKeyId(record.accessKeyId),
    source: 'security-center',
    foundAt: record.foundAt,
    claims: {
      ...(userName && isSpelling(userName) ? { userName } : {}),
      ...(userType ? { userType: userType === 'master' ? ('root' as const) : ('ram' as const) } : {}),
    },
    ...(url ? { link: keptText(url) } : {}),
    ...(dealt ? { dealt: keptText(dealt) } : {}),
    securityCenterId: record.id,
  };
}
