import { ifThere } from '../../shared/aliyun/call';
import type { LoginSettings } from '../../shared/aliyun/login-profiles';
import { setLogin } from '../../shared/containment/console/apply';
import { type ConsoleFacts, consoleStep, decideConsole, isSame } from '../../shared/containment/console/decide';
import { beforeAll, isSetAlready } from '../../shared/containment/console/needs';
import type { StepResult } from '../../shared/containment/types';
import { CloudNotFound } from '../../shared/errors';
import { looked, messageOf } from '../../shared/identity/looked';
import { lookAtUserNow } from '../../shared/identity/name-now';
import { parseUserName, type UserName } from '../../shared/ids';
import type { ConsoleWhy } from '../../shared/incident/console-entries';
import { epochOf } from '../../shared/incident/epoch';
import type { Incident } from '../../shared/incident/journal';
import { knownUserOf } from '../../shared/incident/known-user';
import { containedIncidents } from '../../shared/incident/listing';
import type { IncidentId } from '../../shared/incident/paths';
import type { Task } from '../../shared/incident/schedule';
import { sha256 } from '../../shared/incident/seal';
import { sendOnce } from '../alerting';
import { namesLastNight } from '../owner-index';
import type { Run } from '../platform';

/** As many of an incident are dealt with by themselves; a longer list is a person's. */
const MOST = 10;

interface Secured {
  readonly incident: Incident;
  /** Whom a person should hear of who was left alone, and why. */
  readonly left: readonly string[];
}

/** The contained user's console login needs a second factor from the next login on. Throws what the journal throws. */
export async function secureOwner(run: Run, incident: Incident): Promise<Secured> {
  if (incident.state.owner?.type !== 'ram-user') return { incident, left: [] };
  const done = await secureHolder(run, incident, () => 'contained');
  return done ?? { incident, left: [] };
}

/** The user whose key it is, under the name that he bears now. Undefined: he was deleted. Throws what the looks for him throw. */
function secureHolder(
  run: Run,
  incident: Incident,
  whyOf: (userName: UserName) => ConsoleWhy,
): Promise<(Secured & { readonly userName: UserName; readonly why: ConsoleWhy }) | undefined> {
  const { id, state } = incident;
  return lookAtUserNow(run.cloud, id.accessKeyId, knownUserOf(state), async ({ userName }) => {
    const why = whyOf(userName);
    return { ...(await secure(run, incident, userName, why, state.ownerId)), userName, why };
  });
}

/**
 * Deals with the console logins of the contained user and of whom an investigation names, and tells once what was done.
 * Whoever the owner is, a name that stands among them is his console that was taken over. Repeating it changes nothing.
 */
export async function secureConsoles(run: Run, { key, incident: id, data }: Task): Promise<void> {
  let incident = await run.journal.read(id);
  const { owner } = incident.state;
  // Of a root key's incident nothing could be given back.
  if (owner?.type !== 'ram-user') return run.schedule.done(key);
  const named = namedIn(data);
  const now = named.slice(0, MOST);
  const left: string[] = named.slice(MOST).map((name) => `user ${name} was left alone: ${MOST} others were dealt with`);
  const all = new Map<UserName, ConsoleWhy>();
  const own = await secureHolder(run, incident, (name) => (now.includes(name) ? 'taken-over' : 'contained'));
  if (own !== undefined) all.set(own.userName, own.why);
  incident = own?.incident ?? incident;
  left.push(...(own?.left ?? []));
  for (const userName of now) {
    if (userName === own?.userName) continue;
    all.set(userName, 'named');
    // Nobody bears this name any more.
    const done = await ifThere(secure(run, incident, userName, 'named'));
    incident = done?.incident ?? incident;
    left.push(...(done?.left ?? []));
  }
  if ((await tell(run, incident, all, left)) === 'claimed-elsewhere') return;
  await run.schedule.done(key);
}

function namedIn({ users }: Readonly<Record<string, unknown>>): UserName[] {
  if (!Array.isArray(users)) return [];
  const names = users.filter((name): name is string => typeof name === 'string' && /^[\w.-]{1,64}$/.test(name));
  return [...new Set(names)].map(parseUserName);
}

/**
 * One user's login: looked at live, the intent before the change, the change read back. A failure is a step that failed.
 * `userId`: his id, where it is known. Throws CloudNotFound where nobody bears the name.
 */
