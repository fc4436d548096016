import { parseArgs } from 'node:util';
import { SCENARIO_NAMES, ScenarioInvalid } from './scenario';
import { type RunningSandbox, type StartOptions, startSandbox } from './start';

const USAGE = `Usage: npm run sandbox -- [options]

A local Alibaba Cloud account on 127.0.0.1. Prints one JSON line when it is ready, and serves until it is stopped.

  --port N           port to listen on (default: a free one)
  --scenario NAME    ${SCENARIO_NAMES.join(', ')}, or a scenario file
  --latency MS       delay of every cloud call
  --propagation MS   how long a changed policy takes to bite
  --deliver          fire the timers and deliver events to the built functions
  --bare             an account without the tool's bucket, policies and roles
  --help             this text

On the same port, /_sandbox/ controls it: GET calls, state, inbox; POST leaks, events (with --deliver: an event for one of
EventBridge's buses, {"bus":"ak-tourniquet","event":{…}}), faults, latency, clock.
`;

class BadUsage extends Error {}

function readOptions(args: readonly string[]): StartOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string' },
      scenario: { type: 'string' },
      latency: { type: 'string' },
      propagation: { type: 'string' },
      deliver: { type: 'boolean', default: false },
      bare: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
    strict: true,
  });
  if (values.help) return 'help';
  if (values.bare && values.deliver) throw new BadUsage('--deliver needs the roles that --bare leaves out.');
  return {
    ...(values.scenario === undefined ? {} : { scenario: values.scenario }),
    port: wholeNumber('--port', values.port, 65_535),
    latencyMs: wholeNumber('--latency', values.latency, 60_000),
    propagationMs: wholeNumber('--propagation', values.propagation, 3_600_000),
    deliver: values.deliver,
    bare: values.bare,
  };
}

function wholeNumber(name: string, text: string | undefined, most: number): number {
  if (text === undefined) return 0;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > most) throw new BadUsage(`${name} must be a whole number from 0 to ${most}.`);
  return value;
}

/** Publishes the scenario's leaks, each at its time, since nobody else will. */
function publishLeaks(sandbox: RunningSandbox): void {
  for (const leak of sandbox.scenario?.leaks ?? [])
    if (leak.when !== 'found') setTimeout(() => sandbox.publishLeak(leak), leak.afterMs ?? 0).unref();
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') {
    process.stdout.write(USAGE);
    return;
  }
  const sandbox = await startSandbox(options);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      sandbox.stop().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  const { url, accountId, region, endpointEnv, identities } = sandbox;
  process.stdout.write(`${JSON.stringify({ url, accountId, region, endpointEnv, identities })}\n`);
  if (options.deliver) publishLeaks(sandbox);
}

main().catch((error: unknown) => {
  const isUsage =
    error instanceof BadUsage ||
    error instanceof ScenarioInvalid ||
    (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'));
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(isUsage ? `${message}\n\n${USAGE}` : `The sandbox could not start: ${message}\n`);
  process.exit(isUsage ? 2 : 1);
});
