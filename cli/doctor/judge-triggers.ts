import type { BusRule } from '../../shared/aliyun/event-bridge';
import { type FunctionTrigger, LATEST } from '../../shared/aliyun/function-trigger';
import type { Looked } from '../../shared/identity/types';
import { DEEPEST_READ, isTextDeeperThan } from '../../shared/nesting';
import { couldNotCheck, type Found, ok, problem } from './check';
import { everySeconds, isDaily } from './trigger-times';

const SWITCH_ON = 'Function Compute console, the function, Triggers: enable it';
const DEPLOY = 's deploy';
/** A run of respond polls for so long, every TOURNIQUET_POLL_SECONDS. */
const RUN_SECONDS = 60;

/** The timer without which no leak is seen: there, on, and each minute. */
export function respondTimer(name: string, triggers: readonly FunctionTrigger[], pollSeconds: number): Found {
  const on = timerOn(name, triggers, 'nothing looks into the leak list');
  if ('kind' in on) return on;
  const told = on.timers.map(({ cron = '' }) => ({ cron, seconds: everySeconds(cron) }));
  const known = told.flatMap(({ seconds }) => seconds ?? []);
  if (known.length === 0)
    return couldNotCheck(
      `the timer of ${name} is on; whether "${told[0]?.cron}" is each minute, nobody works out here`,
    );
  const shortest = Math.min(...known);
  if (shortest > RUN_SECONDS)
    return problem(
      `the timer of ${name} comes every ${shortest} s; a run polls for ${RUN_SECONDS} s (every ${pollSeconds} s), and then nobody does`,
      'set the trigger to "@every 1m", as s.yaml says',
    );
  return ok(`the timer of ${name} is on, every ${shortest} s`);
}

/** The look of each night. Its hour is the owner's to choose. */
export function nightlyTimer(name: string, triggers: readonly FunctionTrigger[]): Found {
  const on = timerOn(name, triggers, 'nobody looks at the AccessKeys of the account at night');
  if ('kind' in on) return on;
  const daily = on.timers.find(({ cron = '' }) => isDaily(cron));
  return daily
    ? ok(`the timer of ${name} is on, each day (${daily.cron})`)
    : problem(
        `the timer of ${name} does not come every day (${on.timers.map(({ cron }) => cron).join(', ')})`,
        'set the trigger to a time of each day, as s.yaml says',
      );
}

function timerOn(name: string, triggers: readonly FunctionTrigger[], loss: string) {
  const all = triggers.filter(({ type }) => type === 'timer');
  const timers = all.filter(({ isOn }) => isOn);
  if (all.length === 0) return problem(`${name} has no timer: ${loss}`, DEPLOY);
  if (timers.length === 0) return problem(`the timer of ${name} is off: ${loss}`, SWITCH_ON);
  const latest = timers.filter(isLatest);
  const [elsewhere] = timers;
  return latest.length === 0 && elsewhere ? runsAnother('the timer', name, elsewhere) : { timers: latest };
}

const isLatest = ({ qualifier }: FunctionTrigger): boolean => qualifier === LATEST;

/** A version or an alias is as it was published, with the settings of then. */
function runsAnother(what: string, name: string, { qualifier }: FunctionTrigger): Found {
  return couldNotCheck(
    `${what} of ${name} runs its version or alias ${qualifier}; whether that is the code and the settings that were deployed last (${LATEST}, as s.yaml says), nobody looks here`,
  );
}

/** A rule that the deployment wants: its pattern, and the name that s.yaml gives the trigger. */
export interface WantedRule {
  readonly trigger: string;
  readonly pattern: object;
}

/**
 * An event rule on the default bus: a trigger of the function, or a rule of the stack's that names it, either of which
 * suffices. `rules`: those of the bus; not looked at, what is no trigger is unknown.
 */
export function eventRule(
  name: string,
  { trigger: wanted, pattern }: WantedRule,
  triggers: readonly FunctionTrigger[],
  rules: Looked<readonly BusRule[]>,
): Found {
  const mine = triggers.filter(({ type }) => type === 'eventbridge');
  const same = mine.filter((one) => isPattern(one.pattern, pattern));
  const working = same.filter(({ isOn, isAsync }) => isOn && isAsync);
  const latest = working.find(isLatest);
  if (latest) return ok(`the trigger ${latest.name} of ${name} is on`);
  const ruled = 'value' in rules ? rules.value.filter((one) => takes(one, name, pattern)) : [];
  const rule = ruled.find(({ isOn }) => isOn);
  if (rule) return ok(`the rule ${rule.name} of the default bus hands its events to ${name}`);
  const [elsewhere] = working;
  if (elsewhere) return runsAnother(`the trigger ${elsewhere.name}`, name, elsewhere);
  const sync = same.find(({ isOn }) => isOn);
  if (sync)
    return problem(
      `the trigger ${sync.name} of ${name} waits for the function: a failed event is not tried again`,
      DEPLOY,
    );
  const [off] = same;
  if (off) return problem(`the trigger ${off.name} of ${name} is off`, SWITCH_ON);
  const [idle] = ruled;
  if (idle)
    return problem(`the rule ${idle.name} of the default bus is off`, 'EventBridge console, default bus: enable it');
  const other = mine.find((one) => one.name === wanted);
  if (other) return problem(`the trigger ${other.name} of ${name} has another pattern than s.yaml says`, DEPLOY);
  if ('couldNotCheck' in rules)
    return couldNotCheck(
      `${name} has no trigger ${wanted}; whether the default bus has its rule: ${rules.couldNotCheck}`,
    );
  return problem(
    `no event of ${wanted} comes to ${name}: neither a trigger nor a rule of the default bus`,
    's deploy; where it cannot make them, update the stack with DefaultBusRules = true (docs/deploy.md)',
  );
}

/** Whether a rule takes these events, and hands them to this function. */
export function takes({ pattern, targets }: BusRule, name: string, wanted: object): boolean {
  return isPattern(pattern, wanted) && targets.some((target) => target.endsWith(`functions/${name}`));
}

/** Whether a pattern's text says this, in whatever order. */
function isPattern(text: string | undefined, wanted: object): boolean {
  try {
    // Whoever may write rules nests one as deep as he likes.
    return !isTextDeeperThan(text ?? '', DEEPEST_READ) && canonical(JSON.parse(text ?? '')) === canonical(wanted);
  } catch (error) {
    // What is no JSON is not the pattern that was deployed.
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).sort().join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, one]) => `${JSON.stringify(name)}:${canonical(one)}`);
  return `{${members.sort().join()}}`;
}
