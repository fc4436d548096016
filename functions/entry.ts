import '../shared/secrecy/quiet-libraries';
import { loadConfig } from '../shared/config';
import type { Config } from '../shared/config/types';
import { ConfigurationInvalid, TourniquetError } from '../shared/errors';
import { messageOf } from '../shared/identity/looked';
import { withoutSecretsOf } from '../shared/secrecy/known';
import { type FcContext, log, type Run, startRun } from './platform';

/** Read once an instance. What does not validate contains nothing: it is kept, told through what does parse, and thrown. */
const configuration = readConfiguration();

function readConfiguration(): Config | ConfigurationInvalid {
  try {
    return loadConfig(process.env);
  } catch (error) {
    if (error instanceof ConfigurationInvalid) return error;
    throw error;
  }
}

/**
 * One invocation: the run is made of the call's own credentials, the workflow does the rest. Whatever is thrown reaches
 * the platform as a failed invocation, which delivers again and calls the failure destination. What no workflow throws
 * on purpose is told to the owner besides: whatever it stumbles over may be there at each delivery.
 */
export async function serve(
  event: Buffer,
  context: FcContext,
  name: 'respond' | 'investigate' | 'hygiene',
  workflow: (event: Buffer, run: Run) => Promise<unknown>,
): Promise<unknown> {
  if (configuration instanceof ConfigurationInvalid) {
    const { tellOfConfiguration } = await import('./configuration-alarm');
    await tellOfConfiguration(configuration, context);
    throw withCode(configuration);
  }
  const run = await startRun(configuration, context);
  try {
    return await workflow(event, run);
  } catch (error) {
    log.error({ err: error, run: context.requestId }, 'the invocation failed');
    if (!(error instanceof TourniquetError)) {
      const { alarm } = await import('./alerting');
      const why = `unexpected error in the run ${context.requestId}: ${messageOf(error)}`;
      // About this function by itself: what another one fails by each minute must not silence it.
      await alarm(run, name, [why], [`a crash of ${name}`]);
    }
    throw withCode(error);
  }
}

/** The platform answers a failed invocation with the error's name as `errorType`: the code that docs/errors.md has. */
function withCode(error: unknown): unknown {
  if (!(error instanceof TourniquetError)) return withoutSecretsOf(error);
  error.name = error.code;
  return error;
}
