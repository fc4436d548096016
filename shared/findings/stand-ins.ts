import { detail, roleSpeaking } from '../evidence/event';
import type { AuditEvent } from '../evidence/types';
import { type Opening, opened } from './family';
import type { Actor } from './model';
import { named } from './register';
import type { Made } from './rules/model';

/** So much of a masked id has to be shown beside what all ids begin with, or it fits everybody's. */
const LEAST_SHOWN = 4;

interface Sought {
  readonly actor: string;
  readonly fits: (event: AuditEvent) => boolean;
}

/**
 * Credentials of the attack whose ids no event tells: the export has left the answer out, or masks it. What speaks later
 * is theirs where everything that is told fits it, and nobody else's credential could be meant as well.
 */
export class StandIns {
  private readonly sought: Sought[] = [];
  private count = 0;
  /** Key and session ids that others spoke by. */
  private readonly heard = new Set<string>();
  /** `deploy:s`: how sessions are called that others opened, of which no id is told either, and until when they may live. */
  private readonly ofOthers = new Map<string, number>();

  /** `isIssued`: an AssumeRole call in these events was answered with this session. */
  constructor(private readonly isIssued: (session: string) => boolean) {}

  /** How many there have been. */
  get size(): number {
    return this.count;
  }

  /** A call that is not the attack's. */
  noteBusiness(event: AuditEvent): void {
    const { accessKeyId } = event;
    if (accessKeyId !== undefined && !this.heard.has(accessKeyId)) {
      this.heard.add(accessKeyId);
      // Opened by a service of the cloud, or by whomever the events do not show: such a one may come again.
      if (event.userName && accessKeyId.startsWith('STS.') && !this.isIssued(accessKeyId))
        this.ofOthers.set(event.userName.toLowerCase(), Number.POSITIVE_INFINITY);
    }
    const opening = opened(event);
    if (opening === undefined || opening.id !== undefined) return;
    const name = nameOf(opening);
    this.ofOthers.set(name, Math.max(this.ofOthers.get(name) ?? 0, opening.endsAtMs));
  }

  /** `actor`: the stand-in that this call of the attack has made. */
  add(actor: string, { type, name, principalId, shown }: Made, event: AuditEvent): void {
    this.count += 1;
    if (principalId !== undefined)
      this.sought.push({ actor, fits: (later) => detail(later, 'userIdentity', 'principalId') === principalId });
    else if (type === 'session') this.seekSession(actor, opened(event));
    else if (type === 'access-key' && shown !== undefined && isTelling(shown))
      this.sought.push({
        actor,
        fits: (later) => isMeant(shown, later.accessKeyId) && later.userName?.split('@')[0] === name,
      });
  }

  /** The stand-in whose credential this call is made with; undefined: it is nobody's, or several people's. */
  speaking(event: AuditEvent, isAtThief: (ip: string) => boolean): string | undefined {
    if (this.sought.length === 0) return undefined;
    const { accessKeyId } = event;
    if (accessKeyId !== undefined && (this.heard.has(accessKeyId) || this.isIssued(accessKeyId))) return undefined;
    const sought = this.sought.find(({ fits }) => fits(event));
    if (sought === undefined) return undefined;
    const isOthersToo =
      roleSpeaking(event) !== undefined &&
      (this.ofOthers.get(event.userName?.toLowerCase() ?? '') ?? 0) >= Date.parse(event.at);
    return isOthersToo && !isAtThief(event.ip) ? undefined : sought.actor;
  }

  /** Whose id has been met is sought no longer: an AssumeRole call opens one session. */
  found(actor: string): void {
    const at = this.sought.findIndex((one) => one.actor === actor);
    if (at >= 0) this.sought.splice(at, 1);
  }

  private seekSession(actor: string, opening: Opening | undefined): void {
    if (opening?.role === undefined || opening.session === undefined) return;
    const { role, session, shown, endsAtMs } = opening;
    this.sought.push({
      actor,
      fits: (event) =>
        roleSpeaking(event) === role &&
        event.accessKeyId?.startsWith('STS.') === true &&
        event.userName?.split(':')[1]?.toLowerCase() === session &&
        (shown === undefined || isMeant(shown, event.accessKeyId)) &&
        Date.parse(event.at) <= endsAtMs,
    });
  }
}

const nameOf = ({ role, session }: Opening): string => `${role}:${session}`;

/** `LTAI5tAb****cd` and `LTAI5tAbXYZcd`. */
function isMeant(shown: string, id: string | undefined): boolean {
  const parts = shown.split('*');
  return id?.startsWith(parts[0] ?? '') === true && id.endsWith(parts.at(-1) ?? '');
}

const isTelling = (shown: string): boolean => shown.replace(/^LTAI/, '').replaceAll('*', '').length >= LEAST_SHOWN;

/** Who could not be heard because nothing tells the id. */
export function unheard(actors: readonly Actor[]): string[] {
  const names = actors.flatMap(({ isStandIn, type, id, name, how }) =>
    isStandIn ? [`${type} ${name === id ? '' : `of ${name} `}(${how})`] : [],
  );
  return names.length > 0
    ? [`no event tells under which id these act, so their calls could not be followed: ${named(names)}`]
    : [];
}
