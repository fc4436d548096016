import { evaluate } from '../../shared/ram-policy/evaluate';
import { parsePolicy } from '../../shared/ram-policy/parse';
import type { Policy } from '../../shared/ram-policy/policy';
import type { Question } from './drive';
import { kindOf, kindsOf } from './kinds';

const LIST = 'oss:ListObjects';
/** RAM's and IMS's powers for which no page names a resource (docs/permissions.md): granted on `*`. */
const WITHOUT_RESOURCE = /:(GetAccessKeyInfoInRecycleBin|GenerateCredentialReport|GetCredentialReport)$/;

/**
 * What a role's document lets through and no run needed, kind by kind of resource: `oss:GetObject on a manifest`. A
 * pattern can be needed and be too wide all the same, which {@link compare} cannot see.
 */
export function widerThanNeeded(document: string, questions: readonly Question[]): string[] {
  const policy = parsePolicy(document);
  const actions = new Set(policy.statements.flatMap(({ actions: { patterns } }) => patterns));
  const named = [...actions].filter((action) => !WITHOUT_RESOURCE.test(action) && hasKinds(action));
  return named.sort().flatMap((action) => {
    const asked = questions.filter((question) => question.actions.includes(action));
    const needed = new Set(
      action === LIST ? asked.map(folderOf) : asked.flatMap(({ resources }) => resources.map(nameOf)),
    );
    const granted = action === LIST ? foldersGranted(policy) : kindsGranted(policy, action);
    return granted.filter((name) => !needed.has(name)).map((name) => `${action} on ${name}`);
  });
}

const serviceOf = (action: string): string => action.slice(0, action.indexOf(':'));
const hasKinds = (action: string): boolean => kindsOf(serviceOf(action)).length > 0;
const nameOf = (resource: string): string => kindOf(resource).name;

function kindsGranted(policy: Policy, action: string): string[] {
  return kindsOf(serviceOf(action))
    .filter(({ sample }) => evaluate([policy], { action, resource: sample, context: {} }).decision === 'Allow')
    .map(({ name }) => name);
}

/** A listing is asked on the bucket; what it may see is the condition on its prefix. */
const folderOf = ({ context }: Pick<Question, 'context'>): string =>
  `the folder ${String(context['oss:Prefix']).split('/').slice(1, 2).join('') || '(all)'}`;

function foldersGranted(policy: Policy): string[] {
  const objects = kindsOf('oss').filter(({ sample }) => sample.includes('/'));
  const [bucket = ''] = objects[0]?.sample.split('/') ?? [];
  const prefixes = objects.map(({ sample }) => sample.slice(bucket.length + 1).replace(/[^/]*$/, ''));
  const granted = ['', ...prefixes]
    .map((prefix) => ({ 'oss:Prefix': prefix }))
    .filter((context) => evaluate([policy], { action: LIST, resource: bucket, context }).decision === 'Allow')
    .map((context) => folderOf({ context }));
  return [...new Set(granted)];
}
