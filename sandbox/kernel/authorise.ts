import { evaluate } from '../../shared/ram-policy/evaluate';
import { parsePolicy } from '../../shared/ram-policy/parse';
import type { Policy } from '../../shared/ram-policy/policy';
import type { Attachment } from '../world/entities';
import type { World } from '../world/world';
import { type Answer, type Authorisation, AuthorisationLog } from './authorisations';
import { currentRequest } from './current-request';
import { type Caller, CloudError, type PermissionRequest } from './types';

interface Verdict {
  readonly allowed: boolean;
  /** Denied by a statement, as opposed to: allowed by none. */
  readonly explicit: boolean;
  readonly action: string;
  readonly resource: string;
}

interface NamedPolicy {
  readonly name: string;
  readonly policy: Policy;
}

/** Decides calls by the policies of the account as they were one propagation delay ago, and keeps every question. */
export class Authoriser {
  readonly log = new AuthorisationLog();
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
  private judge(caller: Caller, request: PermissionRequest): Verdict {
    const context = { ...this.requestContext(), ...request.context };
    const answers = caller.type === 'root-account' ? [] : this.answersTo(caller, request, context);
    const refused = answers.find(({ decision }) => decision !== 'Allow');
    const { type, userName, accessKeyId, roleName } = caller;
    this.log.append({
      time: this.world.now().toISOString(),
      caller: { type, userName, accessKeyId, ...(roleName === undefined ? {} : { roleName }) },
      actions: request.actions,
      resources: request.resources,
      context,
      allowed: refused === undefined,
      answers,
    });
    return {
      allowed: refused === undefined,
      explicit: refused?.decision === 'Deny',
      action: refused?.action ?? '',
      resource: refused?.resource ?? '',
    };
  }

  private answersTo(caller: Caller, request: PermissionRequest, context: Authorisation['context']): Answer[] {
    const layers = this.layersOf(caller);
    const answers: Answer[] = [];
    for (const resource of request.resources) {
      for (const policies of layers) {
        const answer = answerOf(policies, request.actions, resource, context);
        answers.push(answer);
        if (answer.decision !== 'Allow') return answers;
      }
    }
    return answers;
  }

  /** Sets of policies each of which must allow: the identity's own, and the session's where it has one. */
  private layersOf(caller: Caller): NamedPolicy[][] {
    if (caller.type === 'assumed-role') {
      const session = this.world.sessions.get(caller.accessKeyId);
      if (!session) return [[]];
      const own = this.parseAll(session.role.attached.at(this.decidedAt()));
      if (session.policy === undefined) return [own];
      return [own, [{ name: 'session policy', policy: this.parse(session.policy) }]];
    }
    const user = this.world.users.get(caller.userName);
    if (!user) return [[]];
    const groups = user.groups.at(this.decidedAt()).map((membership) => membership.group);
    return [this.parseAll([user, ...groups].flatMap((principal) => principal.attached.at(this.decidedAt())))];
  }

  private decidedAt(): number {
    return this.world.now().getTime() - this.propagationMs;
  }

  private parseAll(attachments: readonly Attachment[]): NamedPolicy[] {
    return attachments.map(({ policy }) => ({
      name: policy.name,
      policy: this.parse(policy.document.at(this.decidedAt())),
    }));
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

/** One spelling allowed is enough; one denied is too many. */
function answerOf(
  policies: readonly NamedPolicy[],
  actions: readonly string[],
  resource: string,
  context: Authorisation['context'],
): Answer {
  const documents = policies.map(({ policy }) => policy);
  const decided = actions.map((action) => ({ action, ...evaluate(documents, { action, resource, context }) }));
  const answer = ['Deny', 'Allow'].map((wanted) => decided.find(({ decision }) => decision === wanted)).find(Boolean);
  if (answer === undefined || answer.decision === 'ImplicitDeny')
    return { resource, action: actions[0] ?? '', decision: 'ImplicitDeny' };
  const from = policies[answer.policy];
  const statement = from?.policy.statements[answer.statement];
  return {
    resource,
    action: answer.action,
    decision: answer.decision,
    ...(from && statement ? { by: { policy: from.name, index: answer.statement, statement } } : {}),
  };
}
