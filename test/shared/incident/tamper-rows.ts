import type { EntryBody } from '../../../shared/incident/entries';
import type { TamperRow } from '../../../shared/incident/tamper-entries';
import { mended, released, tampered, went } from './entries';

/** Of an open tampering: what is gone, what was said of it, and since when and by which entry it is known. */
interface Open {
  readonly gone: readonly string[];
  readonly verdict: 'put-back' | 'ask';
  readonly since: number;
  readonly seq: number;
}
const open = (seq: number, verdict: Open['verdict'], ...gone: string[]): Open => ({ gone, verdict, since: seq, seq });

const DENY = 'attach-quarantine';
const KEY = 'disable-key:LTAI5tTheLeakedKey000001';
const again = { again: true as const };
const byWord = { row: 'by-word' as TamperRow };

/** What was found undone and mended, what is open then, and by which entries something was put back. */
export const TAMPER_ROWS: readonly (readonly [string, readonly EntryBody[], readonly Open[], readonly number[]])[] = [
  ['nothing was undone', [mended([DENY])], [], []],
  ['something is gone and put back, which is counted', [tampered([DENY])], [open(1, 'put-back', DENY)], [1]],
  ['a person is asked: nothing is put back', [tampered([DENY], 'ask')], [open(1, 'ask', DENY)], []],
  [
    'by his word it is put back, which is his and not counted',
    [tampered([DENY], 'put-back', byWord)],
    [open(1, 'put-back', DENY)],
    [],
  ],
  ['it is there again', [tampered([DENY]), mended([DENY])], [], [1]],
  ['all of it is, where an entry of before names nothing', [tampered([DENY]), tampered([KEY]), mended()], [], [1, 2]],
  ['half of it is', [tampered([DENY, KEY]), mended([KEY])], [open(1, 'put-back', DENY)], [1]],
  ['and the other half', [tampered([DENY, KEY]), mended([KEY]), mended([DENY])], [], [1]],
  ['more is there than was gone', [tampered([DENY]), mended([DENY, KEY])], [], [1]],
  ['another thing is there', [tampered([DENY]), mended([KEY])], [open(1, 'put-back', DENY)], [1]],
  [
    'two doers, one verdict each',
    [tampered([DENY]), tampered([KEY], 'ask')],
    [open(1, 'put-back', DENY), open(2, 'ask', KEY)],
    [1],
  ],
  [
    'a later verdict about the same thing takes the place of the first',
    [tampered([DENY]), tampered([DENY], 'ask')],
    [open(2, 'ask', DENY)],
    [1],
  ],
  [
    'and about one of two leaves the other',
    [tampered([DENY, KEY]), tampered([KEY], 'ask')],
    [open(1, 'put-back', DENY), open(2, 'ask', KEY)],
    [1],
  ],
  [
    'the same thing undone anew is put back anew',
    [tampered([DENY]), mended([DENY]), tampered([DENY])],
    [open(3, 'put-back', DENY)],
    [1, 3],
  ],
  [
    'of the same tampering more is known: it is told, and counted, as what it was',
    [tampered([DENY]), tampered([DENY], 'put-back', again)],
    [{ ...open(1, 'put-back', DENY) }],
    [1],
  ],
  [
    'a person was asked, and then it is put back after all: counted when that began',
    [tampered([DENY], 'ask'), tampered([DENY], 'put-back', again)],
    [open(1, 'put-back', DENY)],
    [2],
  ],
  [
    'known again, with one thing more',
    [tampered([DENY]), tampered([KEY, DENY], 'put-back', again)],
    [open(1, 'put-back', KEY, DENY)],
    [1],
  ],
  [
    'more is known of another one alone',
    [tampered([DENY]), tampered([KEY], 'ask'), tampered([KEY], 'put-back', again)],
    [open(1, 'put-back', DENY), open(2, 'put-back', KEY)],
    [1, 3],
  ],
  [
    'what is mended is not known again: it is new',
    [tampered([DENY]), mended(), tampered([DENY], 'put-back', again)],
    [open(3, 'put-back', DENY)],
    [1, 3],
  ],
  [
    'more is known of a part of it alone: that is told as what it was, the rest stays',
    [tampered([DENY, KEY]), tampered([KEY], 'put-back', again)],
    [open(1, 'put-back', DENY), open(1, 'put-back', KEY)],
    [1],
  ],
  [
    'a release ends it',
    [tampered([DENY]), released([went('detach:AkTourniquetQuarantine')], { complete: false })],
    [],
    [],
  ],
];
