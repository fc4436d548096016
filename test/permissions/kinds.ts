import { EVIDENCE_BUCKET } from '../../sandbox/start';
import type { AccessKeyId, AccountId } from '../../shared/ids';
import { pathsOf } from '../../shared/incident/paths';

/** What one resource is for, whatever it is called: a role needs it of some kinds and must not have it of others. */
export interface Kind {
  readonly name: string;
  /** A resource of this kind, as a call asks for it. */
  readonly sample: string;
  readonly includes: (resource: string) => boolean;
}

const ACCOUNT = '1234567890123456';
const KEY = 'LTAI5tSampleKey000000001';
const paths = pathsOf('ak-tourniquet');
const id = { accountId: ACCOUNT as AccountId, accessKeyId: KEY as AccessKeyId };
const oss = (key: string): string => `acs:oss:*:${ACCOUNT}:${EVIDENCE_BUCKET}/${key}`;
const ram = (name: string, owner = ACCOUNT): string => `acs:ram:*:${owner}:${name}`;

/**
 * The more particular ones first: a resource is of the first kind that includes it. What no role needs stands here as
 * well, so that a pattern that would let it through is seen.
 */
const KINDS: readonly Kind[] = [
  object('a checkpoint', paths.evidence(id, 'round-1/checkpoint.json'), /\/evidence\/.*checkpoint\.json$/),
  object('evidence', paths.evidence(id, 'round-1/usage.json'), /\/evidence\/.+$/),
  object('a journal entry', paths.entry(id, 1), /\/journal\/.+$/),
  object('the before-state', paths.before(id), /\/before\.json$/),
  object('the findings', paths.findings(id), /\/incidents\/.*\/findings\.json$/),
  object("an incident's page", paths.reportHtml(id), /\/incidents\/.*\/report\.html$/),
  object("an incident's report as JSON", paths.reportJson(id), /\/incidents\/.*\/report\.json$/),
  object('a manifest', paths.manifest(id), /\/manifest\.json$/),
  object('something else of an incident', `${paths.incident(id)}/other.json`, /\/incidents\/.+$/),
  object('a waiting alert', `${paths.outbox}m--mail.json`, /\/outbox\/.+$/),
  object(
    'a task of an investigation',
    `${paths.schedule}2026--${KEY}--fence.json`,
    /\/schedule\/.*--(investigate[^/]*|fence|console|escalate|archive)\.json$/,
  ),
  object('a due task', `${paths.schedule}2026--${KEY}--finish.json`, /\/schedule\/.+$/),
  object('a marker', `${paths.status}held--${ACCOUNT}--${KEY}`, /\/status\/.+$/),
  object("the hour's count", `${paths.contained(new Date(0))}${KEY}.json`, /\/contained\/.+$/),
  object('a receipt', paths.told('hygiene-2026-05-01'), /\/told\/.+$/),
  object("a night's page", paths.hygieneHtml('2026-05-01'), /\/hygiene\/[^/]+\/report\.html$/),
  object("a night's report as JSON", paths.hygieneJson('2026-05-01'), /\/hygiene\/[^/]+\/report\.json$/),
  object("a night's table", paths.hygieneCsv('2026-05-01'), /\/hygiene\/[^/]+\/findings\.csv$/),
  object('what one night leaves to the next', paths.hygieneMemory, /\/hygiene\/memory\.json$/),
  object('something else of a night', 'ak-tourniquet/hygiene/other.json', /\/hygiene\/.+$/),
  object('the heartbeat', paths.heartbeat, /\/heartbeat\.json$/),
  object('the list of what is done', paths.seen, /\/seen\.json$/),
  object('the list of what is watched', paths.watched, /\/watched\.json$/),
  object('the index of keys', paths.owners, /\/owners\.json$/),
  object('an event that nobody could read', paths.unparsed('0'.repeat(64)), /\/unparsed\/.+$/),
  object('the exceptions of the nightly look', paths.hygieneExceptions, /\/config\/hygiene-exceptions\.json$/),
  object('an exemption', 'ak-tourniquet/config/exemptions.json', /\/config\/.+$/),
  object('something else below the prefix', 'ak-tourniquet/other.json', /ak-tourniquet\/.+$/),
  object('something outside the prefix', 'other.json', /.+$/),
  {
    ...exactly('the bucket', oss('')),
    sample: `acs:oss:*:${ACCOUNT}:${EVIDENCE_BUCKET}`,
    includes: (one) => one.endsWith(`:${EVIDENCE_BUCKET}`),
  },
  kind('another bucket', `acs:oss:*:${ACCOUNT}:customers`, /^[^/]+$/),
  kind('a user', ram('user/alice'), /:user\/[^/]+$/),
  kind('the quarantine', ram('policy/AkTourniquetQuarantine'), /:policy\/AkTourniquetQuarantine$/),
  kind('a further part of it', ram('policy/AkTourniquetQuarantine2'), /:policy\/AkTourniquetQuarantine.$/),
  kind('the freeze', ram('policy/AkTourniquetFreeze'), /:policy\/AkTourniquetFreeze$/),
  kind("a policy of the account's", ram('policy/deploys'), /:policy\/.+$/),
  kind("a policy of the cloud's", ram('policy/AdministratorAccess', 'system'), /:policy\/.+$/),
  kind('the quarantine group', ram('group/AkTourniquetQuarantine'), /:group\/AkTourniquetQuarantine$/),
  kind('another group', ram('group/admins'), /:group\/.+$/),
  kind('a role', ram('role/admin-role'), /:role\/.+$/),
  ...['respond', 'investigate', 'hygiene', 'other'].map((name) =>
    exactly(`the function ${name}`, `acs:fc:cn-hangzhou:${ACCOUNT}:functions/ak-tourniquet-${name}`),
  ),
  kind('a secret of ours', `acs:kms:cn-hangzhou:${ACCOUNT}:secret/ak-tourniquet-smtp`, /:secret\/ak-tourniquet/),
  kind('another secret', `acs:kms:cn-hangzhou:${ACCOUNT}:secret/database`, /:secret\/.+$/),
  exactly('our log', `acs:log:cn-hangzhou:${ACCOUNT}:project/ak-tourniquet-${ACCOUNT}/logstore/functions`),
  exactly('another log', `acs:log:cn-hangzhou:${ACCOUNT}:project/ak-tourniquet-${ACCOUNT}/logstore/other`),
  {
    name: "a log project's own log",
    sample: `acs:log:cn-hangzhou:${ACCOUNT}:project/orders/logging`,
    // Keys use projects of any region.
    includes: (resource) => new RegExp(`^acs:log:[^:]+:${ACCOUNT}:project/[^/]+/logging$`).test(resource),
  },
  exactly('our queue', `acs:mns:cn-hangzhou:${ACCOUNT}:/queues/ak-tourniquet-dead-letters/messages`),
  exactly('another queue', `acs:mns:cn-hangzhou:${ACCOUNT}:/queues/orders/messages`),
];

