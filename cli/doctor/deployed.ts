import { sibling } from '../../functions/respond/hand-over';
import { cutWithoutSecrets } from '../../shared/secrecy/cut';
import { functionFailure, shownWhy } from '../function-failure';
import { type Check, type Found, ok, problem } from './check';

/** A timer that has been silent so long is not merely late. */
const MOST_SILENT_MS = 5 * 60_000;

interface Status {
  readonly mode?: unknown;
  readonly containment?: unknown;
  readonly heartbeat?: unknown;
}

/** The deployed responder answers under its own role and configuration, and its timer runs. */
export const responder: Check = {
  id: 'responder',
  async look({ run, clock, config }) {
    const name = run.functionName;
    const answer = await run.cloud.functions.invoke(name, { command: 'status' }, 'Sync');
    const failure = functionFailure(answer);
    if (failure !== undefined)
      return [
        problem(
          `${name} fails (${failure.kind})`,
          `read its log; its configuration may be invalid: ${shownWhy(failure)}`,
        ),
      ];
    const { mode, containment, heartbeat } = JSON.parse(answer.body) as Status;
    const found: Found[] = [ok(`${name} answers`)];
    if (mode !== config.mode)
      found.push(problem(`${name} runs in mode ${String(mode)}, this shell says ${config.mode}`, 's deploy'));
    // One that was deployed before it told this does not tell it.
    if (containment !== undefined && containment !== config.containment)
      found.push(
        problem(
          `${name} contains by ${String(containment)}, this shell says ${config.containment} (TOURNIQUET_CONTAINMENT)`,
          's deploy, or correct this shell',
        ),
      );
    if (mode === 'observe')
      found.push(problem('observe mode contains nothing', 'set TOURNIQUET_MODE=enforce when ready'));
    const silentMs = clock.now().getTime() - Date.parse(String(heartbeat));
    const todo = 'look at the timer trigger of the function: it must be enabled';
    if (heartbeat === null) found.push(problem('its timer has never run', todo));
    else if (!(silentMs < MOST_SILENT_MS)) found.push(problem(`its timer last ran at ${String(heartbeat)}`, todo));
    else found.push(ok(`its timer ran ${Math.max(0, Math.round(silentMs / 1000))} s ago`));
    return found;
  },
};

/** The two others are asked for something that neither knows: they refuse it, and so are there and configured. */
export const others: Check = {
  id: 'functions',
  async look({ run, config }) {
    const names = [config.investigateFunction ?? sibling(run, 'investigate'), sibling(run, 'hygiene')];
    return Promise.all(
      names.map(async (name) => {
        const { body } = await run.cloud.functions.invoke(name, { command: 'doctor' }, 'Sync');
        return /UnparseableEvent|cannot be understood/.test(body)
          ? ok(`${name} is there, and its configuration is valid`)
          : problem(`${name} does not answer as it should`, `read its log: ${cutWithoutSecrets(body, 300)}`);
      }),
    );
  },
};
