import { sibling } from '../../functions/respond/hand-over';
import type { FunctionTrigger } from '../../shared/aliyun/function-trigger';
import { CloudNotFound } from '../../shared/errors';
import { looked, messageOf } from '../../shared/identity/looked';
import { DEFAULT_BUS_RULES, OWN_BUS } from '../ros-events';
import type { CliRun } from '../run';
import { type Check, couldNotCheck, type Found, note, ok, problem } from './check';
import { eventRule, nightlyTimer, respondTimer, takes } from './judge-triggers';

/** What sets the functions off, as s.yaml deploys it. */
export const triggers: Check = {
  id: 'triggers',
  async look(cli) {
    const { run, config } = cli;
    const [respond, hygiene] = [run.functionName, sibling(run, 'hygiene')];
    const parts = await Promise.all([
      ofFunction(cli, respond, async (all) => {
        const rules = await looked(run.cloud.eventBridge.listRules('default'));
        return [
          respondTimer(respond, all, config.pollSeconds),
          ...Object.values(DEFAULT_BUS_RULES).map((rule) => eventRule(respond, rule, all, rules)),
        ];
      }),
      ofFunction(cli, hygiene, async (all) => [nightlyTimer(hygiene, all)]),
      ownBus(cli),
    ]);
    return parts.flat();
  },
};

/** What one function's triggers come to: the others are judged whatever became of these. */
async function ofFunction(
  { run }: CliRun,
  name: string,
  judge: (triggers: readonly FunctionTrigger[]) => Promise<readonly Found[]>,
): Promise<readonly Found[]> {
  try {
    return await judge(await run.cloud.functions.listTriggers(name));
  } catch (error) {
    if (error instanceof CloudNotFound) return [problem(`there is no function ${name}`, 's deploy')];
    return [couldNotCheck(`the triggers of ${name}: ${messageOf(error)}`)];
  }
}

/** The bus for the owner's own scanners is his choice; a rule of it that does not work is not. */
async function ownBus({ run }: CliRun): Promise<readonly Found[]> {
  const { name, rule: wanted, pattern } = OWN_BUS;
  const to = run.functionName;
  try {
    const rules = (await run.cloud.eventBridge.listRules(name)).filter((one) => takes(one, to, pattern));
    const on = rules.find(({ isOn }) => isOn);
    if (on) return [ok(`the rule ${on.name} of the bus ${name} hands its events to ${to}`)];
    const [off] = rules;
    if (off)
      return [problem(`the rule ${off.name} of the bus ${name} is off`, 'EventBridge console, that bus: enable it')];
    return [
      problem(
        `the bus ${name} has no rule ${wanted} that hands its events to ${to}`,
        'update the stack with Rules = true (docs/deploy.md)',
      ),
    ];
  } catch (error) {
    if (!(error instanceof CloudNotFound)) return [couldNotCheck(`the rules of the bus ${name}: ${messageOf(error)}`)];
    return [
      note(`there is no bus ${name}: your own scanners can put no notice there (the stack makes it, Rules = true)`),
    ];
  }
}
