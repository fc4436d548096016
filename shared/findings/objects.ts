import type { DataUse } from '../evidence/data/tally';
import type { DataResult } from '../evidence/data/types';
import type { Finding, Severity } from './model';
import type { Text } from './rules/model';
import { OBJECTS } from './verdicts-of-objects';

/** Whose requests they are, as far as the addresses tell. */
export type DataParty = 'attack' | 'new' | 'known';

export interface DataKnown {
  readonly accessKeyId: string;
  /** Addresses of the attack's calls, and of the business's. */
  readonly attack: ReadonlySet<string>;
  readonly business: ReadonlySet<string>;
}

/**
 * The attack's are requests of its addresses and of the keys that it made. `new`: an address that neither the attack nor
 * the business has called from; where no call of the business is known, nothing can be told to be new. Pure.
 */
export function partyOf({ ip, accessKeyId }: DataUse, known: DataKnown): DataParty {
  if (accessKeyId !== known.accessKeyId || known.attack.has(ip)) return 'attack';
  return known.business.size > 0 && !known.business.has(ip) ? 'new' : 'known';
}

const MANY = 1_000;
const MUCH_BYTES = 10 ** 9;

/** One finding for each address and bucket where objects were read, written or deleted by somebody strange. Pure. */
export function findingsOfObjects({ uses }: DataResult, known: DataKnown): { finding: Finding; text: Text }[] {
  return uses.flatMap((use) => {
    const party = partyOf(use, known);
    if (party === 'known' || use.read + use.written + use.deleted + use.batchesDeleted === 0) return [];
    const { id: rule, kind, technique } = OBJECTS[party];
    const text = {
      en: `${OBJECTS[party].text.en}: ${counts(use, 'en')} in ${use.bucket}, from ${use.ip}`,
      zh: `${OBJECTS[party].text.zh}：${use.bucket} 中${counts(use, 'zh')}，来自 ${use.ip}`,
    };
    const finding = {
      rule,
      kind,
      technique,
      severity: severityOf(use, party),
      title: text.en,
      actors: [use.accessKeyId],
      eventIds: [],
    };
    return [{ finding, text }];
  });
}

function severityOf({ read, deleted, batchesDeleted, bytesOut }: DataUse, party: DataParty): Severity {
  if (party === 'new') return 'medium';
  return deleted + batchesDeleted * 100 >= MANY || read >= MANY || bytesOut >= MUCH_BYTES ? 'critical' : 'high';
}

function counts({ read, written, deleted, batchesDeleted, bytesOut }: DataUse, language: 'en' | 'zh'): string {
  const zh = language === 'zh';
  const parts = [
    ...(read > 0 ? [zh ? `读取 ${read} 次（${sizeOf(bytesOut)}）` : `${read} reads (${sizeOf(bytesOut)})`] : []),
    ...(written > 0 ? [zh ? `写入 ${written} 次` : `${written} writes`] : []),
    ...(deleted > 0 ? [zh ? `删除 ${deleted} 次` : `${deleted} deletions`] : []),
    ...(batchesDeleted > 0
      ? [
          zh
            ? `批量删除 ${batchesDeleted} 次（每次至多 1000 个）`
            : `${batchesDeleted} batch deletions (up to 1,000 each)`,
        ]
      : []),
  ];
  return parts.join(zh ? '、' : ', ');
}

/** `3.4 MB`: powers of ten, as bills count. */
export function sizeOf(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[power]}`;
}
