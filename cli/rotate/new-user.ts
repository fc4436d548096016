import { CLI } from '../../shared/command-line';
import type { StepResult } from '../../shared/containment/types';
import { CloudAlreadyThere, CloudNotFound } from '../../shared/errors';
import { parseManifest } from '../../shared/evidence/pack';
import { messageOf } from '../../shared/identity/looked';
import { maskKey, type UserName } from '../../shared/ids';
import { sha256 } from '../../shared/incident/seal';
import type { IncidentState } from '../../shared/incident/state';
import type { LeastPrivilege, ProposedPolicy } from '../../shared/least-privilege/model';
import { sameDocument } from '../../shared/ram-policy/same-document';
import type { NamedPolicy, PoliciesThere } from '../../shared/rotation/new-user-policies';
import { CommandEnded, EXIT } from '../exit';
import { noted, type Room } from './room';

export interface Proposal {
  readonly policies: readonly ProposedPolicy[];
  /** Kinds of calls that they allow. */
  readonly actions: number;
  readonly notes: readonly string[];
}

const FILE = 'evidence/least-privilege.json';

/** By this a user that a start which died had made is told from anybody else's. */
export const commentFor = (accessKeyId: string): string => `ak-tourniquet: takes over from ${maskKey(accessKeyId)}`;

/**
 * The least-privilege proposal of the incident's evidence, vouched for: the journal's seal names the manifest, and that
 * the file. Throws CommandEnded where there is none, or where it is not what was written.
 */
export async function proposalOf(room: Room, state: IncidentState): Promise<Proposal> {
  const { entries } = await room.cli.run.journal.read(room.id);
  const vouched = entries.findLast((entry) => entry.type === 'investigated');
  const [manifestBody, body] = await Promise.all([read(room, 'manifest.json'), read(room, FILE)]);
  if (vouched?.type !== 'investigated' || manifestBody === undefined || body === undefined)
    throw new CommandEnded(
      EXIT.person,
      `There is no evidence yet to say what the workload needs. Run: ${CLI} investigate ${room.id.accessKeyId}`,
    );
  const item = parseManifest(manifestBody)?.items.find(({ path }) => path === FILE);
  if (sha256(manifestBody) !== vouched.manifestSha256 || item?.sha256 !== sha256(body))
    throw new CommandEnded(
      EXIT.failed,
      `${FILE} is not what the journal vouches for: an investigation is writing it just now, or somebody changed it. Run: ${CLI} investigate ${room.id.accessKeyId}`,
    );
  const { policies, actions, notes } = JSON.parse(body.toString()) as LeastPrivilege;
  const language = room.cli.config.language;
  if (policies.length === 0)
    throw new CommandEnded(
      EXIT.person,
      `The evidence proposes no policy for a new user${state.owner?.type === 'ram-user' ? ` in place of ${state.owner.userName}` : ''}: ${notes.map((note) => note[language]).join(' ')}`,
    );
  return { policies, actions: actions.length, notes: notes.map((note) => note[language]) };
}

async function read({ cli, id }: Room, path: string): Promise<Buffer | undefined> {
  try {
    return (await cli.run.cloud.evidence.getWhole(`${cli.run.paths.incident(id)}/${path}`)).body;
  } catch (error) {
    if (error instanceof CloudNotFound && error.cloudCode === 'NoSuchKey') return undefined;
    throw error;
  }
}

/** What RAM has under the policies' names. A look that fails ends the command: nothing is made on a guess. */
export async function policiesThere(room: Room, names: readonly string[]): Promise<PoliciesThere> {
  const looks = names.map(async (name): Promise<[string, string | undefined]> => {
    try {
      return [name, await documentOf(room, name)];
    } catch (error) {
      throw new CommandEnded(
        EXIT.unchecked,
        `could not check whether there is a policy ${name} already, so nothing was made: ${messageOf(error)}`,
        { cause: error },
      );
    }
  });
  return new Map(await Promise.all(looks));
}

/** Undefined: there is no such policy. */
async function documentOf({ cli }: Room, name: string): Promise<string | undefined> {
  try {
    return (await cli.run.cloud.ram.getPolicy({ name, type: 'Custom' })).document;
  } catch (error) {
    if (error instanceof CloudNotFound) return undefined;
    throw error;
  }
}

/** Makes the user and gives him the policies, and no others. Repeating it changes nothing. False: a step failed. */
export async function makeUser(
  room: Room,
  userName: UserName,
  isNew: boolean,
  policies: readonly NamedPolicy[],
  steps: StepResult[],
): Promise<boolean> {
  const { ram, policies: setup } = room.cloud;
  if (isNew) {
    const isMade = await noted(steps, room, `create-user:${userName}`, async () => {
      await ram.createUser(userName, commentFor(room.id.accessKeyId));
      return 'made';
    });
    if (!isMade) return false;
  }
  for (const { name, document } of policies) {
    const isThere = await noted(steps, room, `create-policy:${name}`, async () => {
      try {
        await setup.createPolicy(name, document, commentFor(room.id.accessKeyId));
        return 'made';
      } catch (error) {
        if (!(error instanceof CloudAlreadyThere)) throw error;
        // Somebody made it since it was looked for.
        if (sameDocument(await documentOf(room, name), document)) return 'already';
        throw new Error(
          `there is a policy ${name} now, and it allows something else: it is left as it is, for another user may live by it`,
        );
      }
    });
    const isAttached =
      isThere &&
      (await noted(steps, room, `attach:${name}`, () =>
        room.cli.run.cloud.ram.attachPolicyToUser(userName, { name, type: 'Custom' }),
      ));
    if (!isAttached) return false;
  }
  return true;
}
