import { isAddress, roleSpeaking } from '../evidence/event';
import type { AuditEvent } from '../evidence/types';
import { sessionIssued } from './family';

/**
 * Roles of the business whose trust the attack widened to another account, and which of their sessions came in by it. The
 * outsider's AssumeRole stands in his own account's trail: what is seen here is a session that nobody here has opened,
 * from a place where nobody here was ever at work. A role that services of the cloud take has had such sessions before,
 * and of it nothing can be told.
 */
export class TurnedRoles {
  private readonly turned = new Map<string, string>();
  private readonly issued = new Set<string>();
  private readonly places = new Set<string>();
  private readonly takenUnseen = new Set<string>();

  get size(): number {
    return this.turned.size;
  }

  /** `actor`: whose the change was. */
  turn(role: string, actor: string): void {
    this.turned.set(role, actor);
  }

  /** Whose doing it is that somebody of another account can take this role. */
  turnedBy(role: string): string | undefined {
    return this.turned.get(role);
  }

  /** Sessions that were opened in this account, whoever did it: before what they do is asked about. */
  noteIssued(events: readonly AuditEvent[]): void {
    for (const event of events) {
      const session = sessionIssued(event);
      if (session !== undefined) this.issued.add(session);
    }
  }

  isIssued(session: string): boolean {
    return this.issued.has(session);
  }

  /** Where the business is at work, and which of its roles are taken without a trace. */
  noteBusiness(event: AuditEvent): void {
    if (isAddress(event.ip)) this.places.add(event.ip);
    const role = roleSpeaking(event);
    if (role !== undefined && this.isUnissued(event)) this.takenUnseen.add(role);
  }

  /** The actor that opened the door for the session of this call; undefined: it did not come by it. */
  openerFor(role: string, event: AuditEvent): string | undefined {
    const isOutsider = this.isUnissued(event) && isAddress(event.ip) && !this.places.has(event.ip);
    return isOutsider && !this.takenUnseen.has(role) ? this.turned.get(role) : undefined;
  }

  private isUnissued({ accessKeyId }: AuditEvent): boolean {
    return accessKeyId?.startsWith('STS.') === true && !this.issued.has(accessKeyId);
  }
}
