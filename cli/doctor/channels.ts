import { buildAlert, channelsOf, deliver } from '../../shared/notify';
import type { CliRun } from '../run';
import { type Check, type Found, ok, problem } from './check';

/** Whether anybody would be told; with `send` a test message goes out by every channel. */
export const channels = (send: boolean): Check => ({
  id: 'alerts',
  async look(cli) {
    const { run, config } = cli;
    const all = channelsOf(config, (ref) => run.secret(ref));
    if (all.length === 0)
      return [problem('no channel is configured: nobody would be told', 'set TOURNIQUET_DINGTALK_URL or _SMTP_URL')];
    const found: Found[] =
      all.length > 1
        ? []
        : [problem(`${all[0]?.name} is the only channel`, 'configure a second one, in case it fails')];
    if (!send) return [...found, ok(`configured: ${all.map(({ name }) => name).join(', ')} (--send tries them)`)];
    return [...found, ...(await sent(cli, all))];
  },
});

async function sent({ run, clock, config }: CliRun, all: ReturnType<typeof channelsOf>): Promise<Found[]> {
  const facts = { kind: 'test' as const, at: clock.now().toISOString(), accountId: run.accountId };
  const { site, language } = config;
  const message = buildAlert(facts, language, { site });
  const { delivered, failed } = await deliver(message, all, { clock });
  return [
    ...delivered.map((name) => ok(`${name} has taken a test message: look whether it arrived`)),
    ...failed.map(({ channel, why }) => problem(`${channel} did not take it: ${why}`, `correct its settings`)),
  ];
}
