import { openFunctionSession } from '../../sandbox/identities';
import type { RunningSandbox } from '../../sandbox/start';
import { connect } from '../../shared/aliyun';
import { systemClock } from '../../shared/clock';
import { loadConfig } from '../../shared/config';
import { BRIEF, Looks } from '../../shared/hygiene/looks';
import { parseAccessKeyId } from '../../shared/ids';

/** What a scanner does that knows no report: every user's keys, their use, his groups and his policies, at the same pace. */
export async function userByUser(sandbox: RunningSandbox, count: number): Promise<void> {
  const config = loadConfig(sandbox.endpointEnv);
  // The one role that may ask all of it.
  const session = openFunctionSession(sandbox.world, 'ak-tourniquet-respond', 'bench');
  const { ram } = connect(config, systemClock, session, sandbox.accountId);
  const looks = new Looks(systemClock, systemClock.elapsedMs() + 3_600_000);
  const pages = ram.listUsers();
  const names = [];
  while (names.length < count) {
    const page = await pages.next();
    if (page.done) break;
    names.push(...page.value.map(({ name }) => name));
  }
  await looks.each(names.slice(0, count), async (name) => {
    const keys = await looks.look(() => ram.listAccessKeys(name, BRIEF));
    if ('value' in keys)
      await Promise.all(
        keys.value.map(({ id }) => looks.look(() => ram.getAccessKeyLastUsed(name, parseAccessKeyId(id), BRIEF))),
      );
    await looks.look(() => ram.listPoliciesForUser(name));
    await looks.look(() => ram.listGroupsForUser(name));
  });
}
