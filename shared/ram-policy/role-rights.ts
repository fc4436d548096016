import hygiene from '../../docs/roles/hygiene.json';
import idleKeys from '../../docs/roles/hygiene-idle-keys.json';
import investigate from '../../docs/roles/investigate.json';
import accessLogs from '../../docs/roles/investigate-access-logs.json';
import accessSls from '../../docs/roles/investigate-access-sls.json';
import archive from '../../docs/roles/investigate-archive.json';
import sls from '../../docs/roles/investigate-sls.json';
import trail from '../../docs/roles/investigate-trail.json';
import respond from '../../docs/roles/respond.json';
import excluded from '../../docs/roles/respond-excluded.json';
import mfa from '../../docs/roles/respond-mfa.json';

import type { Config } from '../config/types';
import { PolicyUnbuildable } from '../errors';
import { DEFAULT_POLICY_SIZE } from './documents';

export const FUNCTIONS = ['respond', 'investigate', 'hygiene'] as const;
export type FunctionName = (typeof FUNCTIONS)[number];

/** What the documents of docs/roles name by placeholder. `trailFolder`: the trail's prefix with a slash behind it, or ''. */
export interface RightsValues {
  readonly bucket: string;
  readonly prefix: string;
  readonly accountId: string;
  readonly region: string;
  readonly archiveBucket?: string;
  readonly trailBucket?: string;
  readonly trailFolder?: string;
  readonly logProject?: string;
  readonly logstore?: string;
  readonly accessLogBucket?: string;
  readonly accessLogPrefix?: string;
  readonly accessLogProject?: string;
  readonly accessLogstore?: string;
  /** `disable`: unused keys are switched off. */
  readonly idleKeys?: string;
  /** `enforce`: console logins are changed. */
  readonly mfa?: string;
  /** Whom respond must not touch: the names of a list stand each in a resource of its own. */
  readonly excludeUsers?: readonly string[];
}

/** A policy of a function's role: its name is the role's with `suffix` behind it. */
interface RoleRights {
  readonly of: FunctionName;
  readonly suffix: string;
  /** Granted only where each of these has a value: half of a name would be half of a resource, `*` or nothing. */
  readonly needs: readonly (keyof RightsValues)[];
  readonly rights: object;
}

/** Every policy that a function's role may carry. What is the account's own is granted only where it is named. */
export const ROLE_RIGHTS: readonly RoleRights[] = [
  { of: 'respond', suffix: '', needs: [], rights: respond },
  { of: 'respond', suffix: '-mfa', needs: ['mfa'], rights: mfa },
  { of: 'respond', suffix: '-excluded', needs: ['excludeUsers'], rights: excluded },
  { of: 'investigate', suffix: '', needs: [], rights: investigate },
  { of: 'investigate', suffix: '-archive', needs: ['archiveBucket'], rights: archive },
  { of: 'investigate', suffix: '-trail', needs: ['trailBucket'], rights: trail },
  { of: 'investigate', suffix: '-sls', needs: ['logProject', 'logstore'], rights: sls },
  {
    of: 'investigate',
    suffix: '-access-logs',
    needs: ['accessLogBucket', 'accessLogPrefix'],
    rights: accessLogs,
  },
  {
    of: 'investigate',
    suffix: '-access-sls',
    needs: ['accessLogProject', 'accessLogstore'],
    rights: accessSls,
  },
  { of: 'hygiene', suffix: '', needs: [], rights: hygiene },
  { of: 'hygiene', suffix: '-idle-keys', needs: ['idleKeys'], rights: idleKeys },
];

