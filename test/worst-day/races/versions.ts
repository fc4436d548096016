import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Run } from '../../../functions/platform';
import { addVersion, policyNamed } from '../../../sandbox/world/policies';
import { EVIDENCE, handOver, type PlayedAccount } from '../../any-order/account';
import { deniesOn } from '../../any-order/explained';
import { eventOf } from '../../any-order/signals';
import { aRun } from '../../run';
import { RELEASED } from './changes';
import { inAccount, settle, wrongs } from './judged';

const ROOT = path.resolve(__dirname, '../../..');
/** With the quarantine as it is today: one of before freezes its user where set-up has written that policy anew. */
const EARLIER = 'cbf702bc6c1787910b782a96d6397e96136969cd';

/** What a later version may leave beside this one, each object sealed as ours are. */
async function leaveLater(account: PlayedAccount, run: Run): Promise<ReadonlyMap<string, string>> {
  const id = { accountId: run.accountId, accessKeyId: account.keyOf('ci-bot') };
  const left = new Map<string, string>();
  const put = async (key: string, content: object): Promise<void> => {
    const text = await run.seal.close(key, content);
    await run.cloud.evidence.put(key, text);
    left.set(key, text);
  };
  await run.journal.append(id, () => ({ type: 'foreseen', schema: 2, by: { some: ['thing'] } }) as never);
  await run.journal.append(id, () => ({ type: 'failure', where: 'x', code: 'Y', message: 'z', besides: [1] }) as never);
  const about = { accountId: run.accountId, accessKeyId: id.accessKeyId, due: '2026-01-01T00:00:00.000Z', data: {} };
  const stamp = run.clock
    .now()
    .toISOString()
    .replace(/\.\d{3}Z$/, 'Z')
    .replaceAll(':', '');
  await put(`${run.paths.schedule}${stamp}--${id.accessKeyId}--foresee.json`, {
    schema: 1,
    ...about,
    due: run.clock.now().toISOString(),
    task: 'foresee',
  });
  await put(`${run.paths.schedule}${stamp}--${id.accessKeyId}--finish-2.json`, { schema: 2, what: about });
  await put(`${run.paths.outbox}mail/later.json`, { schema: 2, to: 'mail', text: 'of a later form' });
  for (const [key, content] of [
    [run.paths.seen, { schema: 2, leaks: { 'sas:1': {} } }],
    [run.paths.watched, { schema: 2, keys: 'elsewhere' }],
  ] as const)
    await run.cloud.evidence.put(key, await run.seal.close(key, content));
  return left;
}

/** This version as the older one of two: what the later has left it neither trips over, nor loses, nor undoes. */
export const besideLater = (): Promise<string[]> =>
  inAccount(async (account) => {
    account.sandbox.publishLeak({ key: 'ci-bot', when: 'found', tokenValid: 1 });
    const wrong: string[] = [];
    const well = (what: string, ok: boolean): void => void (ok || wrong.push(`${what} failed: ${account.lastFailure}`));
    well('the first poll', await account.timer());
    const left = await leaveLater(account, await aRun(account.sandbox));
    const event = eventOf(account, 'ci-bot', 'bus', 1);
    well('a delivery', await account.respond(event));
    account.later(180_000);
    well('the next poll', await account.timer());
    well('the poll after it', await account.timer());
    if (deniesOn(account.leaked).length === 0) wrong.push('the deny is gone');
    const objects = account.sandbox.oss.buckets.get(EVIDENCE)?.objects;
    for (const [key, text] of left)
      if (objects?.get(key)?.body.toString() !== text) wrong.push(`${key} was changed or taken away`);
    for (const { subject, text } of account.sandbox.inbox.mail)
      if (/seal/.test(text)) wrong.push(`somebody is accused: ${subject}`);
    if ((await RELEASED.act(account)) !== 0) wrong.push(`no release: ${account.output.slice(-500)}`);
    if (deniesOn(account.leaked).length > 0) wrong.push('the release took nothing off');
    well('a poll behind the release', await account.timer());
    if (deniesOn(account.leaked).length > 0) wrong.push('what was released is contained again');
    return [...wrong, ...(await wrongs(account))];
  });

/** The account's policy is another version's: it denies something less. */
export const olderPolicy = (): Promise<string[]> =>
  inAccount(async (account) => {
    const document = JSON.parse(account.quarantine) as { Statement: unknown[] };
    const older = { ...document, Statement: document.Statement.slice(0, -1) };
    const policy = policyNamed(account.sandbox.world, 'Custom', 'AkTourniquetQuarantine');
    addVersion(account.sandbox.world, policy, JSON.stringify(older), { setAsDefault: true, rotate: true });
    await handOver(account.delivery('ci-bot', () => account.respond(eventOf(account, 'ci-bot', 'bus', 1))));
    await settle(account);
    const isTold = account.sandbox.inbox.mail.some(({ text }) => text.includes('ak-tourniquet setup'));
    return [
      ...(await wrongs(account)),
      ...(deniesOn(account.leaked).length === 0 ? ['nothing is denied'] : []),
      ...(isTold ? [] : ['nobody was told of the policy']),
    ];
  });

/** An earlier version of this very project, built in a folder of its own; undefined where its history is not at hand. */
export function earlierBuild(): string | undefined {
  try {
    const folder = mkdtempSync(path.join(tmpdir(), 'earlier-'));
    const archive = execFileSync('git', ['archive', EARLIER], { cwd: ROOT, maxBuffer: 1 << 28 });
    execFileSync('tar', ['-x', '-C', folder], { input: archive });
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
    mkdirSync(path.join(folder, 'dist'), { recursive: true });
    execFileSync(process.execPath, ['scripts/build-all.mjs'], { cwd: folder, stdio: 'ignore' });
    return existsSync(path.join(folder, 'dist/respond/index.js')) ? path.join(folder, 'dist') : undefined;
  } catch (error) {
    process.stderr.write(`SKIPPED, an earlier version cannot be built: ${String(error)}\n`);
    return undefined;
  }
}
