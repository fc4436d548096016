import { OwnerNotFound } from '../../shared/errors';
import { searchOwner } from '../../shared/identity/owner';
import { type AccessKeyId, maskKey } from '../../shared/ids';
import type { Request } from '../../shared/signal/types';
import type { Run } from '../platform';
import { startHygiene, startInvestigation } from './hand-over';
import { status } from './status';

type Command = Extract<Request, { kind: 'command' }>;

/** A manual invocation that asks for something else than containment. The answer is JSON that a person can read. */
export async function command(run: Run, request: Command): Promise<unknown> {
  switch (request.command) {
    case 'status':
      return status(run, request.accessKeyId);
    case 'investigate': {
      const id = { accountId: run.accountId, accessKeyId: request.accessKeyId as AccessKeyId };
      const incident = await run.journal.read(id);
      if (incident.entries.length === 0) await refuseUnknown(run, id.accessKeyId);
      // The last look again: the numbers belong to the planned ones, which must still come.
      const look = { round: Math.max(1, incident.state.rounds), asked: true } as const;
      const schedule = await run.schedule.add(id, 'investigate', run.clock.now(), look);
      await startInvestigation(run, id, { ...look, schedule });
      return { started: true, reportAt: `oss://${run.config.evidence.bucket}/${run.paths.reportHtml(id)}` };
    }
    case 'hygiene': {
      await startHygiene(run);
      const date = run.clock.now().toISOString().slice(0, 10);
      return { started: true, reportAt: `oss://${run.config.evidence.bucket}/${run.paths.hygieneHtml(date)}` };
    }
  }
}

/**
 * A key that nobody has heard of would get a journal, 74 objects and a report all the same. One without an incident whose
 * owner is found may be looked at: its journal may be what a thief took away. Throws OwnerNotFound, and OwnerUnknown where
 * a look failed.
 */
async function refuseUnknown(run: Run, accessKeyId: AccessKeyId): Promise<void> {
  const signal = {
    leakId: `manual:${run.runId}`,
    accessKeyId,
    source: 'manual',
    foundAt: undefined,
    claims: {},
  } as const;
  const answer = await searchOwner(signal, run).owner;
  if (answer.kind === 'not-ours') throw new OwnerNotFound(maskKey(accessKeyId), answer.looked);
}
