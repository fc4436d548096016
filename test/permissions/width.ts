import { evaluate } from '../../shared/ram-policy/evaluate';
import { parsePolicy } from '../../shared/ram-policy/parse';
import type { Policy } from '../../shared/ram-policy/policy';
import type { Question } from './drive';
import { kindOf, kindsOf, neighboursOf } from './kinds';

const LIST = 'oss:ListObjects';
/** RAM's and IMS's powers for which no page names a resource (docs/permissions.md), and a list that names none. */
const WITHOUT_RESOURCE =
  /:(GetAccessKeyInfoInRecycleBin|GenerateCredentialReport|GetCredentialReport|GetAccountSummary|GetAccountMFAInfo|GetSecurityPreference|GetPasswordPolicy|GetAccessKeyPolicyForAccount|ListPolicies)$/;

/**
 * What a role's document lets through and no run needed, kind by kind of resource: `oss:GetObject on a manifest`. A
 * pattern can be needed and be too wide all the same, which {@link compare} cannot see.
 */
export function widerThanNeeded(document: string, questions: readonly Question[]): string[] {
  const policy = parsePolicy(document);
  const actions = new Set(policy.statements.flatMap(({ actions: { patterns } }) => patterns));
  const named = [...actions].filter(
    (action) => !WITHOUT_RESOURCE.test(action) && kindsOf(serviceOf(action)).length > 0,
  );
  return named.sort().flatMap((action) => {
    const asked = questions.filter((question) => question.actions.includes(action));
    const wide = action === LIST ? listedBesides(policy, asked) : reachedBesides(policy, action, asked);
    return [...new Set(wide)].map((what) => `${action} on ${what}`);
  });
}

const serviceOf = (action: string): string => action.slice(0, action.indexOf(':'));

/** Kinds that no run asked for, and whatever is of none: it is somebody else's. */
function reachedBesides(policy: Policy, action: string, asked: readonly Question[]): string[] {
  // A call about a bucket is never asked of an object.
  const isOfBucket = /^oss:GetBucket/.test(action);
  const needed = new Set(asked.flatMap(({ resources }) => resources.map(nameOf)));
  const candidates = kindsOf(serviceOf(action)).flatMap((kind) => [kind.sample, ...neighboursOf(kind)]);
  return candidates
    .filter((resource) => !isOfBucket || !resource.includes('/'))
    .filter((resource) => evaluate([policy], { action, resource, context: {} }).decision === 'Allow')
    .filter((resource) => !needed.has(kindOf(resource)?.name ?? ''))
    .map((resource) => kindOf(resource)?.name ?? resource);
}

/** Throws for a resource of a kind that nobody has named: a new one must be. */
function nameOf(resource: string): string {
  const kind = kindOf(resource);
  if (!kind) throw new Error(`${resource} is of no known kind`);
  return kind.name;
}

/** What a listing could ask for beside what it needs. */
const OTHER_PREFIXES = [
  '',
  'customers/',
  'ak-tourniquet',
  'ak-tourniquet/',
  'xak-tourniquet/incidents/',
  'x/ak-tourniquet/schedule/',
  'ak-tourniquet/schedulex/',
];

/** A listing is asked on the bucket; what it may see is the condition on its prefix. */
function listedBesides(policy: Policy, asked: readonly Question[]): string[] {
  const needed = new Set(asked.map(({ context }) => folderOf(String(context['oss:Prefix']))));
  const objects = kindsOf('oss').filter(({ sample }) => sample.includes('/'));
  const [bucket = ''] = objects[0]?.sample.split('/') ?? [];
  const folders = objects.map(({ sample }) => sample.slice(bucket.length + 1).replace(/[^/]*$/, ''));
  const allows = (resource: string, prefix: string): boolean =>
    evaluate([policy], { action: LIST, resource, context: { 'oss:Prefix': prefix } }).decision === 'Allow';
  const inside = [...OTHER_PREFIXES, ...folders].filter((prefix) => allows(bucket, prefix)).map(folderOf);
  const elsewhere = ['2', 'x'].flatMap((end) => folders.filter((folder) => allows(`${bucket}${end}`, folder)));
  return [
    ...inside.filter((folder) => !needed.has(folder)),
    ...elsewhere.map((folder) => `${folder} of another bucket`),
  ];
}

const folderOf = (prefix: string): string => `the folder ${prefix.split('/').slice(0, 2).join('/') || '(all)'}`;
