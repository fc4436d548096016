import { randomUUID } from 'node:crypto';
import { connectSetup } from '../../shared/aliyun';
import { ifThere } from '../../shared/aliyun/call';
import type { ObjectStore } from '../../shared/aliyun/object-store';
import { CLI } from '../../shared/command-line';
import { BucketUnfit, CloudAlreadyThere, CloudForbidden, CloudNotFound } from '../../shared/errors';
import { looked, messageOf } from '../../shared/identity/looked';
import type { Looked } from '../../shared/identity/types';
import type { UserName } from '../../shared/ids';
import { denySteps } from '../setup';
import { bucketSteps } from '../setup/bucket';
import type { Say, Step } from '../setup/policies';
import { type Check, couldNotCheck, type Found, note, ok, problem } from './check';

/** Bucket, deny policies and group, as `setup` would leave them. */
export const madeBySetup: Check = {
  id: 'setup',
  async look(cli) {
    const clients = connectSetup(cli.config, cli.clock, cli.credentials);
    const notes: Found[] = [];
    const say: Say = (sentence, mend) => {
      const what = sentence.replace(/^note +/, '');
      // Set-up leaves a rule of somebody else's to him; what it does to a deployment is no note here.
      notes.push(mend === undefined ? note(what) : problem(what, mend));
    };
    const parts = await Promise.all([
      lacks('the evidence bucket is as it must be', () =>
        bucketSteps(clients, cli.config.evidence, cli.run.accountId, say),
      ),
      lacks('deny policies and group are as they must be', () => denySteps(cli, clients, say)),
    ]);
    return [...parts.flat(), ...notes];
  },
};

/** One part of set-up: a look at it that fails stops no other. */
async function lacks(whole: string, look: () => Promise<readonly Step[]>): Promise<readonly Found[]> {
  try {
    const steps = await look();
    if (steps.length === 0) return [ok(whole)];
    return steps.map(({ plan }) => problem(`set-up would ${plan}`, `${CLI} setup`));
  } catch (error) {
    if (error instanceof BucketUnfit) return [problem(error.message, 'put it right, or take another bucket')];
    return [couldNotCheck(messageOf(error))];
  }
}

/**
 * The journal's lock is OSS's forbid-overwrite: tried with an object of our own, which is taken away again whatever came
 * of it. A bucket that has versions ignores it (OSS, "PutObject", x-oss-forbid-overwrite).
 */
export const bucketLocks: Check = {
  id: 'bucket',
  async look({ run }) {
    const key = `${run.config.evidence.prefix}/doctor/${randomUUID()}`;
    const store = run.cloud.evidence;
    try {
      // Nobody else knows the name: what is there already is this object, whose answer was lost.
      await isNew(store.create(key, 'ak-tourniquet doctor'));
    } catch (error) {
      // Nothing was written.
      if (error instanceof CloudForbidden) throw error;
      return [couldNotCheck(messageOf(error)), ...(await takenAway(store, key))];
    }
    const overwrites = await looked(isNew(store.create(key, 'again')));
    return [judgeLock(store.bucket, overwrites), ...(await takenAway(store, key))];
  },
};

function judgeLock(bucket: string, overwrites: Looked<boolean>): Found {
  if ('couldNotCheck' in overwrites) return couldNotCheck(overwrites.couldNotCheck);
  if (!overwrites.value) return ok('the bucket can be written, and refuses to overwrite what must stand');
  return problem(
    `the bucket ${bucket} lets an object be overwritten that must not be`,
    'take a bucket without versioning: the journal is not safe in this one',
  );
}

async function takenAway(store: ObjectStore, key: string): Promise<readonly Found[]> {
  const isGone = await looked(ifThere(store.delete(key)));
  return 'couldNotCheck' in isGone ? [couldNotCheck(`whether ${key} is left behind: ${isGone.couldNotCheck}`)] : [];
}

async function isNew(created: Promise<unknown>): Promise<boolean> {
  try {
    await created;
    return true;
  } catch (error) {
    if (error instanceof CloudAlreadyThere) return false;
    throw error;
  }
}

/** Names on the exclusion list that exclude nobody: misspelt, renamed or deleted. */
export const exclusionsExist: Check = {
  id: 'exclusions',
  async look({ run }) {
    const { users, keys } = run.config.exclude;
    if (users.size + keys.size === 0) return [ok('nobody is excluded')];
    const found: Found[] = [];
    const known = new Set<string>();
    for await (const page of run.cloud.ram.listUsers()) {
      for (const { name } of page) {
        if (users.has(name)) known.add(name);
        if (keys.size > 0) for (const { id } of await keysOf(run.cloud.ram, name)) known.add(id);
      }
    }
    for (const excluded of [...users, ...keys])
      found.push(
        known.has(excluded)
          ? ok(`${excluded} is there, and excluded`)
          : problem(
              `${excluded} is on the exclusion list and not in the account`,
              'correct TOURNIQUET_EXCLUDE_USERS or _KEYS',
            ),
      );
    return found;
  },
};

/** None of a user who was deleted since the list was read. */
async function keysOf(ram: { listAccessKeys(user: UserName): Promise<{ id: string }[]> }, user: UserName) {
  try {
    return await ram.listAccessKeys(user);
  } catch (error) {
    if (error instanceof CloudNotFound) return [];
    throw error;
  }
}
