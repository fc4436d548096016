import { systemClock } from '../shared/clock';
import { alertChannelsOf } from '../shared/config';
import type { ConfigurationInvalid } from '../shared/errors';
import { messageOf } from '../shared/identity/owner';
import { buildAlert, channelsOf, deliver } from '../shared/notify';
import { log } from './platform';

const HOUR_MS = 3_600_000;
let lastToldMs = Number.NEGATIVE_INFINITY;

/**
 * Tells the owner, through every channel that does parse, that nothing is being contained; once an hour of an instance,
 * because without a configuration there is no bucket to remember it in.
 */
export async function tellOfConfiguration(invalid: ConfigurationInvalid): Promise<void> {
  log.error({ problems: invalid.problems }, 'the configuration is invalid');
  if (systemClock.elapsedMs() - lastToldMs < HOUR_MS) return;
  lastToldMs = systemClock.elapsedMs();
  const known = alertChannelsOf(process.env);
  const facts = {
    kind: 'configuration-invalid',
    at: systemClock.now().toISOString(),
    problems: invalid.problems,
  } as const;
  try {
    const channels = await channelsOf(known, async (ref) => {
      if (ref.kind === 'plain') return ref.value;
      throw new Error('a KMS secret cannot be fetched while the configuration is invalid');
    });
    const { failed } = await deliver(
      buildAlert(facts, known.language, {
        site: process.env['TOURNIQUET_SITE'] === 'international' ? 'international' : 'china',
      }),
      channels,
      {
        clock: systemClock,
      },
    );
    for (const { channel, why } of failed) log.error({ channel, why }, 'the alert was not delivered');
  } catch (error) {
    log.error({ why: messageOf(error) }, 'the alert was not delivered');
  }
}
