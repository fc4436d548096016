import hygiene from '../../docs/roles/hygiene.json';
import idleKeys from '../../docs/roles/hygiene-idle-keys.json';
import investigate from '../../docs/roles/investigate.json';
import accessLogs from '../../docs/roles/investigate-access-logs.json';
import accessSls from '../../docs/roles/investigate-access-sls.json';
import archive from '../../docs/roles/investigate-archive.json';
import sls from '../../docs/roles/investigate-sls.json';
import trail from '../../docs/roles/investigate-trail.json';
import respond from '../../docs/roles/respond.json';
import mfa from '../../docs/roles/respond-mfa.json';

import type { Config } from '../config/types';

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
    ...(live ? { accessLogProject: live.project, accessLogstore: live.logstore } : {}),
  };
}

/** As `docs/ros.yaml` and `s.yaml` name them. */
export const roleName = (of: FunctionName): string => `ak-tourniquet-${of}`;

/** The policies that a function's role carries, filled in; its own is the first. */
export function rightsOf(
  of: FunctionName,
  values: RightsValues,
): readonly { readonly name: string; readonly document: string }[] {
  return ROLE_RIGHTS.filter((one) => one.of === of && one.needs.every((name) => values[name])).map(
    ({ suffix, rights }) => ({ name: `${roleName(of)}${suffix}`, document: filledIn(rights, values) }),
  );
}

/** A document with each placeholder's value in its place. */
export function filledIn(rights: object, values: RightsValues): string {
  const given = values as unknown as Readonly<Record<string, string | undefined>>;
  return JSON.stringify(rights).replace(/\{(\w+)\}/g, (_, name: string) => given[name] ?? '');
}
