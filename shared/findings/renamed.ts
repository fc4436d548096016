import { detail } from '../evidence/event';
import type { AuditEvent } from '../evidence/types';
import { parameter, userNamed } from './parameters';

/** A user who has another name from now on. */
export interface Renamed {
  /** What he was called: one name, or the newest that his id was seen under where the call tells his id alone. */
  readonly formers: readonly string[];
  readonly name: string;
}

/** The name that UpdateUser gives, as RAM spells it or IMS. Pure. */
export const nameGiven = (event: AuditEvent): string | undefined =>
  parameter(event, 'NewUserName', 'NewUserPrincipalName')?.split('@')[0];

/**
 * So many of a user's names are kept, the newest: each rename hands on what is known of him, and of one second nobody knows
 * the order. More of them are renames that no name in between is needed for; each of them is looked at with all of these.
 */
const MOST_NAMES = 100;

/**
 * Reads who was renamed: RAM's UpdateUser names the user, IMS's names him or his id (RAM 2015-05-01 and IMS 2019-08-15,
 * UpdateUser), which earlier calls of his own or answers about him have told the name of.
 */
export class UserNames {
  private readonly byId = new Map<string, Set<string>>();

  /** Takes what an event tells of a user's id, in any order within a second. */
  note(event: AuditEvent): void {
    if (detail(event, 'userIdentity', 'type') === 'ram-user')
      this.learn(detail(event, 'userIdentity', 'principalId'), event.userName?.split('@')[0]);
    const answered = detail(event, 'responseElements', 'user', 'userId');
    if (answered !== undefined) this.learn(answered, userNamed(event));
  }

  /** Undefined: the call renamed nobody, or nobody whose name is known. */
  renamed(event: AuditEvent): Renamed | undefined {
    if (event.name !== 'UpdateUser' || event.errorCode !== undefined) return undefined;
    const name = nameGiven(event);
    const former = parameter(event, 'UserName', 'UserPrincipalName')?.split('@')[0];
    if (name === undefined) return undefined;
    const known = former === undefined ? [...(this.byId.get(parameter(event, 'UserId') ?? '') ?? [])] : [former];
    const formers = known.filter((one) => one !== name);
    return formers.length > 0 ? { formers, name } : undefined;
  }

  /** A masked id (`2454942900362****`) is that of many. */
  private learn(id: string | undefined, name: string | undefined): void {
    if (id === undefined || name === undefined || id.includes('*')) return;
    const names = this.byId.get(id) ?? new Set();
    this.byId.set(id, names);
    // The newest stand behind.
    names.delete(name);
    names.add(name);
    const [oldest] = names;
    if (names.size > MOST_NAMES && oldest !== undefined) names.delete(oldest);
  }
}
