import { ORDINARY } from '../../shared/aliyun/call';
import { CURRENT_STAGE } from '../../shared/aliyun/secrets';
import { POLICY_NAMES } from '../../shared/containment/apply';
import { looked } from '../../shared/identity/looked';
import { parseAccessKeyId, parseUserName } from '../../shared/ids';
import type { Act } from '../../shared/rotation/after';
import { whereTo } from '../../shared/rotation/no-room';
import { called, ROOT } from '../../shared/rotation/stage';
import { containAnew } from './contained-anew';
import { holderOf } from './holder';
import type { Room } from './room';
import { shown } from './shown';

/** Its step's name in the journal: what it changed stands in it. */
export function nameOf(act: Act): string {
  switch (act.do) {
    case 'note':
      return act.step;
    case 'stage-back':
      return `stage-back:${act.secretName}`;
    case 'attach':
      return `attach-${act.policy}`;
    case 'switch-off-new':
      return `switch-off-new:${act.key}`;
    default:
      return `${act.do}-key:${act.key}`;
  }
}

/** For the plan. `signer`: the key of root's that signs, where one does. */
export function inWords(act: Act, signer?: string): string {
  switch (act.do) {
    case 'note':
      return `write into the journal: ${act.detail}`;
    case 'stage-back':
      return `make version ${act.to} of the KMS secret ${shown(act.secretName)} the current one again, instead of ${act.from}`;
    case 'attach':
      return `put the deny back on ${act.userName}, which binds each of his keys: the new one as well; the incident is contained again, until a release`;
    case 'disable':
      return `switch the old key ${act.key} of ${called(act.userName)} off; ${wayBack(act, signer)}`;
    case 'switch-off-new':
      return `switch the new key ${act.key} of ${called(act.userName)} off; it is not deleted`;
    case 'enable':
      return `switch the old key ${act.key} of ${called(act.userName)} on again`;
    case 'delete':
      if (act.userName === ROOT) return `delete the old key ${act.key} of root, ${whereTo(true)}`;
      return `delete the old key ${act.key} of ${act.userName}, to the recycle bin; rotate undo puts it back while it lies there`;
    case 'restore':
      return `put the old key ${act.key} of ${act.userName} back from the recycle bin, switched off`;
  }
}

/** What it came to, in words. Throws what the calls throw. */
export async function doIt(room: Room, act: Act): Promise<string> {
  const { cli, cloud } = room;
  if (act.do === 'note') return act.detail;
  if (act.do === 'stage-back') {
    const versions = await cloud.secrets.listVersions(act.secretName);
    const current = versions.find(({ stages }) => stages.includes(CURRENT_STAGE))?.id;
    if (current === act.to) return `version ${act.to} is current already`;
    // Somebody has put a newer one there: what the workload reads is his choice.
    if (current !== act.from) return `left alone: version ${current ?? 'none'} is current now`;
    await cloud.secrets.makeCurrent(act.secretName, act.to, act.from);
    return `version ${act.to} is current`;
  }
  const { ims, ram } = cli.run.cloud;
  if (act.do === 'attach') {
    const name = POLICY_NAMES[act.policy];
    await containAnew(room, act.userName);
    return `${name} ${await ram.attachPolicyToUser(parseUserName(act.userName), { name, type: 'Custom' }, ORDINARY)}`;
  }
  const key = parseAccessKeyId(act.key);
  const holder = holderOf(room, act.userName);
  switch (act.do) {
    case 'disable':
    case 'switch-off-new':
      await holder.turn(key, 'Inactive');
      return 'off';
    case 'enable':
      await holder.turn(key, 'Active');
      return 'on';
    case 'delete': {
      const done = await holder.delete(key);
      if (act.userName === ROOT) return done;
      const bin = await looked(ims.getAccessKeyInfoInRecycleBin(key));
      if ('couldNotCheck' in bin) return `${done}; could not check the recycle bin: ${bin.couldNotCheck}`;
      return bin.value
        ? `${done}, in the recycle bin since ${bin.value.recycledAt}`
        : `${done}, not in the recycle bin`;
    }
    case 'restore': {
      const bin = await ims.getAccessKeyInfoInRecycleBin(key);
      if (bin?.userId === undefined)
        throw new Error(`${act.key} is not in the recycle bin any more: it cannot be put back`);
      await ims.restoreAccessKeyFromRecycleBin(key, bin.userId);
      return 'back, and off';
    }
  }
}

/** What takes a switching off back, as far as whoever reads it can. */
function wayBack({ key, userName }: { readonly key: string; readonly userName: string }, signer?: string): string {
  if (userName !== ROOT) return 'one step back switches it on again';
  if (signer === key)
    return "it signs this itself, so that only another key of root's, or the console, switches it on again, or deletes it";
  return 'one step back (--undo --anyway, with a reason) switches it on again';
}
