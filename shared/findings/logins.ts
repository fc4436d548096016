import type { AuditEvent } from '../evidence/types';
import { userNamed } from './parameters';
import { type Renamed, UserNames } from './renamed';
import { secondsOf } from './seconds';

/** A user whose console login or second factor was made or changed. */
export interface TouchedLogin {
  /** The name that he bears, as far as the events tell. */
  readonly now: string;
  /** Every name that he is known by, this one in front. */
  readonly names: readonly string[];
  /** The attack made him: he is nobody of the business's. */
  readonly isMade: boolean;
}

export interface LoginsFollowed {
  /** Who was there before the attack in front, then in the order of the calls. */
  readonly logins: readonly TouchedLogin[];
  /** The calls that say so, in the same order of users. */
  readonly calls: readonly AuditEvent[];
}

/** Behind these somebody else may pass for the user at the console (RAM 2015-05-01, IMS 2019-08-15): a password, or a second factor. */
const ON_LOGIN =
  /^((Create|Update)LoginProfile|ChangePassword|PasswordReset|(Bind|Unbind)MFA(Device)?|(Delete|Disable)VirtualMFA(Device)?|(Create|Register|Bind|Delete)Passkey)$/;

/** Whether the call made or changed somebody's console login or second factor. Pure. */
export const isOnLogin = ({ service, name, errorCode }: AuditEvent): boolean =>
  /^(ram|ims|aassub|aascustomer)$/i.test(service) && ON_LOGIN.test(name) && errorCode === undefined;

/** As RAM takes them; what an event was asked with may be anything. */
const USER_NAME = /^[\w.-]{1,64}$/;

interface Person {
  now: string;
  readonly names: Set<string>;
  readonly calls: Set<AuditEvent>;
  readonly isMade: boolean;
  isTouched: boolean;
}

/**
 * Whose console login or second factor these calls made or changed (`touches`), and every name that he bore from then on:
 * whoever is renamed keeps his login, by whomever he is renamed. Names that he left stay his, because a session that is
 * open may go on under them, until somebody who is not the attack gives one to another user. `events` in any order.
 * Of one second nobody knows the order: what is touched within it keeps its name. Pure.
 */
export function loginsTouched(
  events: readonly AuditEvent[],
  attack: ReadonlySet<AuditEvent>,
  touches: (event: AuditEvent) => boolean = (event) => attack.has(event),
): LoginsFollowed {
  const followed = new Followed(attack, touches);
  const inOrder = [...events].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  for (const second of secondsOf(inOrder)) followed.take(second);
  return followed.result();
}

interface Rename extends Renamed {
  readonly event: AuditEvent;
}

class Followed {
  private readonly people: Person[] = [];
  private readonly byNow = new Map<string, Person>();
  /** Whose each name is or was. */
  private readonly byName = new Map<string, Set<Person>>();
  private readonly users = new UserNames();

  constructor(
    private readonly attack: ReadonlySet<AuditEvent>,
    private readonly touches: (event: AuditEvent) => boolean,
  ) {}

  take(second: readonly AuditEvent[]): void {
    for (const event of second) this.users.note(event);
    const given = second.filter((event) => !this.attack.has(event)).flatMap((event) => this.givenAway(event));
    for (const event of second) if (this.attack.has(event)) this.make(event);
    const touched = new Set(second.flatMap((event) => this.touched(event) ?? []));
    this.renameAll(second.flatMap((event) => this.renameIn(event) ?? []));
    for (const { person, ...of } of given) if (!touched.has(person)) this.loses(person, of);
  }

  result(): LoginsFollowed {
    const touched = this.people
      .filter(({ isTouched }) => isTouched)
      .sort((a, b) => Number(a.isMade) - Number(b.isMade));
    return {
      logins: touched
        .filter(({ names }) => names.size > 0)
        .map(({ now, names, isMade }) => ({
          now,
          names: [now, ...[...names].filter((name) => name !== now)],
          isMade,
        })),
      calls: [...new Set(touched.flatMap(({ calls }) => [...calls]))],
    };
  }

