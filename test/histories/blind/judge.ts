import { analyse } from '../../../shared/findings/analyse';
import { judgeBills } from '../../../shared/findings/bills';
import { EventCollector } from '../../../shared/findings/exported';
import type { Actor, Finding } from '../../../shared/findings/model';
import { parseAccessKeyId, parseAccountId } from '../../../shared/ids';
import type { History } from './history';

export interface Verdict {
  /** A finding of severity high or critical names an event of the attack. */
  found: boolean;
  /** Kinds expected at high or critical that no such finding of the attack has. */
  kindsMissed: string[];
  /** Identities of the attacker that are not among the actors. */
  actorsMissed: string[];
  /** The same where the identity's name counts as well as its id. */
  actorsUnnamed: string[];
  /** Identities of the business that are among the actors. */
  actorsWronged: string[];
  /** High findings that name no event of the attack and at least one of the business; in an ordinary history every high finding. */
  falseHighs: string[];
  /** High findings of the attack that name an event of the business as well. */
  mixed: string[];
}

/** The answer of `ak-tourniquet analyse` for the history, held against its label. */
export function judge(history: History): Verdict {
  const { findings, actors } = answer(history);
  const high = findings.filter(({ severity }) => severity === 'high' || severity === 'critical');
  const isOfAttack = (finding: Finding) => finding.eventIds.some((id) => history.attackIds.has(id));
  const ofAttack = high.filter(isOfAttack);
  const isActor = (id: string) => actors.some((actor) => actor.id === id || actor.name === id);
  const isFalse = (finding: Finding) => !history.isAttack || (finding.eventIds.length > 0 && !isOfAttack(finding));
  const told = ({ rule, severity }: Finding) => `${rule} (${severity})`;
  return {
    found: ofAttack.length > 0,
    kindsMissed: history.kinds.filter((kind) => !ofAttack.some((finding) => finding.kind === kind)),
    actorsMissed: history.actors.map(({ id }) => id).filter((id) => !isActor(id)),
    actorsUnnamed: history.actors.filter(({ id, name }) => !isActor(id) && !isActor(name ?? id)).map(({ id }) => id),
    actorsWronged: history.isAttack ? history.business.filter((id) => id !== '' && isActor(id)) : [],
    falseHighs: high.filter(isFalse).map(told),
    mixed: ofAttack.filter(({ eventIds }) => eventIds.some((id) => !history.attackIds.has(id))).map(told),
  };
}

/** The events as a file of the export would bring them, and the bills. */
export function answer(history: History): { findings: readonly Finding[]; actors: readonly Actor[] } {
  const { world } = history;
  const accountId = parseAccountId(world.account);
  const accessKeyId = parseAccessKeyId(world.business.accessKeyId ?? '');
  const collector = new EventCollector(accountId);
  for (const value of history.events) collector.add({ value: JSON.parse(JSON.stringify(value)) });
  const leakAt = new Date(world.leak).toISOString();
  const denyAt = history.denyTime === undefined ? undefined : new Date(history.denyTime).toISOString();
  const told = analyse(collector.events, {
    accessKeyId,
    accountId,
    leakAt,
    denyAt,
    now: new Date(world.now).toISOString(),
  });
  const billed = history.bills === undefined ? [] : judgeBills(history.bills, accessKeyId, leakAt).findings;
  return { findings: [...told.findings, ...billed], actors: told.actors };
}
