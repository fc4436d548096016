import { putBackByWord } from '../functions/respond/watch/by-word';
import { messageOf } from '../shared/identity/looked';
import { maskKey } from '../shared/ids';
import type { Incident } from '../shared/incident/journal';
import type { Gone } from '../shared/incident/tamper-entries';
import { openTamperings } from '../shared/incident/tamper-state';
import { EXIT, type ExitCode } from './exit';
import type { Saying } from './handled';
import type { CliRun } from './run';

/** What of a containment somebody undid, as the journal knows: agreed to before it is put back. */
export function putBackLines({ config }: CliRun, { state }: Incident): string[] {
  const planned = config.mode === 'observe' ? 'only note, in observe mode: ' : '';
  return openTamperings(state.tampering)
    .flatMap(({ gone }) => gone)
    .map((thing) => `${planned}${wordsOf(thing)}, which somebody undid`);
}

/** Puts it back by this person's word, and says how it went; undefined: nothing of it is gone. Never throws. */
export async function putBackSaid(
  { run }: CliRun,
  { id }: Pick<Incident, 'id'>,
  word: { readonly by: string; readonly reason: string },
  say: Saying,
): Promise<ExitCode | undefined> {
  try {
    const back = await putBackByWord(run, id, word);
    if (back === undefined) return undefined;
    if (back.failures.length === 0) for (const thing of back.gone) say('done', wordsOf(thing));
    else say('FAILED', back.failures.join('; '));
    return back.failures.length === 0 ? EXIT.done : EXIT.failed;
  } catch (error) {
    say('FAILED', `what somebody undid could not be put back: ${messageOf(error)}`);
    return EXIT.failed;
  }
}

function wordsOf(thing: Gone): string {
  const [, what, key] = /^(disable-key|fence):(.+)$/s.exec(thing) ?? [];
  if (key === undefined) return `put back ${thing}`;
  return what === 'fence' ? `fence ${maskKey(key)} in again` : `switch off ${maskKey(key)} again`;
}