/** What a configuration says about them; the account's number is not in it. */
export function configured(config: Config): Omit<RightsValues, 'accountId'> {
  const { evidence, region, trail: from, accessLogs: logs, accessLogSls: live } = config;
  return {
    ...{ bucket: evidence.bucket, prefix: evidence.prefix, region },
    ...(evidence.archiveBucket ? { archiveBucket: evidence.archiveBucket } : {}),
    ...(from.bucket ? { trailBucket: from.bucket, trailFolder: from.prefix ? `${from.prefix}/` : '' } : {}),
    ...(from.sls ? { logProject: from.sls.project, logstore: from.sls.logstore } : {}),
    ...(logs ? { accessLogBucket: logs.bucket, accessLogPrefix: logs.prefix } : {}),
    ...(config.mfa === 'enforce' ? { mfa: 'enforce' } : {}),
    ...(config.idleKeys.action === 'disable' ? { idleKeys: 'disable' } : {}),
    ...(config.exclude.users.size > 0 ? { excludeUsers: [...config.exclude.users].sort() } : {}),
    ...(live ? { accessLogProject: live.project, accessLogstore: live.logstore } : {}),
  };
}

/** As `docs/ros.yaml` and `s.yaml` name them. */
export const roleName = (of: FunctionName): string => `ak-tourniquet-${of}`;

/** The policies that a function's role carries, filled in; its own is the first. Throws {@link PolicyUnbuildable}. */
export function rightsOf(of: FunctionName, values: RightsValues): readonly FilledRights[] {
  return ROLE_RIGHTS.filter((one) => one.of === of && one.needs.every((name) => values[name])).flatMap(
    ({ suffix, rights }) => inDocuments(`${roleName(of)}${suffix}`, rights, values),
  );
}

interface FilledRights {
  readonly name: string;
  readonly document: string;
}

/** One document where it fits into RAM's; a list that is too long for that goes on in `<name>2` and so on. */
function inDocuments(name: string, rights: object, values: RightsValues): FilledRights[] {
  const pieces = piecesOf(name, rights, values);
  if (pieces.length > MOST_PIECES) throw new PolicyUnbuildable(name, `it would take ${pieces.length} policies`);
  return pieces.map((document, at) => ({ name: at === 0 ? name : `${name}${at + 1}`, document }));
}

function piecesOf(name: string, rights: object, values: RightsValues): string[] {
  const document = filledIn(rights, values);
  if (document.length <= DEFAULT_POLICY_SIZE) return [document];
  const text = JSON.stringify(rights);
  const [list, items] =
    Object.entries(values).find(
      (entry): entry is [string, readonly string[]] => Array.isArray(entry[1]) && text.includes(`{${entry[0]}}`),
    ) ?? [];
  if (list === undefined || items === undefined || items.length < 2)
    throw new PolicyUnbuildable(name, `it has ${document.length} characters`);
  const half = Math.ceil(items.length / 2);
  return [items.slice(0, half), items.slice(half)].flatMap((some) =>
    piecesOf(name, rights, { ...values, [list]: some }),
  );
}

/** A role has five places for custom policies (RAM, "Limits"), and respond's has two others. */
const MOST_PIECES = 3;

/** Whether a policy of this name is one of those that the function's role may carry, further documents of a list too. */
export function isRightsName(of: FunctionName, policy: string): boolean {
  return ROLE_RIGHTS.some(
    ({ of: role, suffix }) =>
      role === of &&
      (suffix === '' ? policy === roleName(of) : policy.replace(/[2-9]$/, '') === `${roleName(of)}${suffix}`),
  );
}

/** A document with each placeholder's value in its place: a text that names a list, once for each of the list's items. */
export function filledIn(rights: object, values: RightsValues): string {
  const given = values as unknown as Readonly<Record<string, string | readonly string[] | undefined>>;
  const fill = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.flatMap(fill);
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, fill(one)]));
    return typeof value === 'string' ? filledText(value, given) : value;
  };
  return JSON.stringify(fill(rights));
}

function filledText(
  text: string,
  given: Readonly<Record<string, string | readonly string[] | undefined>>,
): string | string[] {
  const list = [...text.matchAll(PLACEHOLDER)].flatMap(([, name = '']) => {
    const value = given[name];
    return typeof value === 'object' ? [[name, value] as const] : [];
  })[0];
  if (list !== undefined)
    return list[1].flatMap((item) =>
      filledText(
        text.replaceAll(`{${list[0]}}`, () => item),
        given,
      ),
    );
  return text.replace(PLACEHOLDER, (_, name: string) => String(given[name] ?? ''));
}

const PLACEHOLDER = /\{(\w+)\}/g;
