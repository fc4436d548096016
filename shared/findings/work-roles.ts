import type { AuditEvent } from '../evidence/types';
import { answered, asked, FC } from './made/forms';
import type { Actor } from './model';
import { parameter } from './parameters';
import type { Register } from './register';

const TELLS = /^((Create|Update)(Function|Service)|CreateAccessConfiguration)$/;
/** CloudSSO makes it in the account ("Access configuration overview"). */
const roleOfConfiguration = (name: string): string => `AliyunReservedSSO-${name}`;

interface Work {
  readonly roles: Set<string>;
  /** Something gave it a role that nothing names. */
  isUnclear: boolean;
}

/**
 * By which roles functions and CloudSSO users work: they have no credential whose id is told, and where only roles can be
 * asked for, nobody else will find their calls.
 */
export class WorkRoles {
  private readonly ofFunctions = new Map<string, string>();
  private readonly configurations = new Map<string, string>();
  private readonly works = new Map<string, Work>();

  /** Whoever's call it is: what it tells of functions and of CloudSSO's configurations. */
  note(event: AuditEvent): void {
    if (!TELLS.test(event.name) || event.errorCode !== undefined) return;
    if (FC.test(event.service)) {
      const role = roleGiven(event);
      const name = functionNamed(event);
      if (role !== undefined && name !== undefined) this.ofFunctions.set(name.toLowerCase(), role);
    } else if (/^cloudsso$/i.test(event.service)) {
      const id = answered(event, 'AccessConfigurationId');
      const name = parameter(event, 'AccessConfigurationName');
      if (id !== undefined && name !== undefined) this.configurations.set(id, name);
    }
  }

  /** What the call that made or changed a function gave it; answers the role. */
  ofFunction(actor: string, event: AuditEvent): string | undefined {
    const service = asked(event, 'serviceName');
    const known = [functionNamed(event), service].map((name) => this.ofFunctions.get(name?.toLowerCase() ?? ''));
    const role = roleGiven(event) ?? known.find((one) => one !== undefined);
    // One that is made without a role in a service of none has no power; of one that is changed the role is its former.
    const isUnclear = role === undefined && (!event.name.startsWith('Create') || service !== undefined);
    this.learn(actor, role, isUnclear);
    return role;
  }

  /** CloudSSO's users work by what was assigned to them; of a group the trail does not say what it holds. */
  ofAssignment(event: AuditEvent, register: Register): void {
    if (!/^cloudsso$/i.test(event.service) || !/^(CreateAccessAssignment|AddUserToGroup)$/.test(event.name)) return;
    const principals = [asked(event, 'PrincipalId', 'UserId'), asked(event, 'PrincipalName', 'UserName')];
    const user = register.actors.find(
      ({ type, id, name }) => type === 'cloudsso-user' && (principals.includes(id) || principals.includes(name)),
    );
    if (user === undefined) return;
    const id = asked(event, 'AccessConfigurationId');
    const name = asked(event, 'AccessConfigurationName') ?? this.configurations.get(id ?? '');
    this.learn(user.id, name === undefined ? undefined : roleOfConfiguration(name), name === undefined);
  }

  /** The actor with what is known of its roles. */
  told(actor: Actor): Actor {
    const work = this.works.get(actor.id);
    const roles = [...(work?.roles ?? [])];
    const isUnclear = work?.isUnclear ?? actor.type === 'cloudsso-user';
    return {
      ...actor,
      ...(roles.length > 0 ? { roles } : {}),
      ...(isUnclear ? { hasUnknownRoles: true as const } : {}),
    };
  }

  private learn(actor: string, role: string | undefined, isUnclear: boolean): void {
    const work = this.works.get(actor) ?? { roles: new Set<string>(), isUnclear: false };
    if (role !== undefined) work.roles.add(role);
    work.isUnclear ||= isUnclear;
    this.works.set(actor, work);
  }
}

const functionNamed = (event: AuditEvent): string | undefined =>
  asked(event, 'functionName') ?? asked(event, 'serviceName');

/** `acs:ram::1:role/Deploy` -> `Deploy`, as it is written: LookupEvents minds the case. */
function roleGiven(event: AuditEvent): string | undefined {
  const arn = asked(event, 'role');
  return arn?.slice(arn.lastIndexOf('/') + 1) || undefined;
}
