import { connect } from '../../shared/aliyun';
import type { Trail } from '../../shared/aliyun/action-trail';
import type { LeakPage } from '../../shared/aliyun/security-center';
import { looked } from '../../shared/identity/looked';
import { type Check, couldNotCheck, type Found, ok, problem } from './check';

/** Security Center's kind of notice for leaked AccessKeys, its ways and hours (SAS, ModifyNoticeConfig). */
const LEAK_NOTICE = 'yundun_sas_ak_leakage';
const ALL_ROUTES = 7;

/**
 * Leaks of an account are listed at the endpoint of the site where Security Center was opened; the other one answers as
 * well, with an empty list.
 */
export const leakList: Check = {
  id: 'leak list',
  async look({ run, config, clock, credentials }) {
    const other = config.site === 'china' ? 'international' : 'china';
    const { sasEndpoint: _, ...unpointed } = config;
    const elsewhere = connect({ ...unpointed, site: other }, clock, credentials, run.accountId);
    const [here, there] = await Promise.all([
      looked(run.cloud.securityCenter.describeAccesskeyLeakList(1)),
      looked(elsewhere.securityCenter.describeAccesskeyLeakList(1)),
    ]);
    if ('couldNotCheck' in here) return [couldNotCheck(here.couldNotCheck)];
    const found: Found[] = [ok(`the leak list can be read: ${leaksIn(here.value)} leaks`)];
    // A list with leaks is the account's own; of an empty one the other site's tells whether it is.
    if (leaksIn(here.value) > 0) return found;
    if ('couldNotCheck' in there)
      found.push(couldNotCheck(`this list is empty, and the one of the ${other} site: ${there.couldNotCheck}`));
    else if (leaksIn(there.value) > 0)
      found.push(
        problem(
          `this list is empty, and the one of the ${other} site has ${leaksIn(there.value)} leaks`,
          `set TOURNIQUET_SITE=${other}, or TOURNIQUET_SAS_ENDPOINT`,
        ),
      );
    return found;
  },
};

const leaksIn = ({ records, totalCount }: LeakPage): number => totalCount ?? records.length;

/** The cloud's own notice of a leak: the second way to hear of one, should this tool fail. */
export const leakNotice: Check = {
  id: 'leak notice',
  async look({ run }) {
    const todo =
      'Security Center console, Settings, Notification Settings: AccessKey leak, all three ways, at any time';
    const notice = (await run.cloud.securityCenter.describeNoticeConfig()).find((one) => one.project === LEAK_NOTICE);
    if (notice === undefined || notice.route === 0)
      return [problem('Security Center sends no notice of its own when a key leaks', todo)];
    const found: Found[] = [];
    if (notice.route !== ALL_ROUTES)
      found.push(problem('its own notice of a leak does not go by text message, e-mail and internal message', todo));
    if (notice.timeLimit !== undefined && notice.timeLimit !== 0)
      found.push(problem('its own notice of a leak is held back at night (22:00 to 08:00)', todo));
    return found.length > 0 ? found : [ok('Security Center tells of a leak itself, every way, at any hour')];
  },
};

/** What was done with a key is known for 90 days without a trail, and as long as its bucket keeps it with one. */
export const trails: Check = {
  id: 'trail',
  async look({ run, config }) {
    const todo = 'ActionTrail console, Trails: one for all regions and all events, delivered to a bucket';
    const all = await run.cloud.actionTrail().describeTrails();
    const whole = all.filter(({ isOn, region, events }) => isOn && region === 'All' && events === 'All');
    const found: Found[] =
      whole.length > 0
        ? [ok(`the trail ${whole.map(({ name }) => name).join(', ')} records every region, reads and writes`)]
        : [problem(`no trail records all regions, reads and writes (of ${all.length})`, todo)];
    const { bucket, sls } = config.trail;
    if (bucket !== undefined && !all.some((trail) => trail.isOn && trail.bucket === bucket))
      found.push(
        problem(`no trail that is on delivers to ${bucket}`, 'correct TOURNIQUET_TRAIL_BUCKET, or switch it on'),
      );
    const delivers = ({ isOn, logProject }: Trail): boolean =>
      isOn && logProject?.endsWith(`:project/${sls?.project}`) === true;
    if (sls !== undefined && !all.some(delivers))
      found.push(
        problem(
          `no trail that is on delivers to the Log Service project ${sls.project}`,
          'correct TOURNIQUET_TRAIL_SLS, or switch it on',
        ),
      );
    return found;
  },
};