  /** Whose name another user is given by the call, whether he is made by it or renamed to it. */
  private givenAway(event: AuditEvent): { person: Person; name: string; now: string; event: AuditEvent }[] {
    const renamed = this.users.renamed(event);
    const name = nameMade(event) ?? renamed?.name;
    if (name === undefined) return [];
    const others = [...(this.byName.get(name) ?? [])].filter(({ now }) => !renamed?.formers.includes(now));
    return others.map((person) => ({ person, name, now: person.now, event }));
  }

  /** Unless it was he who has come back to it within the second. */
  private loses(person: Person, of: { readonly name: string; readonly now: string; readonly event: AuditEvent }): void {
    if (person.now === of.name && of.now !== of.name) return;
    person.names.delete(of.name);
    this.byName.get(of.name)?.delete(person);
    person.calls.add(of.event);
    if (person.now !== of.name) return;
    if (this.byNow.get(of.name) === person) this.byNow.delete(of.name);
    person.now = [...person.names].at(-1) ?? of.name;
  }

  private make(event: AuditEvent): void {
    const name = nameMade(event);
    if (name !== undefined) this.called(name, true).calls.add(event);
  }

  /** Undefined: the call was upon nobody's login, or is not in question. */
  private touched(event: AuditEvent): Person | undefined {
    if (!isOnLogin(event) || !this.touches(event)) return undefined;
    const name = userNamed(event);
    if (name === undefined || !USER_NAME.test(name)) return undefined;
    const person = this.called(name, false);
    person.isTouched = true;
    person.calls.add(event);
    return person;
  }

  private renameIn(event: AuditEvent): Rename | undefined {
    const renamed = this.users.renamed(event);
    return renamed !== undefined && USER_NAME.test(renamed.name) ? { ...renamed, event } : undefined;
  }

  /** Each once, as soon as somebody bears the name that it takes away: one that finds nobody waits for him. */
  private renameAll(renames: readonly Rename[]): void {
    const waiting = new Map<string, Rename[]>();
    const done = new Set<Rename>();
    const due = [...renames].reverse();
    for (let one = due.pop(); one !== undefined; one = due.pop()) {
      if (done.has(one)) continue;
      const name = this.rename(one);
      if (name === undefined) for (const former of one.formers) addTo(waiting, former, one);
      else {
        done.add(one);
        due.push(...(waiting.get(name) ?? []).reverse());
        waiting.delete(name);
      }
    }
  }

  /** What somebody known is called now; undefined: nobody is known by the name that it takes away. */
  private rename({ formers, name, event }: Rename): string | undefined {
    const former = formers.find((one) => this.byNow.has(one));
    const person = former === undefined ? undefined : this.byNow.get(former);
    if (former === undefined || person === undefined) return undefined;
    this.byNow.delete(former);
    this.nameFrom(person, name);
    person.now = name;
    person.calls.add(event);
    return name;
  }

  private nameFrom(person: Person, name: string): void {
    this.byNow.set(name, person);
    person.names.add(name);
    this.byName.set(name, (this.byName.get(name) ?? new Set()).add(person));
  }

  private called(name: string, isMade: boolean): Person {
    const known = this.byNow.get(name);
    if (known !== undefined) return known;
    const person = { now: name, names: new Set<string>(), calls: new Set<AuditEvent>(), isMade, isTouched: false };
    this.people.push(person);
    this.nameFrom(person, name);
    return person;
  }
}

function nameMade(event: AuditEvent): string | undefined {
  const isMaking = /^(ram|ims)$/i.test(event.service) && event.name === 'CreateUser' && event.errorCode === undefined;
  return isMaking ? userNamed(event) : undefined;
}

function addTo<T>(lists: Map<string, T[]>, name: string, one: T): void {
  const list = lists.get(name);
  if (list === undefined) lists.set(name, [one]);
  else list.push(one);
}
