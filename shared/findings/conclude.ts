import { isAddress } from '../evidence/event';
import type { AuditEvent } from '../evidence/types';
import type { Baseline } from './baseline';
import type { Chain } from './chain';
import type { AfterDeny } from './deny';
import type { Source } from './malice';
import type { Finding, Kind, Severity } from './model';
import { type Sign, signOf } from './signs';

const ORDER: readonly Severity[] = ['critical', 'high', 'medium', 'low'];
const DAY_MS = 86_400_000;

type What = Pick<Finding, 'rule' | 'kind' | 'severity' | 'technique' | 'title'>;

export interface Looked {
  /** The whole account's, by time. */
  readonly events: readonly AuditEvent[];
  readonly accessKeyId: string;
  readonly baseline: Baseline;
  readonly sources: readonly Source[];
  readonly chain: Chain;
  readonly afterDeny: AfterDeny;
}

/** Everything that was seen, as findings: the gravest first. Pure. */
export function conclude(looked: Looked): Finding[] {
  const book = new Book();
  const { accessKeyId, baseline, chain, sources } = looked;
  for (const [event, actor] of chain.attack) {
    const sign = signOf(event);
    if (sign !== undefined) book.add(event.errorCode === undefined ? sign : attempt(sign), event, actor);
  }
  for (const source of sources) {
    if (source.attack.length === 0) quiet(book, source, accessKeyId);
    else attackOf(book, source, chain, accessKeyId);
  }
  for (const event of looked.afterDeny.succeeded) {
    // The business's own calls from its own machine succeed as soon as a person has released the key.
    const isUsual = !chain.attack.has(event) && baseline.standing(event) !== 'new' && !baseline.isNewCall(event);
    book.add(isUsual ? SUCCESS_USUAL : SUCCESS, event, chain.attack.get(event) ?? accessKeyId);
  }
  for (const event of looked.afterDeny.refused)
    book.add(chain.attack.has(event) ? REFUSED : REFUSED_USUAL, event, accessKeyId);
  for (const event of strangers(looked)) book.add(OTHER, event, event.accessKeyId ?? event.userName ?? 'unknown');
  return book.findings();
}

function attempt({ rule, kind, technique, title }: Sign): What {
  return { rule: `${rule}-tried`, kind, severity: 'medium', technique, title: `${title}: tried, and refused` };
}

function attackOf(book: Book, { burst, floods, attack }: Source, chain: Chain, accessKeyId: string): void {
  const actorOf = (event: AuditEvent) => chain.attack.get(event) ?? accessKeyId;
  for (const event of burst) book.add(BURST, event, actorOf(event));
  for (const flood of floods) for (const event of flood) book.add(floodOf(event), event, actorOf(event));
  for (const event of attack) book.add(NEW_SOURCE, event, actorOf(event));
}

/** Nothing of it is an attack by what is known; what tells something is still shown, low. */
function quiet(book: Book, { telling, events, isNew }: Source, accessKeyId: string): void {
  for (const { event, sign } of telling)
    book.add(
      { ...sign, rule: `${sign.rule}-ordinary`, severity: 'low', title: `${sign.title}, as the business may do` },
      event,
      accessKeyId,
    );
  if (isNew) for (const event of events) book.add(NEW_SOURCE_QUIET, event, accessKeyId);
}

const what = (rule: string, kind: Kind, severity: Severity, technique: string, title: string): What => ({
  rule,
  kind,
  severity,
  technique,
  title,
});
const SUCCESS = what(
  'success-after-deny',
  'success-after-deny',
  'critical',
  'T1078.004',
  'Denied actions still succeed: the deny does not hold',
);
const SUCCESS_USUAL = what(
  'usual-success-after-deny',
  'success-after-deny',
  'medium',
  '',
  'Usual calls that the quarantine denies succeed: it was released, or it does not hold',
);
const REFUSED = what(
  'denied-after-deny',
  'denied-after-deny',
  'medium',
  'T1078.004',
  "The attack's calls are refused since the deny",
);
const REFUSED_USUAL = what(
  'business-refused',
  'denied-after-deny',
  'low',
  '',
  'Calls of the business are refused since the deny',
);
const OTHER = what(
  'other-identity',
  'other-identity',
  'high',
  'T1078.004',
  "Another identity was used from the attack's address",
);
const BURST = what(
  'reconnaissance-burst',
  'reconnaissance',
  'high',
  'T1580',
  'A look around the account within minutes, partly refused',
);
const NEW_SOURCE = what('new-source', 'new-source', 'medium', 'T1078.004', 'Calls of the attack');
const NEW_SOURCE_QUIET = what(
  'unusual-source',
  'new-source',
  'low',
  '',
  'Calls from an address that the key was never used from, and like those of before',
);

function floodOf(event: AuditEvent): What {
  if (/^Send/.test(event.name))
    return what('messages-flood', 'messages', 'high', 'T1496.003', 'Messages were sent as never before');
  if (event.name === 'GetObject')
    return what('data-read', 'data', 'high', 'T1530', 'Objects were read as never before');
  return what('destruction-flood', 'destruction', 'critical', 'T1485', 'Resources were deleted as never before');
}

/** Calls of other identities from the attack's own addresses, which nobody of the account used before. */
function strangers({ events, chain, baseline, accessKeyId }: Looked): AuditEvent[] {
  const first = [...chain.attack.keys()].find(({ at }) => at !== '')?.at;
  if (first === undefined) return [];
  const since = new Date(Date.parse(first) - DAY_MS).toISOString();
  const addresses = new Set([...chain.attack.keys()].map(({ ip }) => ip).filter(isAddress));
  for (const event of events) if (event.at < since || baseline.standing(event) !== 'new') addresses.delete(event.ip);
  return events.filter(
    (event) =>
      event.at >= since && addresses.has(event.ip) && !chain.attack.has(event) && event.accessKeyId !== accessKeyId,
  );
}

/** Gathers events under the finding that they belong to. */
class Book {
  private readonly drafts = new Map<
    string,
    { what: What; actors: Set<string>; events: Set<string>; firstAt: string }
  >();

  add({ rule, kind, severity, technique, title }: What, event: AuditEvent, actor: string): void {
    const draft = this.drafts.get(rule) ?? {
      what: { rule, kind, severity, technique, title },
      actors: new Set<string>(),
      events: new Set<string>(),
      firstAt: event.at,
    };
    draft.actors.add(actor);
    if (event.eventId !== '') draft.events.add(event.eventId);
    this.drafts.set(rule, draft);
  }

  findings(): Finding[] {
    return [...this.drafts.values()]
      .sort(
        (a, b) =>
          ORDER.indexOf(a.what.severity) - ORDER.indexOf(b.what.severity) ||
          (a.firstAt < b.firstAt ? -1 : a.firstAt > b.firstAt ? 1 : 0) ||
          (a.what.rule < b.what.rule ? -1 : 1),
      )
      .map(({ what: kept, actors, events }) => ({ ...kept, actors: [...actors], eventIds: [...events] }));
  }
}
