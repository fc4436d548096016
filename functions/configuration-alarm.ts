import { systemClock } from '../shared/clock';
import { alertChannelsOf, remnantOf } from '../shared/config';
import { type ConfigurationInvalid, RunIncomplete } from '../shared/errors';
import { messageOf } from '../shared/identity/looked';
import { buildAlert, channelsOf, deliver } from '../shared/notify';
import { inThisHour } from './alerting';
import { type FcContext, log, type Run, startRun } from './platform';
import { tellOnce } from './told';

const HOUR_MS = 3_600_000;
let lastToldMs = Number.NEGATIVE_INFINITY;

/**
 * Tells the owner, through every channel that does parse, that nothing is being contained: once an hour by an object in
 * the evidence bucket where that much of the configuration parses, else once an hour of an instance. What nobody took was
 * not told: the next invocation tries again.
 */
export async function tellOfConfiguration(invalid: ConfigurationInvalid, context: FcContext): Promise<void> {
  log.error({ problems: invalid.problems }, 'the configuration is invalid');
  if (systemClock.elapsedMs() - lastToldMs < HOUR_MS) return;
  try {
    const run = await whatIsLeft(context);
    if (run) await tellOnce(run, inThisHour(run, 'configuration-invalid'), () => tell(invalid, run));
    else await tell(invalid, undefined);
  } catch (error) {
    log.error({ why: messageOf(error) }, 'the alert was not delivered');
  }
}

async function whatIsLeft(context: FcContext): Promise<Run | undefined> {
  const config = remnantOf(process.env);
  return config && startRun(config, context);
}

/** Throws RunIncomplete where no channel took it. */
async function tell(invalid: ConfigurationInvalid, run: Run | undefined): Promise<void> {
  const known = alertChannelsOf(process.env);
  const clock = run?.clock ?? systemClock;
  const message = buildAlert(
    { kind: 'configuration-invalid', at: clock.now().toISOString(), problems: invalid.problems },
    known.language,
    { site: process.env['TOURNIQUET_SITE'] === 'international' ? 'international' : 'china' },
  );
  const secret: Run['secret'] = async (ref) => {
    if (ref.kind === 'plain') return ref.value;
    if (run) return run.secret(ref);
    throw new Error('a KMS secret cannot be fetched while the configuration is invalid');
  };
  const { delivered, failed } = await deliver(message, channelsOf(known, secret), { clock });
  if (delivered.length === 0)
    throw new RunIncomplete(
      failed.length === 0 ? ['no channel is configured'] : failed.map(({ channel, why }) => `${channel}: ${why}`),
    );
  for (const { channel, why } of failed) log.error({ channel, why }, 'the alert was not delivered');
  lastToldMs = systemClock.elapsedMs();
}
