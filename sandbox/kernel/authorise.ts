import { evaluate } from '../../shared/ram-policy/evaluate';
import { parsePolicy } from '../../shared/ram-policy/parse';
import type { Policy } from '../../shared/ram-policy/policy';
import type { Attachment } from '../world/entities';
import type { World } from '../world/world';
import { currentRequest } from './current-request';
import { type Caller, CloudError, type PermissionRequest } from './types';

export interface Verdict {
  readonly allowed: boolean;
  /** Denied by a statement, as opposed to: allowed by none. */
  readonly explicit: boolean;
  readonly action: string;
  readonly resource: string;
}

/** Decides calls by the policies of the account as they were one propagation delay ago. */
export class Authoriser {
  private readonly parsed = new Map<string, Policy>();

  constructor(
    private readonly world: World,
    private readonly propagationMs: number,
  ) {}

  /** Throws CloudError 403 unless all of it is allowed. */
  demand(caller: Caller, request: PermissionRequest, code: string): void {
    const verdict = this.judge(caller, request);
    if (verdict.allowed) return;
    throw new CloudError(403, code, `You are not authorized to do this action. You should be authorized by RAM.`, {
      AccessDeniedDetail: {
        AuthAction: verdict.action,
        AuthResource: verdict.resource,
        AuthPrincipalType: caller.type === 'ram-user' ? 'SubUser' : 'AssumedRoleUser',
        AuthPrincipalOwnerId: caller.accountId,
        AuthPrincipalDisplayName: caller.principalId,
        NoPermissionType: verdict.explicit ? 'ExplicitDeny' : 'ImplicitDeny',
        PolicyType: 'AccountLevelIdentityBasedPolicy',
      },
    });
  }

  /** Root passes everything. Every resource must be allowed; spellings of an action count as one power. */
  judge(caller: Caller, request: PermissionRequest): Verdict {
    if (caller.type === 'root-account') return { allowed: true, explicit: false, action: '', resource: '' };
    const context = { ...this.requestContext(), ...request.context };
    const layers = this.layersOf(caller);
    for (const resource of request.resources) {
      for (const policies of layers) {
        const decisions = request.actions.map((action) => evaluate(policies, { action, resource, context }).decision);
        const denied = decisions.indexOf('Deny');
        if (denied < 0 && decisions.includes('Allow')) continue;
        const action = request.actions[Math.max(denied, 0)] ?? '';
        return { allowed: false, explicit: denied >= 0, action, resource };
      }
    }
    return { allowed: true, explicit: false, action: '', resource: '' };
  }

  /** Sets of policies each of which must allow: the identity's own, and the session's where it has one. */
  private layersOf(caller: Caller): Policy[][] {
    if (caller.type === 'assumed-role') {
      const session = this.world.sessions.get(caller.accessKeyId);
      if (!session) return [[]];
      const own = this.parseAll(session.role.attached.at(this.decidedAt()));
      return session.policy === undefined ? [own] : [own, [this.parse(session.policy)]];
    }
    const user = this.world.users.get(caller.userName);
    if (!user) return [[]];
    const groups = user.groups.at(this.decidedAt()).map((membership) => membership.group);
    return [this.parseAll([user, ...groups].flatMap((principal) => principal.attached.at(this.decidedAt())))];
  }

  private decidedAt(): number {
    return this.world.now().getTime() - this.propagationMs;
  }

  private parseAll(attachments: readonly Attachment[]): Policy[] {
    return attachments.map(({ policy }) => this.parse(policy.document.at(this.decidedAt())));
  }

  private parse(document: string): Policy {
    let policy = this.parsed.get(document);
    if (!policy) {
      policy = parsePolicy(document);
      this.parsed.set(document, policy);
    }
    return policy;
  }

  private requestContext(): Record<string, string> {
    const request = currentRequest();
    return {
      'acs:CurrentTime': this.world.now().toISOString(),
      'acs:SecureTransport': 'false',
      'acs:MFAPresent': 'false',
      ...(request ? { 'acs:SourceIp': request.sourceIp } : {}),
    };
  }
}