/** The pattern is for the name: whose it is, and where, stands before it and must be as in the sample. */
function kind(name: string, sample: string, pattern: RegExp): Kind {
  const place = sample.split(':').slice(0, 4).join(':');
  return { name, sample, includes: (resource) => resource.startsWith(`${place}:`) && pattern.test(resource) };
}

function object(name: string, key: string, pattern: RegExp): Kind {
  const inBucket = new RegExp(`^acs:oss:[^:]*:[^:]*:${EVIDENCE_BUCKET}/`);
  return {
    name,
    sample: oss(key),
    includes: (resource) => inBucket.test(resource) && pattern.test(resource.replace(inBucket, '/')),
  };
}

function exactly(name: string, sample: string): Kind {
  return { name, sample, includes: (resource) => resource === sample };
}

const serviceOf = (resource: string): string | undefined => resource.split(':')[1];

/** Every kind of a service's resources. */
export function kindsOf(service: string): readonly Kind[] {
  return KINDS.filter(({ sample }) => serviceOf(sample) === service);
}

/** Undefined: nobody has named its kind, or it is somebody else's. */
export function kindOf(resource: string): Kind | undefined {
  return KINDS.find(({ sample, includes }) => serviceOf(sample) === serviceOf(resource) && includes(resource));
}

/**
 * What looks like a thing of this kind and may be somebody else's, or nobody's: in another account or region, and with
 * each part of its name, the bucket's among them, longer at its beginning, behind its first letter, or at its end.
 */
export function neighboursOf({ sample }: Kind): string[] {
  const at = sample.split(':').slice(0, 4).join(':').length + 1;
  const [place, name] = [sample.slice(0, at), sample.slice(at)];
  const parts = name.split('/');
  const renamed = parts.flatMap((part, i) =>
    part === ''
      ? []
      : [`x${part}`, `${part.slice(0, 1)}x${part.slice(1)}`, `${part}x`].map(
          (other) => `${place}${[...parts.slice(0, i), other, ...parts.slice(i + 1)].join('/')}`,
        ),
  );
  const elsewhere = [
    sample.replace(`:${ACCOUNT}:`, ':9999999999999999:'),
    sample.replace('cn-hangzhou', 'eu-central-1'),
  ];
  // A bucket is nobody else's in all of OSS: there the account says nothing.
  return [...renamed, ...(sample.startsWith('acs:oss:') ? [] : elsewhere)].filter((one) => one !== sample);
}
