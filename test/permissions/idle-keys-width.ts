import { EVIDENCE_BUCKET } from '../../sandbox/start';
import { evaluate } from '../../shared/ram-policy/evaluate';
import { parsePolicy } from '../../shared/ram-policy/parse';

const KEY = 'LTAI5tAnyKeyOfTheAccount';
const OTHERS = [
  'hygiene/memory.json',
  'hygiene/2026-05-01/report.json',
  'hygiene/idle-keys.json.old',
  `schedule/2026-05-20T120000Z--${KEY}--finish.json`,
  `schedule/2026-05-20T120000Z--${KEY}--other-key.json`,
  `incidents/1234567890123456/${KEY}/journal/000001.json`,
  'idle-keys.json',
];

/** What the rights for unused keys let be read, written or done besides. */
export function besidesIdleKeys(document: string): string[] {
  const policy = parsePolicy(document);
  const may = (action: string, key: string): boolean => {
    const resource = `acs:oss:*:1234567890123456:${EVIDENCE_BUCKET}/ak-tourniquet/${key}`;
    return evaluate([policy], { action, resource, context: {} }).decision === 'Allow';
  };
  const task = `schedule/2026-05-20T120000Z--${KEY}--idle-key.json`;
  return [
    ...['oss:GetObject', 'oss:PutObject'].flatMap((action) =>
      OTHERS.filter((key) => may(action, key)).map((key) => `${action} on ${key}`),
    ),
    ...(may('oss:GetObject', task) ? ['reads what it hands over'] : []),
    ...['oss:DeleteObject', 'oss:PutObjectAcl']
      .filter((action) => [task, 'hygiene/idle-keys.json'].some((key) => may(action, key)))
      .map((action) => `does ${action}`),
  ];
}
