import { isRefusal } from '../../evidence/event';
import type { AuditEvent } from '../../evidence/types';
import { callOf } from '../calls';
import { PATTERNS } from '../verdicts-of-patterns';
import { Counter, windows } from '../windows';
import type { Pattern, Seen } from './model';

const WITHIN_MS = 15 * 60_000;
/** So many different reads that the key never made; fewer where some were refused, or where they ask who there is. */
const CALLS = 10;
const CALLS_REFUSED = 8;
const CALLS_WHO = 5;
/** So many different ones refused. */
const REFUSED = 3;
/** So many different ones about who there is; of one more, less around them is enough. */
const WHO = 3;
/** Breadth: a program has a purpose, and asks the few services that it needs. */
const SERVICES = 8;
const IDENTITY = /^(ram|ims|sts|cloudsso|resourcemanager)$/i;
/** Programs that keep what is deployed ask for each role and policy by its name; who asks for all of them looks around. */
const ENUMERATES =
  /^(List(Users|UserBasicInfos|Roles|Policies|Groups|AccessKeys|GroupsForUser|PoliciesForUser|PoliciesForGroup|UsersForGroup|PolicyAttachments|Accounts|.*Directories|VirtualMFADevices)|Get(AccountSummary|AccountAlias|CallerIdentity|SecurityPreference|PasswordPolicy|DefaultDomain|CredentialReport|UserMFAInfo|LoginProfile|AccountSecurityPracticeReport))$/;

/**
 * A look around: reads that the key never made, many kinds of them in few minutes; the first such stretch. A new report
 * or a monitor reads as much: it asks a few services for machines and money, and is answered. Who there is and what he
 * may do is a thief's first question; breadth and refusals are what comes of asking for whatever there is. Pure.
 */
export function sweep({ events, baseline }: Seen): Pattern[] {
  const reads = events.filter((event) => event.rw !== 'Write' && baseline.isNewCall(event));
  const names = new Counter();
  const refused = new Counter();
  const who = new Counter();
  const services = new Counter();
  const count = (event: AuditEvent, by: 'add' | 'remove') => {
    names[by](callOf(event));
    services[by](event.service.toLowerCase());
    if (isRefusal(event)) refused[by](callOf(event));
    if (IDENTITY.test(event.service) && ENUMERATES.test(event.name)) who[by](callOf(event));
  };
  const stretches = windows(
    reads,
    WITHIN_MS,
    (event) => count(event, 'add'),
    (event) => count(event, 'remove'),
  );
  for (const { from, to } of stretches) {
    const points = pointsOf(names.size, who.size, refused.size, services.size);
    if (points > 0) return [{ what: PATTERNS.sweep, events: reads.slice(from, to), points }];
  }
  return [];
}

function pointsOf(calls: number, who: number, refused: number, services: number): number {
  const isRefused = refused >= REFUSED;
  if (calls < (isRefused ? CALLS_REFUSED : CALLS)) return who > WHO && calls >= CALLS_WHO ? 1 : 0;
  const asksWho = Math.max(0, Math.min(2, who - WHO + 2));
  return Math.max(asksWho, services >= SERVICES ? 1 : 0) + (isRefused ? 1 : 0);
}