async function secure(
  run: Run,
  incident: Incident,
  userName: UserName,
  why: ConsoleWhy,
  userId: string | null = null,
): Promise<Secured> {
  const step = consoleStep(why, userName);
  const failed = (error: unknown): StepResult => ({
    step,
    ok: false,
    detail: messageOf(error),
    at: run.clock.now().toISOString(),
  });
  let look: Awaited<ReturnType<typeof lookAt>>;
  let named: Pick<ConsoleFacts, 'keys' | 'namesLastNight'>;
  try {
    [look, named] = await Promise.all([lookAt(run, userName, userId), whatHeWasCalled(run, userName)]);
  } catch (error) {
    if (error instanceof CloudNotFound) throw error;
    return { incident: await record(run, incident, userName, failed(error)), left: [] };
  }
  const { userPrincipalName, profile, changedAt } = look;
  const decided = (of: Incident) => decideConsole({ userName, ...named, why, profile, state: of.state }, run.config);
  const first = decided(incident);
  if (!first.act) return { incident, left: first.isTold ? [`user ${userName} was left alone: ${first.reason}`] : [] };
  const known = incident.state.consoles.get(userName);
  const already = { ...failed('already'), ok: true, detail: 'already' };
  // A run died between act and journal: what it had set stands there.
  if (first.isSo && known?.holds === false && known.why === why)
    return { incident: await record(run, incident, userName, already), left: [] };
  const former = profile && (await formerOf(run, incident.id, { userName, userPrincipalName, why, profile }));
  const { incident: intended, written } = await run.journal.append(
    incident.id,
    // Decided anew after every lost race: a release that was first is seen.
    (now) => {
      const again = decided(now);
      if (!again.act || former === undefined) return undefined;
      const { wanted } = again;
      return {
        type: 'console-intent',
        userName,
        userPrincipalName,
        why,
        former,
        wanted,
        ...(changedAt ? { changedAt } : {}),
      };
    },
    incident,
  );
  if (!written) return { incident: intended, left: [] };
  if (first.isSo) {
    // A release of another incident that began before this intent may have put it back since; one that begins now sees it.
    const now = await looked(lookAt(run, userName, userId));
    const isStill = 'value' in now && now.value.profile !== undefined && isSame(now.value.profile, first.wanted);
    if ('couldNotCheck' in now)
      return { incident: await record(run, intended, userName, failed(now.couldNotCheck)), left: [] };
    if (!isStill) return secure(run, intended, userName, why, userId);
    return { incident: await record(run, intended, userName, already), left: [] };
  }
  const result = await setLogin(step, userPrincipalName, first.wanted, run);
  return { incident: await record(run, intended, userName, result), left: [] };
}

interface Found {
  readonly userName: string;
  readonly userPrincipalName: string;
  readonly why: ConsoleWhy;
  readonly profile: LoginSettings;
}

/**
 * What a release gives back: what stands so already may be another incident's doing, and goes back to what that one found.
 * Where the others cannot be read, it is taken for the user's own: a release then gives back less, not more.
 */
async function formerOf(run: Run, id: IncidentId, found: Found): Promise<LoginSettings> {
  const { profile, why } = found;
  if (!isSetAlready(profile, why)) return profile;
  const all = await looked(containedIncidents(run.cloud.evidence, run.paths, run.journal, id.accountId));
  if ('couldNotCheck' in all) {
    run.log.warn({ reason: all.couldNotCheck }, 'the other incidents could not be read: the login is taken as it is');
    return profile;
  }
  return beforeAll(
    profile,
    why,
    found,
    all.value.filter((one) => one.id.accessKeyId !== id.accessKeyId),
  );
}

/** By his keys, where somebody is on the exclusion list by name. Throws as {@link lookAt}. */
async function whatHeWasCalled(run: Run, userName: UserName): Promise<Pick<ConsoleFacts, 'keys' | 'namesLastNight'>> {
  if (run.config.exclude.users.size === 0) return { keys: [] };
  const [keys, names] = await Promise.all([run.cloud.ram.listAccessKeys(userName), namesLastNight(run)]);
  return { keys: keys.map(({ id }) => id), namesLastNight: names };
}

/** Throws CloudNotFound where nobody bears the name, and what the looks throw. */
async function lookAt({ cloud }: Run, userName: UserName, userId: string | null) {
  const { id } = await cloud.ram.getUser(userName);
  if (userId !== null && id !== userId) throw new Error(`${userName} is the name of somebody else by now`);
  const userPrincipalName = await cloud.ims.principalOfUser(id);
  if (userPrincipalName.slice(0, userPrincipalName.lastIndexOf('@')) !== userName)
    throw new Error(`IMS says that this user is ${userPrincipalName}`);
  const login = await cloud.loginProfiles.find(userPrincipalName);
  return { userPrincipalName, profile: login?.settings, changedAt: login?.changedAt };
}

/** Written down where that is news: a failure that repeats itself is written once. */
async function record(run: Run, incident: Incident, userName: string, step: StepResult): Promise<Incident> {
  const { incident: after } = await run.journal.append(
    incident.id,
    ({ state }) =>
      state.steps.some((known) => known.step === step.step && known.ok === step.ok && known.detail === step.detail)
        ? undefined
        : { type: 'console', userName, step },
    incident,
  );
  return after;
}

/** By what the journal says, so that a crash between act and message is told all the same; each outcome once. */
async function tell(run: Run, incident: Incident, all: ReadonlyMap<UserName, ConsoleWhy>, left: readonly string[]) {
  const { id, state } = incident;
  const names = new Set([...all].map(([userName, why]) => consoleStep(why, userName)));
  // That the contained user needs a second factor, the incident's first alert has said.
  const steps = state.steps.filter(({ step, ok }) => names.has(step) && !(ok && step.startsWith('require-mfa:')));
  if (steps.length === 0 && left.length === 0) return 'nothing';
  const outcome = sha256(JSON.stringify([steps.map(({ step, ok }) => `${step} ${ok}`).sort(), [...left].sort()])).slice(
    0,
    16,
  );
  const sending = await sendOnce(run, id, `console:${epochOf(state)}:${outcome}`, () => ({
    kind: 'console',
    at: run.clock.now().toISOString(),
    incidentId: `${id.accountId}/${id.accessKeyId}`,
    accessKeyId: id.accessKeyId,
    userName: state.owner?.type === 'ram-user' ? state.owner.userName : '',
    steps,
    left,
  }));
  return sending.outcome;
}
