import fc from 'fast-check';
import { pathsOf } from '../../../shared/incident/paths';
import { ID, LEAKED } from './entries';

const paths = pathsOf('p');
const incident = `p/incidents/${ID.accountId}/${LEAKED}`;

/** Each is where a reader of another version, a person or a script looks for it: none may move. */
test.each([
  ['incident', paths.incident(ID), incident],
  ["an account's incidents", paths.incidents(ID.accountId), `p/incidents/${ID.accountId}/`],
  ['journal', paths.journal(ID), `${incident}/journal/`],
  ['entry', paths.entry(ID, 7), `${incident}/journal/000007.json`],
  ['the state before the first containment', paths.before(ID), `${incident}/before.json`],
  ['and before the second', paths.before(ID, 1), `${incident}/before-2.json`],
  ['evidence', paths.evidence(ID, 'audit.jsonl'), `${incident}/evidence/audit.jsonl`],
  ['findings', paths.findings(ID), `${incident}/findings.json`],
  ['the page', paths.reportHtml(ID), `${incident}/report.html`],
  ['the report', paths.reportJson(ID), `${incident}/report.json`],
  ['manifest', paths.manifest(ID), `${incident}/manifest.json`],
  ['outbox', paths.outbox, 'p/outbox/'],
  ['schedule', paths.schedule, 'p/schedule/'],
  ['heartbeat', paths.heartbeat, 'p/heartbeat.json'],
  ['status', paths.status, 'p/status/'],
  [
    'contained in an hour, in UTC',
    paths.contained(new Date('2026-05-20T20:59:59+08:00')),
    'p/contained/2026-05-20T12/',
  ],
  ['seen', paths.seen, 'p/seen.json'],
  ['watched', paths.watched, 'p/watched.json'],
  ['told', paths.told('x'), 'p/told/x.json'],
  ["the night's page", paths.hygieneHtml('2026-05-20'), 'p/hygiene/2026-05-20/report.html'],
  ["the night's report", paths.hygieneJson('2026-05-20'), 'p/hygiene/2026-05-20/report.json'],
  ["the night's table", paths.hygieneCsv('2026-05-20'), 'p/hygiene/2026-05-20/findings.csv'],
  ['what a night leaves to the next', paths.hygieneMemory, 'p/hygiene/memory.json'],
  ['idle keys', paths.idleKeys, 'p/hygiene/idle-keys.json'],
  ['idle keys of a night', paths.idleKeysOf('2026-05-20'), 'p/hygiene/2026-05-20/idle-keys.json'],
  ['the former second factor', paths.formerMfa, 'p/config/mfa-former.json'],
  ['exceptions', paths.hygieneExceptions, 'p/config/hygiene-exceptions.json'],
  ['owners', paths.owners, 'p/owners.json'],
  ['unparsed', paths.unparsed('abc'), 'p/unparsed/abc'],
])('%s lies where the handbook says', (_, path, expected) => {
  expect(path).toBe(expected);
});

test('entries are listed in the order in which they were written', () => {
  const seq = fc.integer({ min: 1, max: 999_999 });
  fc.assert(
    fc.property(seq, seq, (a, b) => {
      expect(paths.entry(ID, a) < paths.entry(ID, b)).toBe(a < b);
    }),
  );
});
