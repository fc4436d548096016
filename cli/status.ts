import { command } from '../functions/respond/command';
import { CLI, WITH_REASON } from '../shared/command-line';
import { looked } from '../shared/identity/looked';
import { parseAccessKeyId } from '../shared/ids';
import { EXIT, type ExitCode } from './exit';
import { jsonText } from './printable';
import type { CliRun } from './run';
import { table } from './table';

/** What the function answers to `{"command":"status"}`, for a person, or with `json` for a program. */
export async function statusCommand(cli: CliRun, key: string | undefined, json: boolean): Promise<ExitCode> {
  const { run } = cli;
  const recorded = (await command(run, {
    kind: 'command',
    command: 'status',
    ...(key ? { accessKeyId: parseAccessKeyId(key) } : {}),
  })) as Readonly<Record<string, unknown>>;
  const answer = key === undefined ? recorded : await withNext(cli, key, recorded);
  process.stdout.write(json ? jsonText(answer) : `${key ? one(answer) : all(answer, run.accountId)}\n`);
  return key === undefined ? EXIT.done : codeOf(answer);
}

/** The function answers from the journal; of a start that died, the account tells here what goes on at once. */
async function withNext(
  cli: CliRun,
  key: string,
  answer: Readonly<Record<string, unknown>>,
): Promise<Readonly<Record<string, unknown>>> {
  const rotation = answer['rotation'] as Readonly<Record<string, unknown>> | null | undefined;
  if (rotation?.['stage'] !== 'begun') return answer;
  const next = await looked(import('./rotate/status-next').then(({ nextOfBegun }) => nextOfBegun(cli, key)));
  // What the journal told before stands.
  const told = 'value' in next ? next.value : { unseen: next.couldNotCheck };
  const notSeen = told.unseen && `whether its last start left a key behind could not be checked: ${told.unseen}`;
  return {
    ...answer,
    rotation: {
      ...rotation,
      ...('command' in told ? { next: told.command ?? null } : {}),
      ...(notSeen ? { notSeen } : {}),
    },
  };
}

/** A key of which nothing is recorded is no key to ask for; a journal that bears no seal of ours says nothing. */
function codeOf({ known, ignoredObjects }: Readonly<Record<string, unknown>>): ExitCode {
  if (known !== false) return EXIT.done;
  return (ignoredObjects as readonly string[]).length > 0 ? EXIT.unchecked : EXIT.usage;
}

interface Listed {
  readonly state: string;
  readonly accountId: string;
  readonly accessKeyId: string;
  readonly note?: string;
}

function all({ mode, heartbeat, incidents }: Readonly<Record<string, unknown>>, accountId: string): string {
  const listed = incidents as readonly Listed[];
  const beat = String(heartbeat ?? 'never');
  const head = `mode ${mode}; the timer last ran ${/^\d/.test(beat) ? `at ${beat}` : beat}`;
  if (listed.length === 0) return `${head}\nno incidents in account ${accountId}`;
  const rows = [...listed]
    .sort((a, b) => a.state.localeCompare(b.state) || a.accessKeyId.localeCompare(b.accessKeyId))
    .map(({ state, accountId, accessKeyId, note = '' }) => [state, accessKeyId, accountId, note]);
  return [head, '', table(['STATE', 'ACCESSKEY', 'ACCOUNT', ''], rows)].join('\n');
}

/** One fact a line; what nobody knows yet is left out. */
function one(answer: Readonly<Record<string, unknown>>): string {
  if (answer['known'] === false) {
    const ignored = answer['ignoredObjects'] as readonly string[];
    const why = `${ignored.length} objects of its journal do not bear this responder's seal: is TOURNIQUET_STATE_KEY here the one that the functions have?`;
    const incident = String(answer['incident']);
    return [
      `no incident ${incident}: is it another account's? Else begin with: ${CLI} respond ${incident.split('/')[1]} ${WITH_REASON}`,
      ...(ignored.length > 0 ? [why] : []),
    ].join('\n');
  }
  const rows = Object.entries(answer)
    .filter(([name, value]) => name !== 'known' && value !== null && !(Array.isArray(value) && value.length === 0))
    .map(([name, value]) => [name, shown(value)]);
  return table(undefined, rows);
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.map(shown).join(', ');
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .filter(([, inner]) => inner !== null && !(Array.isArray(inner) && inner.length === 0))
    .map(([name, inner]) => `${name} ${shown(inner)}`)
    .join('; ');
}
