import { AccountFacts } from '../findings/account';
import { type Sign, Signs } from '../findings/rules';
import { detail } from './event';
import type { Made } from './made';
import type { AuditEvent } from './types';

/** A call that tells something by itself: its rule of the findings room, and the identity that it made or gave power to. */
export interface Highlight {
  readonly rule: Sign['rule'];
  /** Undefined when it made none, or the event does not name it. */
  readonly made: Made | undefined;
}

const NOTHING_KNOWN = new AccountFacts([], undefined, undefined);

/**
 * The rules of the findings room, asked about one call after another: nothing is known of the account, so where a rule
 * needs that, it holds. `account`: which of its policies and groups make an administrator, as far as its events tell.
 */
export class Highlights {
  private readonly signs: Signs;

  constructor(
    toolsBuckets: readonly string[] = [],
    private readonly account: AccountFacts = NOTHING_KNOWN,
  ) {
    this.signs = new Signs(new AccountFacts([], undefined, undefined, toolsBuckets));
  }

  of(event: AuditEvent): Highlight | undefined {
    const rule = this.signs.of(event)?.rule;
    return rule === undefined ? undefined : { rule, made: madeBy(event, this.account) };
  }
}

const IDENTITY = /^(ram|ims)$/i;
const GRANTS = /^(AttachPolicyTo(User|Group|Role)|AddUserToGroup|SetDefaultPolicyVersion|CreatePolicyVersion)$/;

const parameter = (event: AuditEvent, ...names: readonly string[]): string | undefined =>
  names.map((name) => detail(event, 'requestParameters', name)).find((value) => value !== undefined);
const named = (kind: Made['kind'], name: string | undefined, of?: string): Made | undefined =>
  name === undefined ? undefined : { kind, name: name.slice(0, 200), ...(of ? { of: of.slice(0, 100) } : {}) };

const withPower = (made: Made | undefined, power: Made['power']): Made | undefined =>
  made === undefined || power === undefined ? made : { ...made, power };

/** What an alert names of what a call made: users, keys, logins, roles, grants, and sessions by their role. Pure. */
function madeBy(event: AuditEvent, account: AccountFacts): Made | undefined {
  if (/^sts$/i.test(event.service)) return named('session', parameter(event, 'RoleArn'));
  if (!IDENTITY.test(event.service)) return undefined;
  const user = parameter(event, 'UserName', 'UserPrincipalName');
  if (GRANTS.test(event.name)) {
    const policy = parameter(event, 'PolicyName');
    const group = parameter(event, 'GroupName');
    const isAll = policy === undefined ? account.isAdministrators(group) : account.isAllPower(policy);
    const of = parameter(event, 'UserName', 'RoleName', 'GroupName', 'UserPrincipalName');
    return withPower(named('grant', policy ?? group, of), isAll ? 'all' : undefined);
  }
  switch (event.name) {
    case 'CreateUser':
      return named('user', user);
    case 'CreateAccessKey':
      return named(
        'access-key',
        detail(event, 'responseElements', 'AccessKey', 'AccessKeyId') ??
          detail(event, 'responseElements', 'AccessKeyId'),
        user,
      );
    case 'CreateLoginProfile':
    case 'UpdateLoginProfile':
      return named('console', user);
    case 'CreateRole':
      return named('role', parameter(event, 'RoleName'));
    case 'UpdateRole':
      return withPower(named('role', parameter(event, 'RoleName')), 'unknown');
    default:
      return undefined;
  }
}
