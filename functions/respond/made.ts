import { checkFrozen, containEach, freezeStep, standIn } from '../../shared/containment/apply-made';
import { type FitDeny, fitForFreeze } from '../../shared/containment/fit-deny';
import { knownMade } from '../../shared/containment/frozen';
import {
  calledNow,
  type MadeIdentity,
  type MadePlan,
  type MadeToday,
  type MadeWays,
  planForMade,
} from '../../shared/containment/made';
import { firstOf, keyOf, type MadePower, MOST } from '../../shared/containment/made-order';
import { madePower } from '../../shared/containment/made-power';
import { seeMade } from '../../shared/containment/see-made';
import type { StepResult } from '../../shared/containment/types';
import type { Incident } from '../../shared/incident/journal';
import { isObject } from '../../shared/signal/loose';
import { beganBy } from '../investigate/suspicion';
import { protectedScope, type Run } from '../platform';
import { beginUntilMs, eachInTime } from '../time-limits';

const AT_ONCE = 5;

/** What an investigation says the attack made: taken for hints alone, each is looked at live. */
export function madeIn({ made }: Readonly<Record<string, unknown>>): MadeIdentity[] {
  if (!Array.isArray(made)) return [];
  return made.flatMap((one: unknown) => {
    const { type, name, id } = isObject(one) ? one : {};
    const isKnown = (type === 'user' || type === 'role') && typeof name === 'string' && /^[\w.-]{1,64}$/.test(name);
    const isId = typeof id === 'string' && /^\d{1,32}$/.test(id);
    return isKnown ? [{ type, name, ...(isId ? { id } : {}) }] : [];
  });
}

/** The credentials that it says the attack made, for whomever: hints as well. */
export function waysIn({ ways }: Readonly<Record<string, unknown>>): MadeWays {
  const { keys, logins } = isObject(ways) ? ways : {};
  return { keys: names(keys, /^(?:LTAI[\w*]{4,60}|[\w.-]{8,128})$/), logins: names(logins, /^[\w.-]{1,64}$/) };
}

function names(all: unknown, form: RegExp): string[] {
  return Array.isArray(all) ? all.filter((one): one is string => typeof one === 'string' && form.test(one)) : [];
}

export interface MadeContained {
  readonly steps: readonly StepResult[];
  /** Users that these steps were for, with their ids: the journal's, to find them by under other names. */
  readonly frozen: readonly MadeToday[];
  readonly failures: readonly string[];
  /** What was left alone, in words for the alert. */
  readonly caveats: readonly string[];
}

/**
 * Contains the identities that the attack made since the suspicion began, each looked at live first, and looks back at what
 * was attached. `fit`: what a look has just found fit to be given. Never throws.
 */
export async function containMade(
  run: Run,
  incident: Incident,
  made: readonly MadeIdentity[],
  ownUser: string | undefined,
  fit: FitDeny,
): Promise<MadeContained> {
  const began = beganBy(incident, run.clock.now().toISOString());
  const plan = planForMade(await seeMade(made, run, knownMade(incident.entries)), { began, ownUser }, run.config);
  const { contain, left } = await withinLimit(run, incident, plan.contain);
  const given = await containEach(contain, fit, run);
  const steps = [...given, ...(await lookBack(run, incident, contain, given))];
  return {
    steps,
    frozen: contain.filter(({ id }) => id !== undefined),
    failures: [...plan.unchecked, ...steps.filter(({ ok }) => !ok).map((one) => `${one.step}: ${one.detail}`)],
    caveats: [...plan.left, ...left].map(
      ({ identity, why }) => `${identity.type} ${calledNow(identity)} was left alone: ${why}`,
    ),
  };
}

/** All of them, or the first by their power, which is looked at only then. Never throws. */
async function withinLimit(
  run: Run,
  { state }: Incident,
  candidates: readonly MadeToday[],
): Promise<Pick<MadePlan, 'contain' | 'left'>> {
  if (candidates.length <= MOST) return { contain: candidates, left: [] };
  const powers = new Map<string, MadePower>();
  await eachInTime(run, candidates, AT_ONCE, beginUntilMs(run, 'due'), async (one) => {
    powers.set(keyOf(one), await madePower(run.cloud, { ...one, name: calledNow(one) }));
  });
  const held = [...state.alsoFrozen, ...state.alsoQuarantined].map((step) => step.replace(/^[a-z]+-/, ''));
  return firstOf(candidates, powers, new Set(held));
}

/** That they are frozen rests on this look. Where somebody has rewritten freeze meanwhile, what holds still goes beside it. */
async function lookBack(
  run: Run,
  { state }: Incident,
  contained: readonly MadeToday[],
  given: readonly StepResult[],
): Promise<readonly StepResult[]> {
  const frozen = contained.filter((one) => given.some(({ ok, step }) => ok && step === freezeStep(one)));
  if (frozen.length === 0) return [];
  const now = await fitForFreeze(run.cloud, protectedScope(run));
  const doubted = new Set(state.steps.flatMap(({ ok, step }) => (ok ? [] : step)));
  const checks = await checkFrozen(frozen, now, doubted, run);
  const beside = now.why === undefined ? [] : await standIn(frozen, now, run);
  return [...checks, ...beside];
}
