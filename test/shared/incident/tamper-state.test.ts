import { stateOf } from '../../../shared/incident/state';
import { openTamperings } from '../../../shared/incident/tamper-state';
import { at, journal, mended, tampered } from './entries';
import { TAMPER_ROWS } from './tamper-rows';

test.each(TAMPER_ROWS)('what of ours is undone: %s', (_, bodies, open, putBacks) => {
  const { tampering } = stateOf(journal(...bodies));
  const told = openTamperings(tampering).map(({ gone, verdict, since, seq }) => ({ gone, verdict, since, seq }));
  expect(told).toEqual(open.map((one) => ({ ...one, since: at(one.since) })));
  expect(tampering?.putBacks ?? []).toEqual(putBacks.map(at));
});

test('who else is said to have done it begins a verdict of its own, and no new time', () => {
  const { tampering } = stateOf(
    journal(
      tampered(['attach-quarantine'], 'ask'),
      tampered(['attach-quarantine'], 'ask'),
      tampered(['attach-quarantine', 'attach-freeze'], 'ask'),
    ),
  );
  expect(openTamperings(tampering).map(({ since, goneSince }) => [since, goneSince])).toEqual([[at(3), at(1)]]);
});

test('a tampering is kept as it was told: who, why, when it was last seen whole; mended, it is history', () => {
  const inPlaceAt = { 'attach-quarantine': at(0) };
  const doer = {
    type: 'root-account' as const,
    userName: null,
    accessKeyId: null,
    mfa: true,
    call: 'ram:DetachPolicy',
    eventId: null,
    isConfirmed: true,
  };
  const entry = tampered(['attach-quarantine'], 'ask', { doer, row: 'person', reason: 'root has done it', inPlaceAt });
  const { type: _, ...told } = entry;
  const one = { ...told, at: at(1), since: at(1), goneSince: at(1), seq: 1 };
  expect(stateOf(journal(entry)).tampering?.all).toEqual([{ ...one, isMended: false }]);
  // Mended by an entry of before, which names nothing, and no more is known of it when another thing is undone.
  const { tampering } = stateOf(
    journal(entry, mended(), tampered(['attach-quarantine']), mended(['attach-quarantine'])),
  );
  expect(tampering?.all[0]).toEqual({ ...one, isMended: true });
  expect(tampering?.all.map(({ isMended }) => isMended)).toEqual([true, true]);
});
