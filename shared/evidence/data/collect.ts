import type { Cloud } from '../../aliyun';
import type { OwnBucket } from '../../aliyun/bucket-logs';
import type { Clock } from '../../clock';
import { looked } from '../../identity/looked';
import { LogReader } from './reader';
import type { DataResult, DataTask } from './types';

const MOST_BUCKETS = 200;

/**
 * Reads the access logs of the account's buckets, for requests signed with these keys: the keys are looked for in the
 * bytes, and only lines that hold one are parsed. One chunk is held at a time. What fails is named; the rest stands.
 * Throws only when the pack cannot be written.
 */
export async function collectDataOperations(
  cloud: Pick<Cloud, 'bucket' | 'bucketLogs'>,
  clock: Clock,
  task: DataTask,
): Promise<DataResult> {
  const reader = new LogReader(cloud, clock, task);
  const listed = await looked(cloud.bucketLogs.list());
  if ('couldNotCheck' in listed) return reader.result([], [`the buckets: ${listed.couldNotCheck}`]);
  const unrecorded: string[] = [];
  const buckets = inOrder(listed.value, task, reader);
  for (const [i, { name }] of buckets.entries()) {
    if (clock.elapsedMs() >= task.stopAtMs) {
      reader.fail(`the time of the run was over before ${names(buckets.slice(i))}`);
      break;
    }
    const logging = await looked(cloud.bucketLogs.loggingOf(name));
    if ('couldNotCheck' in logging) reader.fail(`${name}: ${logging.couldNotCheck}`);
    else if (logging.value === undefined) unrecorded.push(name);
    else if (logging.value.bucket !== task.logs.bucket || !logging.value.prefix.startsWith(task.logs.prefix))
      reader.fail(`${name}: its log lies under ${logging.value.bucket}/${logging.value.prefix}, which may not be read`);
    else await reader.read(name, logging.value);
  }
  return reader.result(unrecorded);
}

/** Of the functions' region, those that the key touched first. */
function inOrder(buckets: readonly OwnBucket[], { region, touched }: DataTask, reader: LogReader): OwnBucket[] {
  const own = buckets.filter((bucket) => bucket.region === region);
  const elsewhere = buckets.filter((bucket) => bucket.region !== region);
  if (elsewhere.length > 0)
    reader.fail(`${elsewhere.length} bucket${elsewhere.length === 1 ? '' : 's'} of other regions: ${names(elsewhere)}`);
  const rank = ({ name }: OwnBucket): number => (touched.has(name) ? 0 : 1);
  const sorted = [...own].sort((a, b) => rank(a) - rank(b));
  const left = sorted.slice(MOST_BUCKETS);
  if (left.length > 0) reader.fail(`${left.length} buckets more than ${MOST_BUCKETS}: ${names(left)}`);
  return sorted.slice(0, MOST_BUCKETS);
}

const names = (buckets: readonly OwnBucket[]): string =>
  `${buckets
    .slice(0, 5)
    .map(({ name }) => name)
    .join(', ')}${buckets.length > 5 ? ' …' : ''}`;
