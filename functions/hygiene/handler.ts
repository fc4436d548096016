import { setFlagsFromString } from 'node:v8';
import { serve } from '../entry';
import type { FcContext } from '../platform';
import { hygiene } from './hygiene';

/** Function Compute's entry: parse, call, return. */
export const handler = (event: Buffer, context: FcContext): Promise<unknown> => {
  // By itself the engine lets its heap grow by the machine's memory, not by the function's: of a large account half of
  // what it holds by then is waste. Collecting more often costs a second of a night that waits for the cloud. Not before
  // the first call: code that was compiled ahead is taken only under the flags that it was compiled under.
  setFlagsFromString('--optimize-for-size');
  return serve(event, context, 'hygiene', hygiene);
};
