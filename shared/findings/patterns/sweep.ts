import { isRefusal } from '../../evidence/event';
import type { AuditEvent } from '../../evidence/types';
import { callOf } from '../baseline';
import { PATTERNS } from '../verdicts';
import { Counter, windows } from '../windows';
import type { Pattern, Seen } from './model';

const WITHIN_MS = 15 * 60_000;
/** So many different reads that the key never made; fewer where some were refused. */
const CALLS = 10;
const CALLS_REFUSED = 8;
/** So many different ones refused. */
const REFUSED = 3;
/** So many different ones about who there is and what he may do. */
const IDENTITIES = 3;
const IDENTITY = /^(ram|ims|sts|cloudsso|resourcemanager)$/i;
/** Programs that keep what is deployed ask for each role and policy by its name; who asks for all of them looks around. */
const ENUMERATES =
  /^(List(Users|UserBasicInfos|Roles|Policies|Groups|AccessKeys|GroupsForUser|PoliciesForUser|PoliciesForGroup|UsersForGroup|PolicyAttachments|Accounts|.*Directories|VirtualMFADevices)|Get(AccountSummary|AccountAlias|CallerIdentity|SecurityPreference|PasswordPolicy|DefaultDomain|CredentialReport|UserMFAInfo|LoginProfile|AccountSecurityPracticeReport))$/;

/**
 * A look around: reads that the key never made, many kinds of them in few minutes; the first such stretch. A new report
 * or a monitor reads as broadly: it asks for machines and money, and is answered. Who there is and what he may do is a
 * thief's first question, and refusals are what comes of asking for whatever there is. Pure.
 */
export function sweep({ events, baseline }: Seen): Pattern[] {
  const reads = events.filter((event) => event.rw !== 'Write' && baseline.isNewCall(event));
  const names = new Counter();
  const refused = new Counter();
  const identities = new Counter();
  const count = (event: AuditEvent, by: 'add' | 'remove') => {
    names[by](callOf(event));
    if (isRefusal(event)) refused[by](callOf(event));
    if (IDENTITY.test(event.service) && ENUMERATES.test(event.name)) identities[by](callOf(event));
  };
  const stretches = windows(
    reads,
    WITHIN_MS,
    (event) => count(event, 'add'),
    (event) => count(event, 'remove'),
  );
  for (const { from, to } of stretches) {
    const isRefused = refused.size >= REFUSED;
    if (names.size < (isRefused ? CALLS_REFUSED : CALLS)) continue;
    const points = Math.max(0, Math.min(2, identities.size - IDENTITIES + 2)) + (isRefused ? 1 : 0);
    if (points > 0) return [{ what: PATTERNS.sweep, events: reads.slice(from, to), points }];
  }
  return [];
}
