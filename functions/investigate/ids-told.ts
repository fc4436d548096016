import type { MadeIdentity } from '../../shared/containment/made';
import type { AuditEvent } from '../../shared/evidence/types';
import { answered, exactly, whole } from '../../shared/findings/made/forms';
import { parameter, userNamed } from '../../shared/findings/parameters';
import { nameGiven } from '../../shared/findings/renamed';

interface Naming {
  readonly services: RegExp;
  readonly created: RegExp;
  /** Calls that give a name: whoever makes one, and whoever renames one. */
  readonly named: RegExp;
  readonly id: string;
  readonly name: (event: AuditEvent) => string | undefined;
}

/** RAM 2015-05-01 and IMS 2019-08-15: CreateUser and UpdateUser, `User.UserId`; RAM, CreateRole: `Role.RoleId`. */
const NAMINGS: Readonly<Record<MadeIdentity['type'], Naming>> = {
  user: {
    services: /^(ram|ims)$/i,
    created: /^CreateUser$/,
    named: /^(Create|Update)User$/,
    id: 'UserId',
    name: (event) => nameGiven(event) ?? userNamed(event),
  },
  role: {
    services: /^ram$/i,
    created: /^CreateRole$/,
    named: /^CreateRole$/,
    id: 'RoleId',
    name: (event) => parameter(event, 'RoleName') ?? answered(event, 'RoleName'),
  },
};

/**
 * The ids of the users or roles whom these calls made, by each name that such calls gave them, as the answers tell them. A
 * name that was given twice is the last one's, whose id nobody knows where his answer does not tell it. Pure.
 */
export function idsTold(type: MadeIdentity['type'], calls: Iterable<AuditEvent>): ReadonlyMap<string, string> {
  const { services, created, named, id: field, name: nameIn } = NAMINGS[type];
  const naming = [...calls]
    .filter(({ service, name, errorCode }) => services.test(service) && named.test(name) && !errorCode)
    .flatMap((event) => {
      const id = whole(exactly(event, field));
      const name = nameIn(event);
      const isMade = created.test(event.name);
      return name === undefined || (id === undefined && !isMade) ? [] : [{ id, name, isMade, at: event.at }];
    })
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  // Whoever was there before is nobody of theirs, whatever they called him.
  const made = new Set(naming.flatMap(({ id, isMade }) => (isMade ? [id] : [])));
  const last = new Map(naming.flatMap(({ id, name }) => (made.has(id) ? [[name, id] as const] : [])));
  return new Map([...last].flatMap(([name, id]) => (id === undefined ? [] : [[name, id] as const])));
}
