import { parseArgs } from 'node:util';
import { loadScenario, SCENARIO_NAMES, ScenarioInvalid } from '../scenario';
import { playNights } from './nights';
import { play } from './play';
import { jsonPrinter, textPrinter } from './print';

const USAGE = `Usage: npm start [-- options]

Plays a leak in a local Alibaba Cloud account, and lets the built functions answer it;
or nights of it (hygiene), looked at by them.

  --scenario NAME|FILE   ${SCENARIO_NAMES.join(', ')}, or a scenario file
                         (default console-takeover)
  --propagation MS       how long a changed policy takes to bite (default 0)
  --latency MS           delay of every cloud call (default 20; nights 4)
  --language zh|en       of alerts and report (default zh)
  --escalate ask|auto    what the attack made is left to a person, or contained
                         as well (default auto; on a real account ask)
  --json                 one JSON object a line, the last {"type":"result",…}
  --help                 this text
`;

class BadUsage extends Error {}

function wholeNumber(name: string, text: string | undefined, fallback: number, most: number): number {
  if (text === undefined) return fallback;
  if (/^\d{1,6}$/.test(text) && Number(text) <= most) return Number(text);
  throw new BadUsage(`${name} must be a whole number from 0 to ${most}.`);
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      scenario: { type: 'string', default: 'console-takeover' },
      propagation: { type: 'string' },
      latency: { type: 'string' },
      language: { type: 'string', default: 'zh' },
      escalate: { type: 'string', default: 'auto' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
    strict: true,
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  if (values.language !== 'zh' && values.language !== 'en') throw new BadUsage('--language must be zh or en.');
  if (values.escalate !== 'ask' && values.escalate !== 'auto') throw new BadUsage('--escalate must be ask or auto.');
  const print = values.json ? jsonPrinter() : textPrinter();
  const propagationMs = wholeNumber('--propagation', values.propagation, 0, 10_000);
  const { language, escalate } = values;
  const scenario = loadScenario(values.scenario);
  const { nights } = scenario;
  // Six nights make a thousand calls.
  const latencyMs = wholeNumber('--latency', values.latency, nights ? 4 : 20, 500);
  const result = nights
    ? await playNights(
        { ...scenario, nights },
        { TOURNIQUET_LANGUAGE: language, TOURNIQUET_REGIONS: scenario.account?.region ?? 'cn-hangzhou' },
        { latencyMs, print },
      )
    : await play({ language, escalate, scenario, propagationMs, latencyMs, print });
  return result.ok ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    const misused =
      error instanceof BadUsage ||
      error instanceof ScenarioInvalid ||
      String((error as { code?: unknown })?.code).startsWith('ERR_PARSE_ARGS');
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(
      misused
        ? `${message}\n\n${USAGE}`
        : `The demonstration failed: ${error instanceof Error ? error.stack : message}\n`,
    );
    process.exit(misused ? 2 : 1);
  },
);
