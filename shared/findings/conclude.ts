import type { AuditEvent } from '../evidence/types';
import type { Baseline } from './baseline';
import type { Chain } from './chain';
import type { AfterDeny } from './deny';
import type { Source } from './malice';
import type { Finding, Severity } from './model';
import type { OtherCall } from './others';
import type { Signs } from './rules';
import { attempt, ordinary, type Verdict } from './verdict';
import { CIRCUMSTANCES, OTHERS } from './verdicts';

const ORDER: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

export interface Looked {
  readonly accessKeyId: string;
  readonly baseline: Baseline;
  readonly signs: Signs;
  readonly sources: readonly Source[];
  readonly chain: Chain;
  readonly afterDeny: AfterDeny;
  /** Calls of the attack after the deny that the deny does not bind. */
  readonly goesOn: readonly AuditEvent[];
  readonly ofOthers: readonly OtherCall[];
}

/** Everything that was seen, as findings: the gravest first. Pure. */
export function conclude(looked: Looked): Finding[] {
  const book = new Book();
  const { accessKeyId, baseline, signs, chain, sources } = looked;
  for (const [event, actor] of chain.attack) {
    const sign = signs.of(event);
    if (sign !== undefined) book.add(asTold(sign.rule, event), event, actor);
  }
  for (const source of sources) {
    if (source.attack.length === 0) quiet(book, source, accessKeyId);
    else attackOf(book, source, chain, accessKeyId);
  }
  for (const event of looked.afterDeny.succeeded) {
    const what =
      !chain.attack.has(event) && isOwn(event, baseline) ? CIRCUMSTANCES.usualSuccess : CIRCUMSTANCES.success;
    book.add(what, event, chain.attack.get(event) ?? accessKeyId);
  }
  for (const event of looked.goesOn) book.add(CIRCUMSTANCES.goesOn, event, chain.attack.get(event) ?? accessKeyId);
  for (const event of looked.afterDeny.refused) {
    const ofNobody = isOwn(event, baseline) ? CIRCUMSTANCES.usualRefused : CIRCUMSTANCES.strangeRefused;
    book.add(chain.attack.has(event) ? CIRCUMSTANCES.refused : ofNobody, event, accessKeyId);
  }
  for (const { event, by, type, id } of looked.ofOthers) book.add(OTHERS[by === 'address' ? type : by], event, id);
  return book.findings();
}

/** The business's machine, or its program at its usual work: they succeed as soon as a person has released the key. */
function isOwn(event: AuditEvent, baseline: Baseline): boolean {
  if (/^(known|house|near)$/.test(baseline.standing(event))) return true;
  return baseline.isEnough && !baseline.isNewTool(event) && !baseline.isNewCall(event);
}

/** What a call tells, by its answer: what was only tried was not done. */
const asTold = (rule: Verdict, { errorCode }: AuditEvent): Verdict => (errorCode === undefined ? rule : attempt(rule));

/** What else tells something at an address that is the business's stays the business's. */
function attackOf(book: Book, { patterns, attack, telling }: Source, chain: Chain, accessKeyId: string): void {
  const actorOf = (event: AuditEvent) => chain.attack.get(event) ?? accessKeyId;
  for (const { what, events } of patterns) for (const event of events) book.add(what, event, actorOf(event));
  for (const event of attack) book.add(CIRCUMSTANCES.attack, event, actorOf(event));
  for (const { event, sign } of telling)
    if (!chain.attack.has(event)) book.add(ordinary(asTold(sign.rule, event)), event, accessKeyId);
}

/**
 * Nothing of it is an attack by what is known; what tells something is still shown, low: except what a stranger tried in
 * vain, because a refusal is no sign of the business.
 */
function quiet(book: Book, { telling, events, standing }: Source, accessKeyId: string): void {
  for (const { event, sign } of telling) {
    const told = asTold(sign.rule, event);
    const isTryOfStranger = standing === 'stranger' && event.errorCode !== undefined;
    book.add(isTryOfStranger ? told : ordinary(told), event, accessKeyId);
  }
  if (standing === 'stranger') for (const event of events) book.add(CIRCUMSTANCES.stranger, event, accessKeyId);
}

/** Gathers events under the finding that they belong to. */
class Book {
  private readonly drafts = new Map<
    string,
    { what: Verdict; actors: Set<string>; events: Set<string>; firstAt: string }
  >();

  add(what: Verdict, event: AuditEvent, actor: string): void {
    const draft = this.drafts.get(what.id) ?? {
      what,
      actors: new Set<string>(),
      events: new Set<string>(),
      firstAt: event.at,
    };
    draft.actors.add(actor);
    if (event.eventId !== '') draft.events.add(event.eventId);
    this.drafts.set(what.id, draft);
  }

  findings(): Finding[] {
    return [...this.drafts.values()]
      .sort(
        (a, b) =>
          ORDER.indexOf(a.what.severity) - ORDER.indexOf(b.what.severity) ||
          (a.firstAt < b.firstAt ? -1 : a.firstAt > b.firstAt ? 1 : 0) ||
          (a.what.id < b.what.id ? -1 : 1),
      )
      .map(({ what: { id, kind, severity, technique, text }, actors, events }) => ({
        rule: id,
        kind,
        severity,
        technique,
        title: text.en,
        actors: [...actors],
        eventIds: [...events],
      }));
  }
}
