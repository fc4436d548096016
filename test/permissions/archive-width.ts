import { EVIDENCE_BUCKET } from '../../sandbox/start';
import { evaluate } from '../../shared/ram-policy/evaluate';
import { parsePolicy } from '../../shared/ram-policy/parse';

const INCIDENT = 'incidents/1234567890123456/LTAI5tAnyKeyOfTheAccount';
const OURS = `account-archive/ak-tourniquet/${INCIDENT}/20260520T120000Z-0123456789ab/report.html`;
const OTHERS = [
  `account-archive2/ak-tourniquet/${INCIDENT}/x`,
  `xaccount-archive/ak-tourniquet/${INCIDENT}/x`,
  `account-archive/other/${INCIDENT}/x`,
  'account-archive/ak-tourniquet/x',
  'account-archive/x',
];
/** What a copy reads of the evidence bucket beside what investigate reads anyway. */
const READ = ['findings.json', 'findings.ocsf.jsonl', 'report.json'];

/** What the rights in the archive let be written, listed or done besides. */
export function besidesTheArchive(document: string): string[] {
  const policy = parsePolicy(document);
  const may = (action: string, resource: string, context: Record<string, string> = {}): boolean =>
    evaluate([policy], { action, resource: `acs:oss:*:1234567890123456:${resource}`, context }).decision === 'Allow';
  const evidence = `${EVIDENCE_BUCKET}/ak-tourniquet`;
  return [
    ...OTHERS.filter((place) => may('oss:PutObject', place)).map((place) => `writes ${place}`),
    ...['', 'x/', 'ak-tourniquet/'].filter((folder) =>
      may('oss:ListObjects', 'account-archive', { 'oss:Prefix': folder }),
    ),
    ...(may('oss:ListObjects', 'account-archive2', { 'oss:Prefix': 'ak-tourniquet/incidents/' })
      ? ['lists another']
      : []),
    ...['GetObject', 'DeleteObject', 'PutObjectAcl', 'PutBucketVersioning', 'AbortBucketWorm', 'PutBucketAcl']
      .filter((api) => may(`oss:${api}`, OURS) || may(`oss:${api}`, 'account-archive'))
      .map((api) => `does ${api}`),
    ...['PutObject', 'DeleteObject']
      .filter((api) => may(`oss:${api}`, `${evidence}/schedule/2026--LTAI--approved.json`))
      .map((api) => `does ${api} in the schedule`),
    ...['journal/000001.json', 'x.json', ...READ.map((name) => `${name}x`)]
      .filter((name) => may('oss:GetObject', `${evidence}/${INCIDENT}/${name}`))
      .map((name) => `reads ${name}`),
  ];
}
