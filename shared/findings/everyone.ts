import type { AuditEvent } from '../evidence/types';
import { letsIn } from './documents';
import { documentOf, wordsOf } from './parameters';

/** The call opens something to everyone on earth: a bucket by its policy, an image by its flag or its group (ECS, ModifyImageSharePermission). */
export function isForEveryone(event: AuditEvent): boolean {
  if (event.name === 'PutBucketPolicy') return letsIn(documentOf(event), undefined) === 'everyone';
  if (!event.name.startsWith('ModifyImageShare')) return false;
  return wordsOf(event).some(({ name, word }) =>
    /^ispublic$/i.test(name) ? /^(true|1)$/i.test(word) : /^addgroup/i.test(name) && /^all$/i.test(word),
  );
}
