import { freezeMade, freezeStep, seeMade } from '../../shared/containment/apply-made';
import { type MadeIdentity, type MadeWays, planForMade } from '../../shared/containment/made';
import type { StepResult } from '../../shared/containment/types';
import type { Incident } from '../../shared/incident/journal';
import { isObject } from '../../shared/signal/loose';
import { beganBy } from '../investigate/suspicion';
import type { Run } from '../platform';

/** What an investigation says the attack made: taken for hints alone, each is looked at live. */
export function madeIn({ made }: Readonly<Record<string, unknown>>): MadeIdentity[] {
  if (!Array.isArray(made)) return [];
  return made.flatMap((one: unknown) => {
    const { type, name } = isObject(one) ? one : {};
    const isKnown = (type === 'user' || type === 'role') && typeof name === 'string' && /^[\w.-]{1,64}$/.test(name);
    return isKnown ? [{ type, name }] : [];
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
  /** Users that carry freeze now, with their ids: the journal's, to find them by under other names. */
  readonly frozen: readonly MadeIdentity[];
  readonly failures: readonly string[];
  /** What was left alone, in words for the alert. */
  readonly caveats: readonly string[];
}

/** Contains the identities that the attack made since the suspicion began, each looked at live first. Never throws. */
export async function containMade(
  run: Run,
  incident: Incident,
  made: readonly MadeIdentity[],
  ownUser: string | undefined,
): Promise<MadeContained> {
  const began = beganBy(incident, run.clock.now().toISOString());
  const plan = planForMade(await seeMade(made, run), { began, ownUser }, run.config);
  const steps = await freezeMade(plan.contain, run);
  const isDone = (name: string): boolean => steps.some(({ step, ok }) => ok && step === name);
  return {
    steps,
    frozen: plan.contain.filter((one) => one.id !== undefined && isDone(freezeStep(one))),
    failures: [...plan.unchecked, ...steps.filter(({ ok }) => !ok).map((one) => `${one.step}: ${one.detail}`)],
    caveats: plan.left.map(({ identity, why }) => `${identity.type} ${identity.name} was left alone: ${why}`),
  };
}
